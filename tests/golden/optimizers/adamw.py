import torch

from golden import by_torch

TITLE = "AdamW: torch.optim.AdamW"
method = by_torch(torch.optim.AdamW, lambda o: {
    "betas": (o.get("beta1", 0.9), o.get("beta2", 0.999)), "eps": o.get("epsilon", 1e-8),
    "weight_decay": o.get("weight_decay", 0.01), "amsgrad": o.get("amsgrad", "no") == "yes"})
CASES = [
    ("valley", 0.01, {}), ("valley", 0.005, {"weight_decay": 2.5, "beta2": 0.9, "amsgrad": "yes"}),
    ("smooth", 0.03, {}), ("smooth", 0.02, {"beta1": 0.8, "beta2": 0.95, "epsilon": 1e-3, "weight_decay": 0.5}),
    ("smooth", 0.05, {"beta2": 0.9, "amsgrad": "yes"}),
    ("rows", 0.02, {"weight_decay": 0.125}), ("rows", 0.01, {"beta1": 0.95, "weight_decay": 1.5, "beta2": 0.9, "amsgrad": "yes"}),
]
