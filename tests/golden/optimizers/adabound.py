import numpy as np

from golden import STEPS

# As in Luolc/AdaBound: bias corrections in the step size (epsilon beside the uncorrected root), gamma for the paper's
# 1 - beta2 in the bounds, no 1 / sqrt(t). The rate is constant, so that final_rate * rate / (first rate) is final_rate.
TITLE = "AdaBound: NumPy after Luo et al. 2019 (arXiv:1902.09843); agrees with Luolc/AdaBound to 1e-12"


def method(p, rate, beta1=0.9, beta2=0.999, final_rate=0.1, gamma=1e-3, epsilon=1e-8):
    x = p.start
    m, v = np.zeros((2, p.dim))
    for step in range(STEPS):
        t, g = step + 1, p.g(x, step)
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        lower, upper = final_rate * (1 - 1 / (gamma * t + 1)), final_rate * (1 + 1 / (gamma * t))
        eta = rate * np.sqrt(1 - beta2**t) / (1 - beta1**t) / (np.sqrt(v) + epsilon)
        x = x - np.clip(eta, lower, upper) * m
        yield x


CASES = [
    ("valley", 0.005, {"final_rate": 0.001}),
    ("valley", 0.01, {"beta1": 0.8, "final_rate": 0.0005, "gamma": 0.05, "epsilon": 1e-2}),
    ("valley", 0.002, {"beta2": 0.99, "final_rate": 0.0001}),
    ("smooth", 0.03, {}), ("smooth", 0.02, {"beta1": 0.5, "beta2": 0.95, "final_rate": 0.2, "gamma": 0.02}),
    ("rows", 0.01, {}), ("rows", 0.02, {"beta1": 0.95, "final_rate": 0.05, "gamma": 0.02}),
    ("rows", 0.005, {"gamma": 0.5}),
]
