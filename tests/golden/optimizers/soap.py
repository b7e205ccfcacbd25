import numpy as np

from golden import STEPS

TITLE = "SOAP: NumPy, after Vyas et al. 2024, algorithm 3"


def method(p, rate, beta1=0.95, beta2=0.95, epsilon=1e-8, weight_decay=0.0, frequency=10, max_side=512):
    """As in the authors' code: step 0 only gathers L and R; epsilon joins the root before the bias corrections; new bases by
    one power iteration after every `frequency` moves, columns sorted by their estimated eigenvalues, V sorted with them.
    Otherwise than there: weight decay comes before the move. Vectors, and sides longer than max_side, are not rotated."""
    x = p.start
    m, v, sums, bases = np.zeros(p.dim), np.zeros(p.dim), {}, {}
    for step in range(STEPS):
        g, x = p.g(x, step), x.copy()
        for offset, rows, cols in p.blocks:
            b = slice(offset, offset + rows * cols)
            w, shape = g[b].reshape(rows, cols), (rows, cols)
            sides = [i for i in (0, 1) if shape[i] <= max_side] if rows > 1 and cols > 1 else []
            q = [bases.get((offset, i), np.eye(shape[i])) for i in (0, 1)]
            if step > 0:
                m[b] = beta1 * m[b] + (1 - beta1) * g[b]
                v[b] = beta2 * v[b] + (1 - beta2) * (q[0].T @ w @ q[1]).ravel() ** 2
                n = q[0].T @ m[b].reshape(shape) @ q[1] / (np.sqrt(v[b].reshape(shape)) + epsilon)
                x[b] -= rate * weight_decay * x[b]
                x[b] -= rate * np.sqrt(1 - beta2**step) / (1 - beta1**step) * (q[0] @ n @ q[1].T).ravel()
            for i in sides:
                a = sums[offset, i] = beta2 * sums.get((offset, i), 0.0) + (1 - beta2) * (w @ w.T if i == 0 else w.T @ w)
                if step == 0:
                    bases[offset, i] = np.linalg.eigh(a)[1][:, ::-1]
                elif step % frequency == 0:
                    order = np.argsort(-np.diag(q[i].T @ a @ q[i]), kind="stable")
                    v[b] = np.take(v[b].reshape(shape), order, axis=i).ravel()
                    bases[offset, i] = np.linalg.qr(a @ q[i][:, order])[0]
        yield x


# On smooth: batches of 3, as with a full batch steps 0 and 1 have one gradient, which its own bases make diagonal: Adam would
# divide rounding errors by themselves.
CASES = [
    ("smooth", 0.02, {"batch": 3}), ("smooth", 0.05, {"beta1": 0.9, "beta2": 0.99, "frequency": 3, "weight_decay": 0.01, "batch": 3}),
    ("smooth", 0.03, {"frequency": 1, "epsilon": 1e-3, "batch": 2}), ("smooth", 0.02, {"max_side": 2, "beta1": 0.8}),
    ("smooth", 0.02, {"max_side": 1}),
    ("valley", 0.003, {}), ("valley", 0.02, {"beta1": 0.9, "beta2": 0.999, "epsilon": 0.01, "weight_decay": 0.1}),
    ("rows", 0.01, {}), ("rows", 0.03, {"beta1": 0.5, "beta2": 0.9, "epsilon": 1e-3, "weight_decay": 0.05}),
]
