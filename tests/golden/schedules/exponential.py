from torch.optim.lr_scheduler import ExponentialLR

from golden import closed_form

TITLE = "ExponentialLR"


def cases():
    return [({"gamma": g}, closed_form(lambda o: ExponentialLR(o, g))) for g in [0.95, 0.999, 0.5]]
