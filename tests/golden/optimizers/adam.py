import torch

from golden import by_torch

TITLE = "Adam: torch.optim.Adam"
method = by_torch(torch.optim.Adam, lambda o: {
    "betas": (o.get("beta1", 0.9), o.get("beta2", 0.999)), "eps": o.get("epsilon", 1e-8)})
CASES = [
    ("valley", 0.001, {}), ("valley", 0.02, {}), ("valley", 0.005, {"beta1": 0.5, "beta2": 0.9, "epsilon": 0.01}),
    ("valley", 0.003, {"beta1": 0.0, "beta2": 0.99}),
    ("smooth", 0.05, {}), ("smooth", 0.02, {"beta1": 0.8, "beta2": 0.95}),
    ("rows", 0.05, {}), ("rows", 0.01, {"beta1": 0.95, "epsilon": 1e-3}),
]
