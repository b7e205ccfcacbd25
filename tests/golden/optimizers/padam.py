import numpy as np

from golden import STEPS

# uclaml/Padam corrects the bias and takes (sqrt(vhat) + epsilon)^(2 power); algorithm 1, and this, neither: the
# agreement is with rates that undo its correction, and epsilon 0.
TITLE = ("Padam: NumPy after Chen et al. 2018 (arXiv:1806.06763), algorithm 1; "
         "with epsilon 0 agrees with uclaml/Padam to 1e-12")


def method(p, rate, beta1=0.9, beta2=0.999, power=0.125, epsilon=1e-8):
    x = p.start
    m, v, vhat = np.zeros((3, p.dim))
    for step in range(STEPS):
        g = p.g(x, step)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        vhat = np.maximum(vhat, v)
        x = x - rate * m / (vhat**power + epsilon)
        yield x


CASES = [
    ("valley", 0.002, {}), ("valley", 0.005, {"beta1": 0.8, "beta2": 0.9, "power": 0.25, "epsilon": 1e-2}),
    ("valley", 0.005, {"power": 0.3, "epsilon": 0.0}),
    ("smooth", 0.05, {}), ("smooth", 0.02, {"beta1": 0.5, "beta2": 0.95, "power": 0.5, "epsilon": 0.0}),
    ("rows", 0.05, {}), ("rows", 0.02, {"beta1": 0.95, "beta2": 0.99, "power": 0.4}),
    ("rows", 0.1, {"power": 0.0625, "epsilon": 0.0}),
]
