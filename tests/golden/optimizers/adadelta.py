import torch

from golden import by_torch

TITLE = "AdaDelta: torch.optim.Adadelta"
method = by_torch(torch.optim.Adadelta, lambda o: {"rho": o.get("rho", 0.9), "eps": o.get("epsilon", 1e-6)})
CASES = [
    ("valley", 1.0, {}), ("valley", 0.5, {"rho": 0.95, "epsilon": 1e-5}),
    ("smooth", 1.0, {}), ("smooth", 2.0, {"rho": 0.95}),
    ("rows", 1.0, {}), ("rows", 0.5, {"rho": 0.99, "epsilon": 1e-3}),
]
