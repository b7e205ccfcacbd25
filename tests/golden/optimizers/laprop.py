import numpy as np

from golden import STEPS

# Decay is decoupled and multiplied by the rate; Z-T-WANG/LaProp-Optimizer takes it after the step, without the rate.
TITLE = ("LaProp: NumPy after Ziyin et al. 2020 (arXiv:2002.04839), algorithm 1; "
         "without decay agrees with Z-T-WANG/LaProp-Optimizer to 1e-12")


def method(p, rate, beta1=0.9, beta2=0.999, epsilon=1e-15, weight_decay=0):
    x = p.start
    m, n = np.zeros((2, p.dim))
    for step in range(STEPS):
        t, g = step + 1, p.g(x, step)
        n = beta2 * n + (1 - beta2) * g**2
        m = beta1 * m + (1 - beta1) * g / (np.sqrt(n / (1 - beta2**t)) + epsilon)
        x = x - rate * (m / (1 - beta1**t) + weight_decay * x)
        yield x


CASES = [
    ("valley", 0.01, {}), ("valley", 0.003, {"beta1": 0.8, "beta2": 0.99, "epsilon": 1e-2, "weight_decay": 0.5}),
    ("smooth", 0.03, {}), ("smooth", 0.01, {"beta1": 0.5, "beta2": 0.99, "weight_decay": 0.1}),
    ("rows", 0.01, {}), ("rows", 0.02, {"beta1": 0.95, "beta2": 0.9}), ("rows", 0.005, {"weight_decay": 0.02}),
]
