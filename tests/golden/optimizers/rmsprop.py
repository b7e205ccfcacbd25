import torch

from golden import by_torch

TITLE = "RMSprop: torch.optim.RMSprop"
method = by_torch(torch.optim.RMSprop, lambda o: {
    "alpha": o["beta"], "eps": o.get("epsilon", 1e-8), "centered": o.get("centered", "no") == "yes", "momentum": o.get("momentum", 0)})
CASES = [
    ("valley", 0.001, {"beta": 0.9}), ("valley", 0.002, {"beta": 0.99, "epsilon": 1e-8}),
    ("valley", 0.01, {"beta": 0.5, "epsilon": 0.125}),
    ("smooth", 0.0025, {"beta": 0.9}), ("smooth", 0.01, {"beta": 0.99}),
    ("rows", 0.005, {"beta": 0.9}), ("rows", 0.005, {"beta": 0.99, "epsilon": 1e-4}),
    ("valley", 0.0005, {"beta": 0.99, "centered": "yes"}), ("smooth", 0.0025, {"beta": 0.99, "centered": "yes"}),
    ("rows", 0.0025, {"beta": 0.9, "centered": "yes", "epsilon": 1e-3}),
    ("valley", 0.00025, {"beta": 0.99, "momentum": 0.5}), ("smooth", 0.0025, {"beta": 0.95, "momentum": 0.75}),
    ("rows", 0.001, {"beta": 0.9, "momentum": 0.9}), ("rows", 0.001, {"beta": 0.99, "centered": "yes", "momentum": 0.75}),
]
