# The authors' code (rka97/dowg) starts with r^2 = 1e-4 and adds 1e-4 to the root; here, as in the paper, r starts at `initial` (not
# squared) and nothing is added.
import numpy as np

from golden import STEPS

TITLE = "DoWG: NumPy, after Khaled, Mishchenko & Jin 2023, algorithm 1"


def method(p, rate, initial=1e-4):
    x = x0 = p.start
    r, v = initial, 0.0
    for step in range(STEPS):
        g = p.g(x, step)
        r = max(np.linalg.norm(x - x0), r)
        v = v + r**2 * (g @ g)
        x = x - rate * r**2 / np.sqrt(v) * g
        yield x


CASES = [
    ("rows", 1.0, {}), ("rows", 0.5, {"initial": 0.01}), ("rows", 0.25, {"initial": 0.1, "batch": 23}),
    ("valley", 1.0, {}), ("valley", 0.25, {"initial": 0.01}),
    ("smooth", 1.0, {}), ("smooth", 0.5, {"initial": 0.5}), ("smooth", 0.5, {"initial": 0.03125, "batch": 3}),
]
