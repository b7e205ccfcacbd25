import numpy as np

from golden import STEPS

# The repository kozistr/pytorch_optimizer empties its buffer at each step; kept between steps, it agrees exactly.
TITLE = "Signum: NumPy after Bernstein et al. 2018 (arXiv:1802.04434), algorithm 2"


def method(p, rate, beta=0.9):
    x, m = p.start, np.zeros(p.dim)
    for step in range(STEPS):
        m = beta * m + (1 - beta) * p.g(x, step)
        x = x - rate * np.sign(m)
        yield x


CASES = [
    ("valley", 0.01, {}), ("valley", 0.003, {"beta": 0.99}), ("valley", 0.02, {"beta": 0.5}),
    ("smooth", 0.03, {}), ("smooth", 0.01, {"beta": 0.6}),
    ("rows", 0.01, {}), ("rows", 0.02, {"beta": 0.97}), ("rows", 0.005, {"beta": 0.0}),
]
