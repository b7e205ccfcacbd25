import numpy as np

from golden import STEPS

# The betas are shares kept and bias is corrected, as in sail-sg/Adan; in the paper's algorithm 1 they are shares
# replaced, uncorrected. At step 1 the difference is 0.
TITLE = "Adan: NumPy after Xie et al. 2022 (arXiv:2208.06677); agrees with sail-sg/Adan to 1e-12"


def method(p, rate, beta1=0.98, beta2=0.92, beta3=0.99, epsilon=1e-8, weight_decay=0):
    x = p.start
    m, v, n = np.zeros((3, p.dim))
    former = p.g(x, 0)
    for step in range(STEPS):
        t, g = step + 1, p.g(x, step)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * (g - former)
        n = beta3 * n + (1 - beta3) * (g + beta2 * (g - former)) ** 2
        eta = rate / (np.sqrt(n / (1 - beta3**t)) + epsilon)
        x = (x - eta * (m / (1 - beta1**t) + beta2 * v / (1 - beta2**t))) / (1 + rate * weight_decay)
        former = g
        yield x


CASES = [
    ("valley", 0.01, {}),
    ("valley", 0.004, {"beta1": 0.9, "beta2": 0.8, "beta3": 0.95, "epsilon": 1e-3, "weight_decay": 0.5}),
    ("smooth", 0.012, {}), ("smooth", 0.01, {"beta1": 0.95, "beta2": 0.5, "weight_decay": 0.1}),
    ("rows", 0.01, {}), ("rows", 0.02, {"beta1": 0.9, "beta3": 0.999, "weight_decay": 0.02}),
]
