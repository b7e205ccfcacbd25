import numpy as np

from golden import STEPS

TITLE = "COCOB-Backprop: NumPy, after Orabona & Tommasi 2017, algorithm 2"


def method(p, rate, alpha=100.0, epsilon=1e-8):
    """The rate has no effect."""
    w = w1 = p.start
    L, G, reward, theta = np.full(p.dim, epsilon), np.zeros(p.dim), np.zeros(p.dim), np.zeros(p.dim)
    for step in range(STEPS):
        g = -p.g(w, step)  # the paper's g is a negative subgradient
        L = np.maximum(L, abs(g))
        G = G + abs(g)
        reward = np.maximum(reward + (w - w1) * g, 0)
        theta = theta + g
        w = w1 + theta / (L * np.maximum(G + L, alpha * L)) * (L + reward)
        yield w


CASES = [
    ("rows", 1.0, {"alpha": 150.0}), ("rows", 0.5, {"alpha": 30.0, "epsilon": 3.0}), ("rows", 1.0, {"batch": 23}),
    ("valley", 1.0, {"alpha": 400.0}), ("valley", 0.5, {"alpha": 300.0, "epsilon": 1e4}), ("valley", 1.0, {}),
    ("smooth", 1.0, {}), ("smooth", 0.5, {"alpha": 10.0, "epsilon": 0.25}),
]
