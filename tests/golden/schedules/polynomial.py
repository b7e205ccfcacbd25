import numpy as np
from torch.optim.lr_scheduler import PolynomialLR

from golden import STEPS, closed_form

TITLE = "PolynomialLR; with an end above 0, end + (1 - end) (1 - t / T)^power"


def above(end, power):
    left = 1 - np.arange(STEPS) / STEPS
    return (1 - end) * left**power + end


def cases():
    return [({"power": p}, closed_form(lambda o: PolynomialLR(o, STEPS, p))) for p in (1.0, 0.9, 2.5)] + [
        ({"end": e, "power": p}, above(e, p)) for e, p in [(0.125, 0.9), (0.0625, 3.0)]]
