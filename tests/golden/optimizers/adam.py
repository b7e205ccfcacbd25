import torch

from golden import by_torch

TITLE = "Adam: torch.optim.Adam"
method = by_torch(torch.optim.Adam, lambda o: {
    "betas": (o.get("beta1", 0.9), o.get("beta2", 0.999)), "eps": o.get("epsilon", 1e-8), "amsgrad": o.get("amsgrad", "no") == "yes",
    "weight_decay": o.get("weight_decay", 0)})
CASES = [
    ("valley", 0.001, {}), ("valley", 0.02, {}), ("valley", 0.005, {"beta1": 0.5, "beta2": 0.9, "epsilon": 0.01}),
    ("valley", 0.003, {"beta1": 0.0, "beta2": 0.99}),
    ("smooth", 0.05, {}), ("smooth", 0.02, {"beta1": 0.8, "beta2": 0.95}),
    ("rows", 0.05, {}), ("rows", 0.01, {"beta1": 0.95, "epsilon": 1e-3}),
    ("valley", 0.01, {"beta2": 0.95, "amsgrad": "yes"}), ("valley", 0.005, {"weight_decay": 30.0}),
    ("smooth", 0.05, {"beta2": 0.9, "amsgrad": "yes"}), ("smooth", 0.05, {"weight_decay": 0.125}),
    ("rows", 0.02, {"beta2": 0.9, "amsgrad": "yes", "weight_decay": 0.25}), ("rows", 0.02, {"weight_decay": 0.0625}),
]
