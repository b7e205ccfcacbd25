# 1e-12 is added to the norm as in the PyTorch implementation in use (davda54/sam); Kwon et al.'s eta is not added to |w|.
import numpy as np
import torch

from golden import STEPS

TITLE = "SAM: NumPy, after Foret et al. 2021, algorithm 1 with p = 2, and (adaptive) Kwon et al. 2021, around torch.optim.SGD and Adam"


def base(inner, w, rate, o):
    if inner == "adam":
        return torch.optim.Adam([w], lr=rate, betas=(o.get("inner_beta1", 0.9), o.get("inner_beta2", 0.999)))
    return torch.optim.SGD([w], lr=rate, momentum=o.get("inner_beta", 0.0))


def method(p, rate, inner, rho=0.05, adaptive="no", **o):
    w = torch.tensor(p.start, requires_grad=True)
    optimizer = base(inner, w, rate, o)
    for step in range(STEPS):
        x = w.detach().numpy()
        T = abs(x) if adaptive == "yes" else 1.0
        g = p.g(x, step)
        e = rho * T**2 * g / (np.linalg.norm(T * g) + 1e-12)
        w.grad = torch.from_numpy(p.g(x + e, step))
        optimizer.step()
        yield w.detach().numpy().copy()


CASES = [
    ("rows", 0.25, {"inner": "sgd"}), ("rows", 0.02, {"rho": 0.25, "adaptive": "yes", "inner": "adam", "inner.beta1": 0.8}),
    ("rows", 0.05, {"rho": 0.01, "batch": 23, "inner": "momentum", "inner.form": "heavy_ball", "inner.beta": 0.5}),
    ("valley", 0.0001, {"inner": "sgd"}), ("valley", 0.0125, {"rho": 0.1, "inner": "adam", "inner.beta2": 0.95}),
    ("valley", 0.0001, {"rho": 0.5, "adaptive": "yes", "inner": "sgd"}),
    ("smooth", 0.0625, {"inner": "sgd", "rho": 0.25}), ("smooth", 0.0625, {"adaptive": "yes", "rho": 0.5, "inner": "sgd"}),
    ("smooth", 0.0625, {"batch": 3, "inner": "momentum", "inner.form": "heavy_ball", "inner.beta": 0.75}),
]
