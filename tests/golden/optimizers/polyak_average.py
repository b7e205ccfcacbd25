import numpy as np

from golden import STEPS

TITLE = "Averaged SGD: NumPy; the mean is taken anew from all kept iterates at each step"


def method(p, rate, start=0):
    x, kept = p.start, []
    for step in range(STEPS):
        x = x - rate * p.g(x, step)
        if step >= start:
            kept.append(x)
        yield x, np.mean(kept, axis=0) if kept else x


CASES = [
    ("rows", 0.25, {}), ("rows", 0.5, {"start": 37}),
    ("valley", 0.001, {}), ("valley", 0.0015, {"start": 5}),
    ("smooth", 0.5, {}), ("smooth", 1.0, {"start": 120}),
]
