import numpy as np

from golden import STEPS

TITLE = "Lion: NumPy after Chen et al. 2023 (arXiv:2302.06675), algorithm 2; agrees with google/automl to 1e-12"


def method(p, rate, beta1=0.9, beta2=0.99, weight_decay=0):
    x, m = p.start, np.zeros(p.dim)
    for step in range(STEPS):
        g = p.g(x, step)
        c = beta1 * m + (1 - beta1) * g
        x = x - rate * (np.sign(c) + weight_decay * x)
        m = beta2 * m + (1 - beta2) * g
        yield x


CASES = [
    ("valley", 0.01, {}), ("valley", 0.003, {"beta1": 0.95, "beta2": 0.98, "weight_decay": 1.0}),
    ("smooth", 0.03, {}), ("smooth", 0.008, {"beta1": 0.5, "beta2": 0.8, "weight_decay": 0.5}),
    ("rows", 0.01, {}), ("rows", 0.02, {"beta1": 0.8, "weight_decay": 0.1}),
]
