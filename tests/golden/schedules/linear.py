from torch.optim.lr_scheduler import LinearLR

from golden import STEPS, closed_form

TITLE = "LinearLR; the last two cases with lengths in epochs and as a share of the run"


def rates(start, end, steps):
    return closed_form(lambda o: LinearLR(o, start, end, steps))


def cases():
    return [({"unit": "step", "end": e, "length": n, "start": s}, rates(s, e, n))
            for s, e, n in [(1 / 3, 1.0, 5), (1.0, 0.0, STEPS), (0.875, 0.25, 120)]] + [
        ({"unit": "epoch", "epoch": 8, "end": 0.375, "length": 20, "start": 1.0}, rates(1.0, 0.375, 160)),
        ({"end": 0.0625, "length": 0.75, "start": 0.5}, rates(0.5, 0.0625, 150))]
