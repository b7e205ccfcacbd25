import torch

from golden import by_torch

TITLE = "Nesterov: torch.optim.SGD with nesterov=True"
method = by_torch(torch.optim.SGD, lambda o: {"momentum": o["beta"], "nesterov": True})
CASES = [
    ("valley", 0.0002, {"beta": 0.9}), ("valley", 0.0005, {"beta": 0.5}), ("valley", 0.00002, {"beta": 0.99}),
    ("smooth", 0.25, {"beta": 0.9}), ("smooth", 0.5, {"beta": 0.35}),
    ("rows", 0.0625, {"beta": 0.9}), ("rows", 0.25, {"beta": 0.5}),
]
