import numpy as np

from golden import STEPS

TITLE = "np.interp, and np.searchsorted for stairs"


def lines(at, value, t):
    return np.interp(t, at, value)


def stairs(at, value, t):
    return np.array(value)[np.maximum(np.searchsorted(at, t, side="right") - 1, 0)]


def cases():
    t = np.arange(STEPS)
    first, second = ([0, 25, 80, 150], [0.25, 1.0, 0.375, 0.0625]), ([10.5, 60, 61, 180], [2.0, 0.125, 0.75, 0.3125])
    return [({"at": a, "between": "step", "value": v}, stairs(a, v, t)) for a, v in (first, second)] + [
        ({"at": a, "between": "linear", "value": v}, lines(a, v, t)) for a, v in (first, second)] + [
        ({"unit": "epoch", "epoch": 8, "at": [0, 3.5, 20], "between": "linear", "value": [1, 0.5, 0.25]},
         lines([0, 3.5, 20], [1, 0.5, 0.25], t / 8))]
