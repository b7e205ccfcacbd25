import torch

from golden import by_torch

TITLE = "RMSprop: torch.optim.RMSprop"
method = by_torch(torch.optim.RMSprop, lambda o: {"alpha": o["beta"], "eps": o.get("epsilon", 1e-8)})
CASES = [
    ("valley", 0.001, {"beta": 0.9}), ("valley", 0.002, {"beta": 0.99, "epsilon": 1e-8}),
    ("valley", 0.01, {"beta": 0.5, "epsilon": 0.125}),
    ("smooth", 0.0025, {"beta": 0.9}), ("smooth", 0.01, {"beta": 0.99}),
    ("rows", 0.005, {"beta": 0.9}), ("rows", 0.005, {"beta": 0.99, "epsilon": 1e-4}),
]
