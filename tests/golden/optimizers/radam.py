import torch

from golden import by_torch

TITLE = "RAdam: torch.optim.RAdam"
method = by_torch(torch.optim.RAdam, lambda o: {"betas": (o.get("beta1", 0.9), o.get("beta2", 0.999)), "eps": o.get("epsilon", 1e-8)})
CASES = [
    ("valley", 0.0005, {}), ("valley", 0.001, {"beta1": 0.75, "beta2": 0.95, "epsilon": 0.25}),
    ("smooth", 0.05, {}), ("smooth", 0.02, {"beta1": 0.8, "beta2": 0.95}), ("smooth", 0.25, {"beta2": 0.5}),
    ("rows", 0.05, {}), ("rows", 0.02, {"beta1": 0.5, "beta2": 0.9, "epsilon": 0.01}),
]
