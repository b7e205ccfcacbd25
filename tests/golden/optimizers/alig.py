import numpy as np

from golden import STEPS

TITLE = "ALI-G: NumPy, after Berrada, Zisserman & Kumar 2020, algorithm 1"


def method(p, rate, momentum=0.9, epsilon=1e-5):
    w, v = p.start, np.zeros(p.dim)
    for step in range(STEPS):
        loss, g = p.f(w, step), p.g(w, step)
        gamma = min(loss / (g @ g + epsilon), rate)
        v = momentum * v - gamma * g
        w = w - gamma * g + momentum * v
        yield w


CASES = [
    ("rows", 0.05, {}), ("rows", 0.25, {"momentum": 0.5, "epsilon": 0.1}), ("rows", 0.2, {"momentum": 0.0, "batch": 23}),
    ("valley", 0.0001, {}), ("valley", 0.0003, {"momentum": 0.25, "epsilon": 1.0}), ("valley", 0.0005, {"momentum": 0.5}),
    ("smooth", 0.1, {}), ("smooth", 0.125, {"momentum": 0.6, "epsilon": 2.0}), ("smooth", 0.1, {"momentum": 0.5, "batch": 3}),
]
