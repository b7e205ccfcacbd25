import torch

from golden import STEPS, by_torch

TITLE = "SGD: torch.optim.SGD. Decoupled decay, multiplied by the rate: NumPy"
l2 = by_torch(torch.optim.SGD, {"weight_decay": "weight_decay"})


def method(p, rate, decay="l2", **settings):
    return l2(p, rate, **settings) if decay == "l2" else decoupled(p, rate, **settings)


def decoupled(p, rate, weight_decay):
    """x = x - rate wd x, then x = x - rate g, the gradient taken before both."""
    x = p.start
    for step in range(STEPS):
        g = p.g(x, step)
        x = x - rate * weight_decay * x
        x = x - rate * g
        yield x


CASES = [
    ("valley", 0.001, {}), ("valley", 0.0015, {"weight_decay": 0.01}), ("valley", 0.0005, {"weight_decay": 3.25}),
    ("smooth", 0.5, {}), ("smooth", 0.75, {"weight_decay": 0.125}),
    ("rows", 0.25, {}), ("rows", 0.5, {"weight_decay": 0.0625}),
    ("valley", 0.0015, {"weight_decay": 0.375, "decay": "decoupled"}), ("smooth", 0.25, {"weight_decay": 0.125, "decay": "decoupled"}),
    ("rows", 0.25, {"weight_decay": 0.0625, "decay": "decoupled"}), ("rows", 0.125, {"weight_decay": 0.25, "decay": "l2"}),
]
