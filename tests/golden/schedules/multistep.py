from torch.optim.lr_scheduler import MultiStepLR

from golden import closed_form

TITLE = "MultiStepLR; a milestone may stand there twice"


def cases():
    return [({"factor": f, "milestones": m}, closed_form(lambda o: MultiStepLR(o, m, f)))
            for f, m in [(0.1, [30, 80, 165]), (0.625, [7, 50, 50, 199, 300]), (0.75, [0])]]
