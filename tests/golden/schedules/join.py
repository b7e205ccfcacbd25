import warnings

from torch.optim.lr_scheduler import CosineAnnealingLR, ExponentialLR, LambdaLR, SequentialLR, StepLR

from golden import STEPS, closed_form, torch_rates

TITLE = "SequentialLR; the last case from closed forms, each of which begins at its own step 0 and ends where the next one begins"


def sequence(*parts, milestones):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # SequentialLR itself calls step(0), which is deprecated
        return torch_rates(lambda o: SequentialLR(o, [part(o) for part in parts], milestones))


def constant(o):
    return LambdaLR(o, lambda t: 1.0)


def cosines(first, floor):
    return (closed_form(lambda o: CosineAnnealingLR(o, first, 0.0), first) +
            closed_form(lambda o: CosineAnnealingLR(o, STEPS - first, floor), STEPS - first))


def cases():
    return [({"milestones": [40, 110], "inner": "constant", "inner2": "exponential", "inner2.gamma": 0.95, "inner3": "step",
              "inner3.every": 15, "inner3.factor": 0.5},
             sequence(constant, lambda o: ExponentialLR(o, 0.95), lambda o: StepLR(o, 15, 0.5), milestones=[40, 110])),
            ({"milestones": [7], "inner": "step", "inner.every": 3, "inner.factor": 0.75, "inner2": "exponential", "inner2.gamma": 0.99},
             sequence(lambda o: StepLR(o, 3, 0.75), lambda o: ExponentialLR(o, 0.99), milestones=[7])),
            ({"milestones": [72], "inner": "cosine", "inner2": "cosine", "inner2.floor": 0.25, "tolerance": 2.3e-16}, cosines(72, 0.25))]
