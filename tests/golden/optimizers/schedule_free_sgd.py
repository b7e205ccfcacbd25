import numpy as np

from golden import STEPS

TITLE = "Schedule-free SGD: NumPy, after Defazio et al. 2024, eqs. (3) to (5)"


def method(p, rate, beta=0.9, weight_decay=0.0, warmup=0, r=0.0, weight_power=2.0):
    """Yields y, where the gradient is taken, and x, the average."""
    x = y = z = p.start
    largest = total = 0.0
    for step in range(STEPS):
        t = step + 1
        gamma = rate * min(1.0, t / warmup) if warmup else rate
        largest = max(largest, gamma)
        weight = t**r * largest**weight_power
        total = total + weight
        c = weight / total
        z = z - gamma * (p.g(y, step) + weight_decay * y)
        x = (1 - c) * x + c * z
        y = (1 - beta) * z + beta * x
        yield y, x


CASES = [
    ("rows", 0.5, {}), ("rows", 1.0, {"beta": 0.75, "warmup": 30, "weight_decay": 0.01}), ("rows", 0.25, {"r": 1.5, "batch": 23}),
    ("valley", 0.001, {}), ("valley", 0.0015, {"beta": 0.5, "warmup": 50, "weight_power": 1.0, "weight_decay": 0.1}),
    ("valley", 0.00075, {"r": 2.0, "weight_power": 0.0, "warmup": 10}),
    ("smooth", 1.0, {}), ("smooth", 2.0, {"beta": 0.8, "r": 0.5, "warmup": 20, "weight_decay": 0.05}),
]
