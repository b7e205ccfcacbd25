import numpy as np
import torch

from golden import STEPS, by_torch

TITLE = "Heavy ball: torch.optim.SGD with momentum. Averaged: NumPy"
heavy_ball = by_torch(torch.optim.SGD, lambda o: {"momentum": o["beta"]})


def method(p, rate, form, beta):
    return heavy_ball(p, rate, beta=beta) if form == "heavy_ball" else averaged(p, rate, beta)


def averaged(p, rate, beta):
    """v = beta v + (1 - beta) g"""
    x, v = p.start, np.zeros(p.dim)
    for step in range(STEPS):
        v = beta * v + (1 - beta) * p.g(x, step)
        x = x - rate * v
        yield x


CASES = [
    ("valley", 0.0005, {"form": "heavy_ball", "beta": 0.9}), ("valley", 0.001, {"form": "heavy_ball", "beta": 0.5}),
    ("valley", 0.00002, {"form": "heavy_ball", "beta": 0.99}),
    ("valley", 0.005, {"form": "averaged", "beta": 0.9}), ("valley", 0.002, {"form": "averaged", "beta": 0.35}),
    ("smooth", 0.25, {"form": "heavy_ball", "beta": 0.9}), ("smooth", 1.0, {"form": "averaged", "beta": 0.75}),
    ("rows", 0.0625, {"form": "heavy_ball", "beta": 0.9}), ("rows", 0.5, {"form": "averaged", "beta": 0.9}),
]
