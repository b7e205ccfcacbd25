import torch

from golden import STEPS

TITLE = "NAdam with decoupled decay: x shrinks, then torch.optim.NAdam with foreach=True steps with the gradient from before"
torch.set_default_dtype(torch.float64)  # as in nadam.py, which also says why foreach=True


def method(p, rate, beta1=0.9, beta2=0.999, epsilon=1e-8, momentum_decay=0.004, weight_decay=0.01):
    x = torch.tensor(p.start, requires_grad=True)
    nadam = torch.optim.NAdam([x], lr=rate, betas=(beta1, beta2), eps=epsilon, momentum_decay=momentum_decay, foreach=True)
    for step in range(STEPS):
        x.grad = torch.from_numpy(p.g(x.detach().numpy(), step))
        with torch.no_grad():
            x -= rate * weight_decay * x
        nadam.step()
        yield x.detach().numpy().copy()


CASES = [
    ("valley", 0.002, {}), ("valley", 0.01, {"beta1": 0.75, "beta2": 0.95, "epsilon": 0.01, "momentum_decay": 0.25, "weight_decay": 2.5}),
    ("smooth", 0.015625, {"weight_decay": 0.125}), ("smooth", 0.01, {"beta1": 0.95, "beta2": 0.99, "momentum_decay": 1.0}),
    ("rows", 0.02, {}), ("rows", 0.01, {"beta1": 0.5, "beta2": 0.9, "epsilon": 1e-3, "momentum_decay": 0.0, "weight_decay": 1.5}),
]
