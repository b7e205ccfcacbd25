import numpy as np

from golden import STEPS

# Momentum averages and epsilon is inside the root, as in Enealor/PyTorch-SM3; epsilon only keeps 0/0 away.
TITLE = ("SM3: NumPy after Anil et al. 2019 (arXiv:1901.11150), algorithm SM3-II; "
         "agrees with Enealor/PyTorch-SM3 to 1e-12")


def method(p, rate, beta=0.9, epsilon=1e-30):
    x, m, mu = p.start, np.zeros(p.dim), {}
    for step in range(STEPS):
        g, u = p.g(x, step), np.zeros(p.dim)
        for block in p.blocks:
            offset, rows, cols = block
            s = slice(offset, offset + rows * cols)
            G = g[s].reshape(rows, cols)
            if rows > 1 and cols > 1:
                row, col = mu.get(block, (np.zeros(rows), np.zeros(cols)))
                nu = np.minimum(row[:, None], col[None, :]) + G**2
                mu[block] = nu.max(axis=1), nu.max(axis=0)
            else:
                nu = mu[block] = mu.get(block, 0) + G**2
            u[s] = (G / np.sqrt(nu + epsilon)).ravel()
        m = beta * m + (1 - beta) * u
        x = x - rate * m
        yield x


CASES = [
    ("valley", 0.1, {}), ("valley", 0.05, {"beta": 0.0}), ("smooth", 0.3, {}), ("smooth", 0.1, {"beta": 0.5}),
    ("smooth", 0.2, {"beta": 0.8, "epsilon": 0.01}), ("rows", 0.1, {}), ("rows", 0.05, {"beta": 0.7, "epsilon": 0.01}),
]
