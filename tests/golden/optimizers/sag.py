# Algorithm 1 divides by n; here, as the paper advises for its first pass, by the number of samples seen so far.
import numpy as np

from golden import STEPS

TITLE = "SAG: NumPy, after Schmidt, Le Roux & Bach 2017, algorithm 1 with the m of its section on implementation, with batches"


def method(p, rate):
    x, y, seen = p.start, np.zeros((p.samples, p.dim)), set()
    for step in range(STEPS):
        batch = p.at(step) or range(p.samples)
        for i in batch:
            y[i] = p.gradient(x, [i])
        seen.update(batch)
        x = x - rate / len(seen) * y.sum(axis=0)
        yield x


CASES = [
    ("rows", 0.0625, {}), ("rows", 0.03125, {"batch": 1}), ("rows", 0.5, {"batch": 23}),
    ("smooth", 0.5, {}), ("smooth", 0.125, {"batch": 3}),
]
