# As in the authors' code, not the paper: the product with s is scaled by v before this step's update of it, and weight decay is
# multiplied by d as well as the rate (d before this step's update of it).
import numpy as np

from golden import STEPS

TITLE = "D-Adapt Adam: NumPy, after Defazio & Mishchenko 2023, algorithm 5"


def method(p, rate, beta1=0.9, beta2=0.999, epsilon=1e-8, d0=1e-6, growth=0.0, weight_decay=0.0, bias_correction="off"):
    """growth 0: unlimited."""
    x = p.start
    s, m, v, r, d, beta3 = np.zeros(p.dim), np.zeros(p.dim), np.zeros(p.dim), 0.0, d0, np.sqrt(beta2)
    for step in range(STEPS):
        g, k = p.g(x, step), step + 1
        lam = d * rate * (np.sqrt(1 - beta2**k) / (1 - beta1**k) if bias_correction == "on" else 1)
        r = beta3 * r + (1 - beta3) * lam * (g @ (s / (np.sqrt(v) + epsilon)))
        m = beta1 * m + (1 - beta1) * lam * g
        v = beta2 * v + (1 - beta2) * g**2
        s = beta3 * s + (1 - beta3) * lam * g
        d_hat = r / ((1 - beta3) * abs(s).sum())
        d = max(d, min(d_hat, d * (growth or np.inf)))
        x = x - lam * weight_decay * x
        x = x - m / (np.sqrt(v) + epsilon)
        yield x


CASES = [
    ("rows", 0.2, {"d0": 0.001}), ("rows", 0.5, {"beta1": 0.8, "beta2": 0.95, "d0": 0.01, "bias_correction": "on", "growth": 1.02}),
    ("rows", 0.4, {"beta2": 0.99, "d0": 0.001, "weight_decay": 0.1, "batch": 23}),
    ("valley", 0.5, {}), ("valley", 0.25, {"beta1": 0.75, "beta2": 0.99, "d0": 0.001, "epsilon": 0.1, "bias_correction": "on"}),
    ("valley", 1.0, {"d0": 0.001, "growth": 1.02, "weight_decay": 0.5}),
    ("smooth", 0.1, {"d0": 0.001}), ("smooth", 0.25, {"beta1": 0.8, "beta2": 0.9, "weight_decay": 0.05, "d0": 0.01, "epsilon": 0.01}),
]
