import torch

from golden import by_torch

TITLE = "NAdam: torch.optim.NAdam with foreach=True"
torch.set_default_dtype(torch.float64)  # NAdam keeps the product of mu in a tensor of the default type: in single precision otherwise
# foreach=True: PyTorch 1.13's other implementation has mu_t twice in the product up to t + 1, against its documentation (mended in
# pytorch/pytorch#92699).
method = by_torch(torch.optim.NAdam, lambda o: {
    "betas": (o.get("beta1", 0.9), o.get("beta2", 0.999)), "eps": o.get("epsilon", 1e-8),
    "momentum_decay": o.get("momentum_decay", 0.004), "foreach": True})
CASES = [
    ("valley", 0.002, {}), ("valley", 0.008, {"beta1": 0.75, "beta2": 0.95, "epsilon": 0.01, "momentum_decay": 0.25}),
    ("smooth", 0.02, {}), ("smooth", 0.01, {"beta1": 0.95, "beta2": 0.99, "momentum_decay": 1.0}),
    ("rows", 0.02, {}), ("rows", 0.01, {"beta1": 0.5, "beta2": 0.9, "epsilon": 1e-3, "momentum_decay": 0.0}),
]
