# As in the authors' code: epsilon is added once to the sum of squares; the average starts with the point after the first step.
import numpy as np

from golden import STEPS

TITLE = "DoG: NumPy, after Ivgi, Hinder & Carmon 2023, (DoG), and its polynomial decay averaging (gamma = 8)"


def method(p, rate, initial=1e-6, epsilon=1e-8, average="none"):
    x = x0 = mean = p.start
    r, G, gamma = initial * (1 + np.linalg.norm(x0)), epsilon, 8
    for step in range(STEPS):
        g = p.g(x, step)
        r = max(r, np.linalg.norm(x - x0))
        G = G + g @ g
        x = x - rate * r / np.sqrt(G) * g
        t = step + 1
        mean = (1 - (1 + gamma) / (t + gamma)) * mean + (1 + gamma) / (t + gamma) * x
        yield (x, mean) if average == "polynomial" else x


CASES = [
    ("rows", 0.5, {"initial": 0.001}), ("rows", 0.75, {"initial": 0.02, "average": "polynomial"}), ("rows", 1.0, {}),
    ("valley", 0.75, {"initial": 0.01}), ("valley", 0.5, {"initial": 0.001, "epsilon": 1.0, "average": "polynomial"}),
    ("valley", 2.0, {}),
    ("smooth", 0.625, {"initial": 0.001}), ("smooth", 0.3, {"initial": 0.1, "epsilon": 0.5}),
    ("smooth", 0.75, {"initial": 1e-3, "average": "polynomial", "batch": 3}),
]
