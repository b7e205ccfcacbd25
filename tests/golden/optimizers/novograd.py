import numpy as np

from golden import STEPS

# Step 1 has no epsilon, as in the paper (timm has it: the agreement is with 0 at step 1). m_1 moves w at step 1.
TITLE = "NovoGrad: NumPy after Ginsburg et al. 2019 (arXiv:1905.11286), algorithm 1; agrees with timm to 1e-12"


def method(p, rate, beta1=0.95, beta2=0.98, epsilon=1e-8, weight_decay=0):
    w, m, v = p.start, np.zeros(p.dim), {}
    for step in range(STEPS):
        g = p.g(w, step)
        for layer in p.blocks:
            l = slice(layer[0], layer[0] + layer[1] * layer[2])
            norm = np.linalg.norm(g[l])
            if step == 0:
                v[layer] = norm**2
                m[l] = g[l] / norm + weight_decay * w[l]
            else:
                v[layer] = beta2 * v[layer] + (1 - beta2) * norm**2
                m[l] = beta1 * m[l] + (g[l] / (np.sqrt(v[layer]) + epsilon) + weight_decay * w[l])
        w = w - rate * m
        yield w


CASES = [
    ("valley", 0.005, {}), ("valley", 0.01, {"beta1": 0.8, "beta2": 0.9, "epsilon": 0.1, "weight_decay": 0.1}),
    ("smooth", 0.01, {}), ("smooth", 0.005, {"beta1": 0.9, "beta2": 0.9, "weight_decay": 0.05}),
    ("rows", 0.002, {}), ("rows", 0.005, {"beta1": 0.9, "beta2": 0.95, "epsilon": 0.1, "weight_decay": 0.02}),
]
