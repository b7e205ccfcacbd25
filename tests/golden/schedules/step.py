from torch.optim.lr_scheduler import StepLR

from golden import closed_form

TITLE = "StepLR"


def cases():
    return [({"every": e, "factor": f}, closed_form(lambda o: StepLR(o, e, f))) for e, f in [(30, 0.1), (7, 0.75)]]
