import numpy as np

from golden import STEPS

TITLE = "Chen, Wolfe & Kyrillidis 2021: (1 - z) / (1/2 + 1/2 (1 - z)), z = t / T; with beta for the second half's weight"


def paper(steps):
    z = np.arange(steps) / steps
    return (1 - z) / (0.5 + 0.5 * (1 - z))


def weighted(beta, steps):
    left = (steps - np.arange(steps)) / steps
    return left / (1 - beta + beta * left)


def cases():
    return [({}, paper(STEPS)), ({"beta": 0.5}, paper(77))] + [({"beta": b}, weighted(b, STEPS)) for b in (0.9, 0.0, 0.1875)]
