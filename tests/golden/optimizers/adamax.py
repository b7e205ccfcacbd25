import torch

from golden import by_torch

TITLE = "AdaMax: torch.optim.Adamax"
method = by_torch(torch.optim.Adamax, lambda o: {"betas": (o.get("beta1", 0.9), o.get("beta2", 0.999)), "eps": o.get("epsilon", 1e-8)})
CASES = [
    ("valley", 0.002, {}), ("valley", 0.005, {"beta1": 0.75, "beta2": 0.95, "epsilon": 0.125}),
    ("smooth", 0.02, {}), ("smooth", 0.01, {"beta1": 0.8, "beta2": 0.99}),
    ("rows", 0.02, {}), ("rows", 0.01, {"beta1": 0.5, "beta2": 0.9, "epsilon": 0.25}),
]
