import numpy as np

from golden import STEPS

TITLE = "AdaHessian: NumPy, after Yao et al. 2021, algorithm 1"


def method(p, rate, beta1=0.9, beta2=0.999, power=1.0, epsilon=1e-4, weight_decay=0.0):
    """z = +-1 from the lowest bit, components in order; no averaging over neighbours."""
    x, random = p.start, p.random("adahessian")
    m, v = np.zeros(p.dim), np.zeros(p.dim)
    for step in range(STEPS):
        z = np.array([1.0 if random.bits() & 1 else -1.0 for _ in range(p.dim)])
        d = z * p.hvp(x, z, step)
        m = beta1 * m + (1 - beta1) * p.g(x, step)
        v = beta2 * v + (1 - beta2) * d**2
        m_hat, v_hat = m / (1 - beta1 ** (step + 1)), v / (1 - beta2 ** (step + 1))
        x = x - rate * weight_decay * x - rate * m_hat / (np.sqrt(v_hat) ** power + epsilon)
        yield x


CASES = [
    ("valley", 0.15, {}), ("valley", 0.05, {"power": 0.5, "beta2": 0.95}),
    ("valley", 0.3, {"beta1": 0.5, "epsilon": 0.1, "weight_decay": 0.01}),
    ("smooth", 0.05, {}), ("smooth", 0.02, {"beta1": 0.8, "beta2": 0.9, "power": 0.75, "epsilon": 0.05}),
    ("rows", 0.05, {}), ("rows", 0.02, {"beta2": 0.99, "power": 0.5, "weight_decay": 0.1}),
]
