import numpy as np

from golden import STEPS

TITLE = "Katyusha: NumPy, after Allen-Zhu 2017, algorithm 1, option I"


def method(p, rate, tau1=0.5, tau2=0.5, sigma=0.0, period=0):
    """rate is 1 / (3 L). Yields the x_{k+1} of the coming step, where its gradient is taken, and y."""
    m, alpha = period or 2 * p.steps_per_epoch, rate / tau1
    x = y = z = snapshot = p.start
    theta = 1 + alpha * sigma
    for step in range(STEPS):
        j = step % m
        if j == 0:
            mu, kept = p.full_g(snapshot), []
        g = mu + p.g(x, step) - p.g(snapshot, step)
        z = z - alpha * g
        y = x - rate * g
        kept.append(y)
        if j == m - 1:
            weights = theta ** np.arange(m)
            snapshot = weights @ np.array(kept) / weights.sum()
        x = tau1 * z + tau2 * snapshot + (1 - tau1 - tau2) * y
        yield x, y


CASES = [
    ("rows", 0.125, {}), ("rows", 0.25, {"tau1": 0.25, "period": 10}), ("rows", 0.0625, {"tau1": 0.125, "tau2": 0.25, "sigma": 0.5}),
    ("valley", 0.0002, {}), ("valley", 0.00012, {"tau1": 0.25, "tau2": 0.375, "sigma": 2.0, "period": 7}),
    ("smooth", 0.125, {}), ("smooth", 0.125, {"tau1": 0.375, "tau2": 0.5, "sigma": 0.25, "period": 5, "batch": 3}),
]
