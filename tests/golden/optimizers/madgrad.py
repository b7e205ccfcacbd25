import numpy as np

from golden import STEPS

# Momentum is 1 - c. facebookresearch/madgrad takes rate + epsilon for a rate that is not 0; the paper, and this, the
# rate itself: the agreement is with that line taken out.
TITLE = ("MADGRAD: NumPy after Defazio & Jelassi 2021 (arXiv:2101.11075), algorithm 1; "
         "agrees with facebookresearch/madgrad to 1e-12")


def method(p, rate, momentum=0.9, epsilon=1e-6, weight_decay=0):
    x, c = p.start, 1 - momentum
    s, nu = np.zeros((2, p.dim))
    for k in range(STEPS):
        g = p.g(x, k) + weight_decay * x
        lamb = rate * np.sqrt(k + 1)
        s = s + lamb * g
        nu = nu + lamb * g * g
        z = p.start - s / (np.cbrt(nu) + epsilon)
        x = (1 - c) * x + c * z
        yield x


CASES = [
    ("valley", 0.01, {}), ("valley", 0.001, {"momentum": 0.5, "epsilon": 1e-2, "weight_decay": 0.5}),
    ("smooth", 0.1, {}), ("smooth", 0.03, {"momentum": 0.0, "weight_decay": 0.1}),
    ("rows", 0.01, {}), ("rows", 0.03, {"momentum": 0.95, "epsilon": 1e-3, "weight_decay": 0.02}),
]
