import torch

from golden import STEPS

TITLE = "ASGD: torch.optim.ASGD, judged at its ax"
torch.set_default_dtype(torch.float64)  # ASGD keeps eta and mu in tensors of the default type: in single precision otherwise
NAMES = {"lambda": "lambd", "alpha": "alpha", "t0": "t0", "weight_decay": "weight_decay"}


def method(p, rate, **settings):
    x = torch.tensor(p.start, requires_grad=True)
    optimizer = torch.optim.ASGD([x], lr=rate, **{NAMES[k]: v for k, v in settings.items()})
    for step in range(STEPS):
        x.grad = torch.from_numpy(p.g(x.detach().numpy(), step))
        optimizer.step()
        yield x.detach().numpy().copy(), optimizer.state[x]["ax"].numpy().copy()


CASES = [
    ("valley", 0.001, {}), ("valley", 0.001, {"lambda": 0.5, "t0": 20}), ("valley", 0.001, {"weight_decay": 2.25, "t0": 1}),
    ("smooth", 0.5, {"t0": 0}), ("smooth", 0.75, {"lambda": 0.125, "alpha": 0.5, "t0": 7, "weight_decay": 0.0625}),
    ("rows", 0.25, {"t0": 35}), ("rows", 0.5, {"lambda": 0.25, "alpha": 1.0, "t0": 0}),
    ("rows", 0.375, {"lambda": 0.0625, "alpha": 0.0, "t0": 100, "weight_decay": 0.125}),
]
