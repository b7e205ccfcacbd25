import numpy as np

from golden import STEPS

TITLE = "Muon: NumPy, after Jordan et al. 2024 (kellerjordan.github.io/posts/muon), other blocks by Adam"


def newton_schulz(g, iterations):
    a, b, c = 3.4445, -4.7750, 2.0315
    x = g.T if g.shape[0] > g.shape[1] else g
    x = x / (np.linalg.norm(x) + 1e-7)
    for _ in range(iterations):
        s = x @ x.T
        x = a * x + (b * s + c * s @ s) @ x
    return x.T if g.shape[0] > g.shape[1] else x


def method(p, rate, beta=0.95, nesterov="yes", iterations=5, vector_rate=0.015, beta1=0.9, beta2=0.95, epsilon=1e-10,
           weight_decay=0.0):
    x = p.start
    m, v = np.zeros(p.dim), np.zeros(p.dim)
    for step in range(STEPS):
        g, x = p.g(x, step), x.copy()
        for offset, rows, cols in p.blocks:
            b = slice(offset, offset + rows * cols)
            if rows > 1 and cols > 1:
                x[b] *= 1 - rate * weight_decay
                m[b] = beta * m[b] + (1 - beta) * g[b]
                u = (beta * m[b] + (1 - beta) * g[b] if nesterov == "yes" else m[b]).reshape(rows, cols)
                x[b] -= rate * max(1, rows / cols) ** 0.5 * newton_schulz(u, iterations).ravel()
            else:
                x[b] *= 1 - rate * vector_rate * weight_decay
                m[b] = beta1 * m[b] + (1 - beta1) * g[b]
                v[b] = beta2 * v[b] + (1 - beta2) * g[b] ** 2
                m_hat, v_hat = m[b] / (1 - beta1 ** (step + 1)), v[b] / (1 - beta2 ** (step + 1))
                x[b] -= rate * vector_rate * m_hat / (np.sqrt(v_hat) + epsilon)
        yield x


CASES = [
    ("smooth", 0.02, {}), ("smooth", 0.01, {"beta": 0.9, "nesterov": "no"}), ("smooth", 0.01, {"beta": 0.5, "iterations": 3}),
    ("smooth", 0.02, {"weight_decay": 0.5}), ("rows", 0.05, {"vector_rate": 1.0, "weight_decay": 0.25}),
    ("valley", 0.1, {}), ("valley", 0.02, {"vector_rate": 0.5, "beta1": 0.8, "beta2": 0.99, "epsilon": 1e-3}),
    ("rows", 0.5, {}), ("rows", 0.05, {"vector_rate": 1.0, "beta1": 0.95, "epsilon": 1e-8}),
]
