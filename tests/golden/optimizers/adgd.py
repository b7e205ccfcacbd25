"""With equal gradients in two steps (at rest) the second bound is left out; the authors' algorithms.py takes it as huge, their
optimizers.py divides by 0."""
import numpy as np

from golden import STEPS

TITLE = "AdGD: NumPy after Malitsky & Mishchenko 2020, algorithm 1; agrees with ymalitsky/adaptive_GD to 2e-14 (smooth, rows)"


def method(p, rate):
    """lambda_0 = rate, theta_0 = infinity."""
    x, g = p.start, p.g(p.start, 0)
    lam, theta = rate, np.inf
    x_old, g_old = x, g
    x = x - lam * g
    yield x
    for step in range(1, STEPS):
        g = p.g(x, step)
        lam_old = lam
        dx, dg = np.linalg.norm(x - x_old), np.linalg.norm(g - g_old)
        lam = min(np.sqrt(1 + theta) * lam_old, dx / (2 * dg) if dg > 0 else np.inf)
        theta = lam / lam_old
        x_old, g_old = x, g
        x = x - lam * g
        yield x


# valley: the smaller of two lengths decides, on and on, so that rounding errors grow to about 1e-10 in 200 steps at these rates, and
# to 1e-2 at most others.
# On valley (condition number 1000) a rounding error of the first steps grows 100000 times by step 50: 1e-10 is what is left.
CASES = [
    ("valley", 0.0004, {"tolerance": 1e-10}), ("valley", 0.00428, {"tolerance": 1e-10}),
    ("smooth", 5.0, {}), ("smooth", 2.0, {}),
    ("rows", 1.0, {"batch": 23}), ("rows", 0.5, {"batch": 23}),
]
