import math

from torch.optim.lr_scheduler import ReduceLROnPlateau

from golden import torch_rates

TITLE = "ReduceLROnPlateau; a line is the recorded cost, then the multiplier"


def costs():
    """Falls, stalls, gets worse, falls again; with a NaN and an infinity on the way."""
    values = [10 * math.exp(-k / 9) + (0.2 if k % 7 == 3 else 0) + (k > 60) * 0.05 * (k - 60) - (k > 100) * 0.08 * (k - 100)
              for k in range(160)]
    values[20], values[45] = math.nan, math.inf
    return values


def rates(factor=0.1, patience=10, threshold=1e-4, cooldown=0, min=0.0):
    given = costs()
    seen = torch_rates(lambda optimizer: ReduceLROnPlateau(optimizer, factor=factor, patience=patience, threshold=threshold,
                                                           cooldown=cooldown, min_lr=min, eps=0.0), len(given), given)
    return [[c, r] for c, r in zip(given, seen)]


def cases():
    return [(settings, rates(**settings)) for settings in [
        {"factor": 0.5, "patience": 3}, {"patience": 5, "cooldown": 4, "min": 0.0003},
        {"factor": 0.75, "patience": 0, "threshold": 0.05, "cooldown": 2}, {"factor": 0.5, "patience": 1, "threshold": 0.25}]]
