import numpy as np
import torch

from golden import STEPS

TITLE = "Lookahead: NumPy, after Zhang, Lucas, Hinton & Ba 2019, algorithm 1, around torch.optim.SGD and Adam"


def fast(inner, theta, rate, o):
    if inner == "adam":
        return torch.optim.Adam([theta], lr=rate, betas=(o.get("inner_beta1", 0.9), o.get("inner_beta2", 0.999)))
    return torch.optim.SGD([theta], lr=rate, momentum=o.get("inner_beta", 0.0))


def method(p, rate, inner, alpha=0.5, k=5, **o):
    """Yields the fast weights, put back to the slow ones after k steps, and the slow ones. The inner state is kept."""
    theta, slow = torch.tensor(p.start, requires_grad=True), p.start
    optimizer = fast(inner, theta, rate, o)
    for step in range(STEPS):
        theta.grad = torch.from_numpy(p.g(theta.detach().numpy(), step))
        optimizer.step()
        if (step + 1) % k == 0:
            slow = slow + alpha * (theta.detach().numpy() - slow)
            theta.data = torch.tensor(slow)
        yield theta.detach().numpy().copy(), slow


CASES = [
    ("rows", 0.25, {"inner": "sgd"}), ("rows", 0.02, {"alpha": 0.75, "k": 7, "inner": "adam", "inner.beta1": 0.8}),
    ("rows", 0.0625, {"alpha": 0.25, "k": 3, "batch": 23, "inner": "momentum", "inner.form": "heavy_ball", "inner.beta": 0.5}),
    ("valley", 0.001, {"inner": "sgd", "k": 4}), ("valley", 0.02, {"alpha": 0.625, "inner": "adam", "inner.beta2": 0.95}),
    ("smooth", 0.5, {"inner": "sgd"}),
    ("smooth", 0.25, {"alpha": 0.8, "k": 10, "inner": "momentum", "inner.form": "heavy_ball", "inner.beta": 0.75}),
]
