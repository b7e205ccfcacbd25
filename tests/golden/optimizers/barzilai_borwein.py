import numpy as np

from golden import STEPS

TITLE = "Barzilai-Borwein: NumPy, after Raydan 1997 (GBB), with the lengths of Barzilai & Borwein 1988"


def method(p, rate, form="bb1", memory=10, c=1e-4, shrink=0.5, gtol=1e-10):
    """The greatest of the present loss and `memory` former ones counts (0 <= j <= min(k, M))."""
    x, g, former = p.start, p.g(p.start, 0), []
    least, length = gtol * np.linalg.norm(g), rate
    for step in range(STEPS):
        if np.linalg.norm(g) > least:
            former.append(p.f(x, step))
            while p.f(x - length * g, step) > max(former[-memory - 1:]) - c * length * (g @ g):
                length *= shrink
            x_old, g_old = x, g
            x = x - length * g
            g = p.g(x, step)
            s, y = x - x_old, g - g_old
            length = s @ s / (s @ y) if form == "bb1" else s @ y / (y @ y)
            assert 1e-10 < length < 1e10
        yield x


# gtol: how far the smallest rounding errors do not yet show: on valley they grow from step to step (tolerance), and where
# f is above 0 the test soon goes by its rounding.
CASES = [
    ("valley", 0.001, {"gtol": 0.0032, "tolerance": 1e-10}),
    ("valley", 0.01, {"form": "bb2", "memory": 3, "gtol": 0.0056, "tolerance": 1e-10}),
    ("valley", 0.01, {"memory": 1, "c": 0.1, "shrink": 0.25, "gtol": 0.005, "tolerance": 1e-10}),
    ("valley", 0.01, {"memory": 1, "c": 0.1, "shrink": 0.25, "gtol": 0.0125}),
    ("smooth", 1.0, {"gtol": 1e-6}), ("smooth", 100.0, {"form": "bb2", "memory": 0, "gtol": 1e-6}),
    ("rows", 1.0, {"batch": 23, "gtol": 1e-6}),
    ("rows", 50.0, {"form": "bb2", "memory": 2, "c": 0.3, "shrink": 0.75, "batch": 23, "gtol": 1e-6}),
]
