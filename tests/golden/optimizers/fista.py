import numpy as np

from golden import STEPS

TITLE = "FISTA with backtracking: NumPy, after Beck & Teboulle 2009, section 4, with g = 0"


def method(p, rate, grow=2.0, gtol=1e-10):
    """L_0 = 1 / rate. Accepted: f(x) <= f(y) + <x - y, g> + L/2 |x - y|^2 with x = y - g / L."""
    x, y, t, lipschitz = p.start, p.start, 1.0, 1 / rate
    least = gtol * np.linalg.norm(p.g(p.start, 0))
    for step in range(STEPS):
        g = p.g(y, step)
        if np.linalg.norm(g) > least:
            while p.f(y - g / lipschitz, step) > p.f(y, step) - g @ g / (2 * lipschitz):
                lipschitz *= grow
            x_new = y - g / lipschitz
            t_new = (1 + np.sqrt(1 + 4 * t**2)) / 2
            x, y, t = x_new, x_new + (t - 1) / t_new * (x_new - x), t_new
        yield y, x


CASES = [
    ("valley", 0.1, {}), ("valley", 0.01, {"grow": 1.5}), ("valley", 0.0001, {"grow": 3.0, "gtol": 0.01}),
    ("smooth", 10.0, {"gtol": 1e-4}), ("smooth", 0.5, {"grow": 1.25, "gtol": 1e-4}),
    ("rows", 20.0, {"batch": 23, "gtol": 1e-4}), ("rows", 1.0, {"grow": 4.0, "batch": 23, "gtol": 1e-3}),
]
