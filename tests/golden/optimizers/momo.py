# Weight decay as in the paper's section on it and the authors' code: a proximal term, x / (1 + rate wd) after the step.
import numpy as np

from golden import STEPS

TITLE = "MoMo: NumPy, after Schaipp, Ohana, Eickenberg, Defazio & Gower 2023, algorithm 1"


def method(p, rate, beta=0.9, lower_bound=0.0, bias_correction="off", weight_decay=0.0):
    x, on = p.start, bias_correction == "on"
    f_bar, d, gamma = (0.0, np.zeros(p.dim), 0.0) if on else (p.f(x, 0), p.g(x, 0), p.g(x, 0) @ x)
    shrink = 1 + rate * weight_decay
    for step in range(STEPS):
        f, g = p.f(x, step), p.g(x, step)
        f_bar = (1 - beta) * f + beta * f_bar
        gamma = (1 - beta) * (g @ x) + beta * gamma
        d = (1 - beta) * g + beta * d
        rho = 1 - beta ** (step + 1) if on else 1.0
        h = shrink * (f_bar - gamma - rho * lower_bound) + d @ x
        tau = min(rate / rho, max(h, 0.0) / (d @ d))
        x = (x - tau * d) / shrink
        yield x


CASES = [
    ("rows", 0.25, {}), ("rows", 1.0, {"beta": 0.5, "lower_bound": 0.125, "weight_decay": 0.01}),
    ("rows", 0.5, {"bias_correction": "on", "beta": 0.8, "batch": 23}),
    ("valley", 0.001, {}), ("valley", 0.005, {"bias_correction": "on", "beta": 0.7}),
    ("valley", 0.0005, {"lower_bound": -2.0, "weight_decay": 0.5}),
    ("smooth", 0.5, {}), ("smooth", 1.0, {"beta": 0.6, "bias_correction": "on", "weight_decay": 0.05, "lower_bound": 0.25}),
    ("smooth", 0.25, {"batch": 3, "beta": 0.8}),
]
