import numpy as np

from golden import STEPS

# The rate is inside the buffer, as in the paper (timm: outside; the same while the rate is constant).
TITLE = "LARS: NumPy after You, Gitman & Ginsburg 2017 (arXiv:1708.03888), algorithm 1; agrees with timm to 1e-12"


def method(p, rate, momentum=0.9, trust=0.001, weight_decay=0, epsilon=0):
    w, v = p.start, np.zeros(p.dim)
    for step in range(STEPS):
        g, local = p.g(w, step), np.ones(p.dim)
        for offset, rows, cols in p.blocks:
            l = slice(offset, offset + rows * cols)
            norm_w, norm_g = np.linalg.norm(w[l]), np.linalg.norm(g[l])
            if norm_w > 0 and norm_g > 0:
                local[l] = trust * norm_w / (norm_g + weight_decay * norm_w + epsilon)
        v = momentum * v + rate * local * (g + weight_decay * w)
        w = w - v
        yield w


CASES = [
    ("valley", 0.5, {}), ("valley", 0.02, {"momentum": 0.5, "trust": 0.2, "weight_decay": 0.3, "epsilon": 0.5}),
    ("smooth", 1.0, {}), ("smooth", 0.2, {"momentum": 0.8, "trust": 0.02, "weight_decay": 0.1}),
    ("rows", 1.0, {}), ("rows", 0.05, {"momentum": 0.0, "trust": 0.1, "weight_decay": 0.02, "epsilon": 0.1}),
]
