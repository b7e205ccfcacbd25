import numpy as np

from golden import STEPS

TITLE = "Yogi: NumPy, after Zaheer et al. 2018, algorithm 2"


def method(p, rate, beta1=0.9, beta2=0.999, epsilon=1e-3, initial=1e-6):
    """No bias correction; m_0 = 0, v_0 = initial."""
    x, m, v = p.start, np.zeros(p.dim), np.full(p.dim, initial)
    for step in range(STEPS):
        g = p.g(x, step)
        m = beta1 * m + (1 - beta1) * g
        v = v - (1 - beta2) * np.sign(v - g**2) * g**2
        x = x - rate * m / (np.sqrt(v) + epsilon)
        yield x


CASES = [
    ("valley", 0.001, {}), ("valley", 0.005, {"beta1": 0.75, "beta2": 0.95, "epsilon": 0.01, "initial": 100.0}),
    ("smooth", 0.01, {}), ("smooth", 0.02, {"beta1": 0.8, "beta2": 0.9, "epsilon": 1e-8, "initial": 0.25}),
    ("rows", 0.01, {}), ("rows", 0.02, {"beta1": 0.5, "beta2": 0.9, "initial": 0.0}),
]
