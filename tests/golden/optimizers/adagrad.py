import torch

from golden import by_torch

TITLE = "AdaGrad: torch.optim.Adagrad"
method = by_torch(torch.optim.Adagrad, lambda o: {"eps": o.get("epsilon", 1e-8), "initial_accumulator_value": o.get("initial", 0)})
CASES = [
    ("valley", 0.125, {"epsilon": 1e-10}), ("valley", 0.5, {"epsilon": 1e-8, "initial": 0.1}),
    ("valley", 0.01, {"epsilon": 0.25, "initial": 7.5}),
    ("smooth", 0.5, {}), ("smooth", 1.0, {"initial": 0.5}),
    ("rows", 0.25, {}), ("rows", 0.5, {"initial": 0.1, "epsilon": 1e-6}),
]
