import numpy as np

from golden import STEPS

TITLE = "SAGA: NumPy, after Defazio, Bach & Lacoste-Julien 2014, eq. (1), with batches"


def method(p, rate):
    x = p.start
    table = np.array([p.gradient(x, [i]) for i in range(p.samples)])
    for step in range(STEPS):
        batch = p.at(step) or list(range(p.samples))
        new = np.array([p.gradient(x, [j]) for j in batch])
        x = x - rate * (np.mean(new - table[batch], axis=0) + np.mean(table, axis=0))
        table[batch] = new
        yield x


CASES = [
    ("rows", 0.25, {}), ("rows", 0.125, {"batch": 1}), ("rows", 0.5, {"batch": 23}),
    ("smooth", 0.5, {}), ("smooth", 0.25, {"batch": 3}),
]
