import numpy as np

from golden import STEPS

TITLE = "AdaBelief: NumPy, after Zhuang et al. 2020, algorithm 2"


def method(p, rate, beta1=0.9, beta2=0.999, epsilon=1e-16, weight_decay=0):
    theta, m, s = p.start, np.zeros(p.dim), np.zeros(p.dim)
    for t in range(1, STEPS + 1):
        g = p.g(theta, t - 1)
        theta = theta - rate * weight_decay * theta
        m = beta1 * m + (1 - beta1) * g
        s = beta2 * s + (1 - beta2) * (g - m) ** 2 + epsilon
        m_hat = m / (1 - beta1**t)
        s_hat = s / (1 - beta2**t)
        theta = theta - rate * m_hat / (np.sqrt(s_hat) + epsilon)
        yield theta


CASES = [
    ("valley", 0.001, {}), ("valley", 0.001953125, {"beta1": 0.75, "beta2": 0.95, "epsilon": 0.25, "weight_decay": 2.5}),
    ("smooth", 0.01, {}), ("smooth", 0.02, {"beta1": 0.8, "beta2": 0.95, "epsilon": 1e-4}),
    ("rows", 0.01, {}), ("rows", 0.00390625, {"beta1": 0.5, "beta2": 0.9, "epsilon": 1e-8, "weight_decay": 1.5}),
]
