import numpy as np

from golden import STEPS

# Its single-tensor function, with decoupled decay. The first step only fills v: neither moves nor decays.
TITLE = ("ADOPT: NumPy after Taniguchi et al. 2024 (arXiv:2411.02853v3), algorithm 2; "
         "agrees with iShohei220/adopt to 1e-12")


def method(p, rate, beta1=0.9, beta2=0.9999, epsilon=1e-6, weight_decay=0, clip="on"):
    x, m = p.start, np.zeros(p.dim)
    v = p.g(x, 0) ** 2
    yield x
    for t in range(1, STEPS):
        g = p.g(x, t)
        c = t**0.25 if clip == "on" else np.inf
        m = beta1 * m + (1 - beta1) * np.clip(g / np.maximum(np.sqrt(v), epsilon), -c, c)
        x = x - rate * (m + weight_decay * x)
        v = beta2 * v + (1 - beta2) * g**2
        yield x


CASES = [
    ("valley", 0.01, {}), ("valley", 0.02, {"beta1": 0.8, "beta2": 0.9, "weight_decay": 0.5, "clip": "off"}),
    ("valley", 0.005, {"epsilon": 30.0, "beta2": 0.99}),
    ("smooth", 0.02, {}), ("smooth", 0.01, {"beta1": 0.5, "beta2": 0.99, "weight_decay": 0.1}),
    ("rows", 0.01, {}), ("rows", 0.02, {"beta1": 0.95, "beta2": 0.99, "weight_decay": 0.02}),
    ("rows", 0.005, {"beta2": 0.99, "clip": "off"}),
]
