import numpy as np

from golden import STEPS

TITLE = "Sophia-H: NumPy, after Liu et al. 2023, algorithms 1 and 3"


def method(p, rate, beta1=0.965, beta2=0.99, gamma=0.01, epsilon=1e-12, frequency=10, weight_decay=0.0):
    """u is normal, its components drawn in order; a Hessian in the first step and every `frequency` steps."""
    x, random = p.start, p.random("sophia")
    m, h = np.zeros(p.dim), np.zeros(p.dim)
    for step in range(STEPS):
        m = beta1 * m + (1 - beta1) * p.g(x, step)
        if step % frequency == 0:
            u = np.array([random.normal() for _ in range(p.dim)])
            h = beta2 * h + (1 - beta2) * u * p.hvp(x, u, step)
        x = x - rate * weight_decay * x
        x = x - rate * np.clip(m / np.maximum(gamma * h, epsilon), -1, 1)
        yield x


CASES = [
    ("valley", 0.01, {}), ("valley", 0.02, {"beta1": 0.9, "beta2": 0.95, "gamma": 0.5, "frequency": 5, "weight_decay": 0.01}),
    ("valley", 0.05, {"gamma": 10.0, "epsilon": 0.1, "frequency": 1}),
    ("smooth", 0.02, {}), ("smooth", 0.1, {"beta1": 0.8, "beta2": 0.9, "gamma": 2.0, "frequency": 3, "epsilon": 0.01}),
    ("rows", 0.01, {}), ("rows", 0.05, {"gamma": 1.0, "frequency": 4, "weight_decay": 0.1, "epsilon": 1e-3}),
]
