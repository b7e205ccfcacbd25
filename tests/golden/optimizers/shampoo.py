import numpy as np

from golden import STEPS

TITLE = "Shampoo: NumPy, after Gupta, Koren & Singer 2018, algorithm 1 (vectors: k = 1)"


def root(a, power):
    value, vector = np.linalg.eigh(a)
    return vector * value**power @ vector.T


def method(p, rate, epsilon=1e-4, frequency=1, max_side=512):
    """Sides longer than max_side are left out; k counts the others; none: AdaGrad with epsilon inside the root."""
    x, sums, roots = p.start, {}, {}
    for step in range(STEPS):
        g, x = p.g(x, step), x.copy()
        for offset, rows, cols in p.blocks:
            b = slice(offset, offset + rows * cols)
            w = g[b].reshape(rows, cols)
            sides = [i for i, n in enumerate((rows, cols)) if n <= max_side and (n > 1 or rows == cols == 1 and i == 0)]
            for i in sides:
                sums[b.start, i] = sums.get((b.start, i), epsilon * np.eye(w.shape[i])) + (w @ w.T if i == 0 else w.T @ w)
                if step % frequency == 0:
                    roots[b.start, i] = root(sums[b.start, i], -1 / (2 * len(sides)))
            if not sides:
                sums[b.start] = sums.get(b.start, epsilon) + w**2
                w = w / np.sqrt(sums[b.start])
            for i in sides:
                w = roots[b.start, i] @ w if i == 0 else w @ roots[b.start, i]
            x[b] -= rate * w.ravel()
        yield x


# epsilon: not so small that the first root of a sum of few terms takes the rounding errors of a large eigenvalue for a small one.
CASES = [
    ("smooth", 0.5, {}), ("smooth", 0.5, {"epsilon": 0.01, "frequency": 7}), ("smooth", 0.25, {"max_side": 2}),
    ("smooth", 0.25, {"max_side": 1, "epsilon": 0.1}),
    ("valley", 2.0, {"epsilon": 1e5}), ("valley", 0.5, {"epsilon": 1e6, "frequency": 3}), ("valley", 0.5, {"max_side": 4}),
    ("rows", 0.1, {}), ("rows", 0.1, {"epsilon": 0.1, "frequency": 4}), ("rows", 0.25, {"max_side": 3}),
]
