import numpy as np

from golden import STEPS

TITLE = ("signSGD: NumPy after Bernstein et al. 2018 (arXiv:1802.04434), algorithm 1; "
         "agrees with kozistr/pytorch_optimizer exactly")


def method(p, rate):
    x = p.start
    for step in range(STEPS):
        x = x - rate * np.sign(p.g(x, step))
        yield x


CASES = [
    ("valley", 0.01, {}), ("valley", 0.003, {}), ("smooth", 0.03, {}), ("smooth", 0.01, {}),
    ("rows", 0.01, {}), ("rows", 0.002, {}), ("rows", 0.02, {"batch": 23}),
]
