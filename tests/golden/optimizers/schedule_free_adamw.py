import numpy as np

from golden import STEPS

TITLE = "Schedule-free AdamW: NumPy, after Defazio et al. 2024, algorithm 1"


def method(p, rate, beta1=0.9, beta2=0.999, epsilon=1e-8, weight_decay=0.0, warmup=0, r=0.0, weight_power=2.0):
    """Yields y, where the gradient is taken, and x, the average."""
    x = y = z = p.start
    v, largest, total = np.zeros(p.dim), 0.0, 0.0
    for step in range(STEPS):
        t = step + 1
        gamma = rate * min(1.0, t / warmup) if warmup else rate
        largest = max(largest, gamma)
        weight = t**r * largest**weight_power
        total = total + weight
        c = weight / total
        g = p.g(y, step)
        v = beta2 * v + (1 - beta2) * g**2
        z = z - gamma * g / (np.sqrt(v / (1 - beta2**t)) + epsilon) - gamma * weight_decay * y
        x = (1 - c) * x + c * z
        y = (1 - beta1) * z + beta1 * x
        yield y, x


CASES = [
    ("rows", 0.05, {}), ("rows", 0.1, {"beta1": 0.75, "beta2": 0.95, "warmup": 30, "weight_decay": 0.1}),
    ("rows", 0.02, {"r": 1.5, "epsilon": 0.01, "batch": 23}),
    ("valley", 0.01, {}), ("valley", 0.01, {"beta1": 0.5, "beta2": 0.9, "warmup": 50, "weight_power": 1.0, "epsilon": 0.1}),
    ("valley", 0.03, {"r": 2.0, "weight_power": 0.0, "warmup": 10, "weight_decay": 0.25}),
    ("smooth", 0.05, {}), ("smooth", 0.1, {"beta1": 0.8, "beta2": 0.99, "r": 0.5, "warmup": 20, "weight_decay": 0.05}),
]
