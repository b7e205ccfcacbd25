# As in the authors' code, not the paper: the sums for d are of d^2/d0 and d/d0 times the rate (the ratio is the same), and epsilon is
# multiplied by the new d. Weight decay is multiplied by the old d as well as the rate.
import numpy as np

from golden import STEPS

TITLE = "Prodigy: NumPy, after Mishchenko & Defazio 2023, algorithm 4"


def method(p, rate, beta1=0.9, beta2=0.999, beta3=0.0, epsilon=1e-8, d0=1e-6, d_coef=1.0, growth=0.0, weight_decay=0.0,
           bias_correction="off", safeguard_warmup="off"):
    """beta3 0: sqrt(beta2). growth 0: unlimited."""
    x = x0 = p.start
    m, v, s, r, d, d_max = np.zeros(p.dim), np.zeros(p.dim), np.zeros(p.dim), 0.0, d0, d0
    beta3 = beta3 or np.sqrt(beta2)
    for step in range(STEPS):
        g, k = p.g(x, step), step + 1
        gamma = d * rate * (np.sqrt(1 - beta2**k) / (1 - beta1**k) if bias_correction == "on" else 1)
        m = beta1 * m + (1 - beta1) * d * g
        v = beta2 * v + (1 - beta2) * d**2 * g**2
        r = beta3 * r + d / d0 * gamma * (g @ (x0 - x))
        s = beta3 * s + d / d0 * (d if safeguard_warmup == "on" else gamma) * g
        d_hat = d_coef * r / abs(s).sum()
        if d == d0:
            d = max(d, d_hat)
        d_max = max(d_max, d_hat)
        d = min(d_max, d * (growth or np.inf))
        x = x - gamma * weight_decay * x
        x = x - gamma * m / (np.sqrt(v) + d * epsilon)
        yield x


# The estimate is a ratio of two sums that nearly cancel: rounding errors grow to 1e-11 in these.
CASES = [
    ("rows", 1.0, {"d0": 0.001}), ("rows", 0.5, {"beta1": 0.8, "beta2": 0.95, "d0": 0.01, "bias_correction": "on", "growth": 1.02}),
    ("rows", 1.0, {"beta2": 0.99, "beta3": 0.9, "d0": 0.001, "d_coef": 0.5, "weight_decay": 0.1, "batch": 23}),
    ("valley", 0.4, {}),
    ("valley", 0.5, {"beta1": 0.75, "beta2": 0.99, "d0": 0.001, "epsilon": 0.1, "bias_correction": "on", "safeguard_warmup": "on"}),
    ("valley", 1.0, {"tolerance": 1e-10, "d0": 0.001, "growth": 1.02, "weight_decay": 0.5}),
    ("smooth", 0.2, {"d0": 0.001}), ("smooth", 0.25, {"tolerance": 1e-10, "beta1": 0.8, "beta2": 0.9, "weight_decay": 0.05, "d0": 0.01, "d_coef": 2.0, "epsilon": 0.1}),
]
