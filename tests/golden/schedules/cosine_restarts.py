from torch.optim.lr_scheduler import CosineAnnealingWarmRestarts

from golden import torch_rates

TITLE = "CosineAnnealingWarmRestarts; the last case with its period as a share of the run"


def rates(period, factor, floor):
    return torch_rates(lambda o: CosineAnnealingWarmRestarts(o, period, factor, floor))


def cases():
    return [({"factor": m, "floor": f, "period": p, "tolerance": 2.3e-16}, rates(p, m, f))
            for p, m, f in [(40, 1, 0.0), (13, 2, 0.125), (7, 3, 0.0)]] + [
        ({"unit": "horizon", "factor": 1, "floor": 0.0625, "period": 0.1, "tolerance": 4e-16}, rates(20, 1, 0.0625))]
