import numpy as np

from golden import STEPS

TITLE = "Nesterov's method for convex f: NumPy, after Beck & Teboulle 2009, eqs 4.1-4.3; restarts: O'Donoghue & Candes 2015, 3.2"


def method(p, rate, restart="none"):
    """A restart begins anew from the point reached: y = x, t = 1. For the function scheme, f(x_k) and f(x_k-1) are each on
    the batch of their own step."""
    x, y, t, last = p.start, p.start, 1.0, None
    for step in range(STEPS):
        g = p.g(y, step)
        x_new = y - rate * g
        t_new = (1 + np.sqrt(1 + 4 * t**2)) / 2
        y_new = x_new + (t - 1) / t_new * (x_new - x)
        value = p.f(x_new, step)
        if step == 0:
            last = p.f(x, step)
        if restart == "function" and value > last or restart == "gradient" and g @ (x_new - x) > 0:
            y_new, t_new = x_new, 1.0
        x, y, t, last = x_new, y_new, t_new, value
        yield y, x


# Function restarts at rates that keep the losses of neighbouring steps apart by more than their rounding.
CASES = [
    ("valley", 0.0004, {}), ("valley", 0.0006, {"restart": "function"}), ("valley", 0.0006, {"restart": "gradient"}),
    ("smooth", 0.125, {"restart": "none"}), ("smooth", 0.03125, {"restart": "function"}),
    ("smooth", 0.25, {"restart": "gradient"}),
    ("rows", 0.0625, {}), ("rows", 0.03125, {"restart": "gradient"}), ("rows", 0.015625, {"restart": "function", "batch": 23}),
]
