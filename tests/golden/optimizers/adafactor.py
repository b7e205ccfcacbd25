import numpy as np

from golden import STEPS

# R and C are sums, as in the paper; fairseq has means, which give the same product.
TITLE = ("Adafactor: NumPy after Shazeer & Stern 2018 (arXiv:1804.04235), algorithms 4 and 5; "
         "agrees with facebookresearch/fairseq to 1e-12")


def rms(x):
    return np.sqrt(np.mean(x**2))


def method(p, rate, decay=0.8, epsilon1=1e-30, epsilon2=1e-3, clip=1, scale_parameter="yes"):
    x = p.start.copy()
    R, C, V = {}, {}, {}
    for step in range(STEPS):
        beta2 = 1 - (step + 1.0) ** -decay
        gradient = p.g(x, step)
        x = x.copy()
        for block in p.blocks:
            offset, rows, cols = block
            X, G = (a[offset:offset + rows * cols].reshape(rows, cols) for a in (x, gradient))
            alpha = rate * (max(epsilon2, rms(X)) if scale_parameter == "yes" else 1)
            S = G**2 + epsilon1
            if rows > 1 and cols > 1:
                R[block] = beta2 * R.get(block, 0) + (1 - beta2) * S.sum(axis=1)
                C[block] = beta2 * C.get(block, 0) + (1 - beta2) * S.sum(axis=0)
                v = np.outer(R[block], C[block]) / R[block].sum()
            else:
                v = V[block] = beta2 * V.get(block, 0) + (1 - beta2) * S
            U = G / np.sqrt(v)
            X -= alpha * U / max(1, rms(U) / clip)
        yield x.copy()


CASES = [
    ("valley", 0.01, {}), ("valley", 0.02, {"decay": 0.5, "clip": 0.5, "scale_parameter": "no"}),
    ("smooth", 0.005, {}), ("smooth", 0.01, {"decay": 0.6, "clip": 2.0, "epsilon1": 1e-3, "scale_parameter": "no"}),
    ("smooth", 0.002, {"epsilon2": 5.0}), ("smooth", 0.02, {"clip": 0.25}),
    ("rows", 0.005, {}), ("rows", 0.01, {"decay": 0.9, "epsilon2": 2.0, "clip": 0.7}),
    ("rows", 0.02, {"scale_parameter": "no"}),
]
