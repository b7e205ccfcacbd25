import numpy as np

from golden import STEPS

TITLE = "QHM: NumPy after Ma & Yarats 2019 (arXiv:1810.06801), section 3; agrees with facebookresearch/qhoptim to 1e-12"


def method(p, rate, beta=0.999, nu=0.7):
    x, buffer = p.start, np.zeros(p.dim)
    for step in range(STEPS):
        g = p.g(x, step)
        buffer = beta * buffer + (1 - beta) * g
        x = x - rate * ((1 - nu) * g + nu * buffer)
        yield x


CASES = [
    ("valley", 0.001, {}), ("valley", 0.002, {"beta": 0.9, "nu": 0.9}), ("valley", 0.0005, {"beta": 0.5, "nu": 0.3}),
    ("smooth", 0.5, {}), ("smooth", 1.0, {"beta": 0.95, "nu": 0.8}),
    ("rows", 0.1, {}), ("rows", 0.2, {"beta": 0.9, "nu": 1.0}),
]
