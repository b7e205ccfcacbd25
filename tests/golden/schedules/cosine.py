from torch.optim.lr_scheduler import CosineAnnealingLR

from golden import STEPS, closed_form

TITLE = "CosineAnnealingLR"


def cases():
    return [({"floor": f, "tolerance": 2.3e-16}, closed_form(lambda o: CosineAnnealingLR(o, STEPS, f))) for f in [0.0, 0.125]]
