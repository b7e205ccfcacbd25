import numpy as np

from golden import STEPS

# The first step has no former gradient: its correction is 0. AGI-Arena/MARS takes the former gradient for 0 there
# (correction: a share of g): the agreement is with that put right. Its exact form is given the gradient on this batch
# at the former point. It clips c by parameter; each function here is one.
TITLE = "MARS-AdamW: NumPy after Yuan et al. 2024 (arXiv:2411.10438); agrees with AGI-Arena/MARS to 1e-12"


def method(p, rate, beta1=0.95, beta2=0.99, gamma=0.025, epsilon=1e-8, weight_decay=0, form="approximate"):
    x = former_x = p.start
    m, v = np.zeros((2, p.dim))
    for step in range(STEPS):
        t, g = step + 1, p.g(x, step)
        if step == 0:
            former_g = g
        elif form == "exact":
            former_g = p.g(former_x, step)
        c = g + gamma * beta1 / (1 - beta1) * (g - former_g)
        norm = np.linalg.norm(c)
        if norm > 1:
            c = c / norm
        m = beta1 * m + (1 - beta1) * c
        v = beta2 * v + (1 - beta2) * c**2
        former_x, former_g = x, g
        x = x - rate * (m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + epsilon) + weight_decay * x)
        yield x


CASES = [
    ("valley", 0.01, {}), ("valley", 0.01, {"gamma": 0.1, "beta1": 0.9, "form": "exact", "weight_decay": 0.5}),
    ("smooth", 0.03, {}),
    ("smooth", 0.02, {"gamma": 0.2, "beta1": 0.9, "beta2": 0.95, "epsilon": 1e-3, "weight_decay": 0.1}),
    ("smooth", 0.02, {"gamma": 0.1, "form": "exact"}),
    ("rows", 0.01, {}), ("rows", 0.01, {"form": "exact"}),
    ("rows", 0.02, {"gamma": 0.1, "beta1": 0.9, "form": "exact"}),
    ("rows", 0.005, {"gamma": 0.05, "beta2": 0.999, "weight_decay": 0.02}),
]
