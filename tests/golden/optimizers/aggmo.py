import numpy as np

from golden import STEPS

TITLE = "AggMo: NumPy after Lucas et al. 2019 (arXiv:1804.00325); agrees with AtheMathmo/AggMo to 1e-12"


def method(p, rate, betas=()):
    betas = np.array(betas or [0, 0.9, 0.99])[:, None]
    x, v = p.start, np.zeros((len(betas), p.dim))
    for step in range(STEPS):
        v = betas * v - p.g(x, step)
        x = x + rate / len(betas) * v.sum(axis=0)
        yield x


CASES = [
    ("valley", 0.0002, {}), ("valley", 0.001, {"betas": [0.0, 0.5]}),
    ("valley", 0.0001, {"betas": [0.0, 0.9, 0.99, 0.999]}),
    ("smooth", 0.05, {}), ("smooth", 0.05, {"betas": [0.8]}), ("smooth", 0.03, {"betas": [0.8, 0.25]}),
    ("rows", 0.01, {}), ("rows", 0.05, {"betas": [0.0, 0.7, 0.9, 0.95]}),
]
