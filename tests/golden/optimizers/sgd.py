import torch

from golden import by_torch

TITLE = "SGD: torch.optim.SGD"
method = by_torch(torch.optim.SGD, {"weight_decay": "weight_decay"})
CASES = [
    ("valley", 0.001, {}), ("valley", 0.0015, {"weight_decay": 0.01}), ("valley", 0.0005, {"weight_decay": 3.25}),
    ("smooth", 0.5, {}), ("smooth", 0.75, {"weight_decay": 0.125}),
    ("rows", 0.25, {}), ("rows", 0.5, {"weight_decay": 0.0625}),
]
