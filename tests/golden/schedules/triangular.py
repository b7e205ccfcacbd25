from torch.optim.lr_scheduler import CyclicLR

from golden import torch_rates

TITLE = "CyclicLR from `low` to 1, without its momentum"


def rates(mode, low, length, gamma=1.0):
    return torch_rates(lambda o: CyclicLR(o, low, 1.0, length, mode=mode, gamma=gamma, cycle_momentum=False))


def cases():
    return [({"length": 20, "low": 0.25, "mode": "triangular"}, rates("triangular", 0.25, 20)),
            ({"length": 33, "low": 0.125, "mode": "triangular"}, rates("triangular", 0.125, 33)),
            ({"length": 20, "low": 0.25, "mode": "triangular2"}, rates("triangular2", 0.25, 20)),
            ({"length": 13, "low": 0.5, "mode": "triangular2"}, rates("triangular2", 0.5, 13)),
            ({"gamma": 0.99, "length": 20, "low": 0.25, "mode": "exp_range"}, rates("exp_range", 0.25, 20, 0.99)),
            ({"gamma": 0.9375, "length": 17, "low": 0.375, "mode": "exp_range"}, rates("exp_range", 0.375, 17, 0.9375))]
