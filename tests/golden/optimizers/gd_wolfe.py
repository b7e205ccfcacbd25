import numpy as np
import torch
from torch.optim.lbfgs import _strong_wolfe

from golden import STEPS

TITLE = "Steepest descent: NumPy, with PyTorch's strong-Wolfe line search (torch.optim.lbfgs)"


def search(p, x, step, t, d, f, g, c1, c2):
    """Loss, gradient and length found, from the first trial t on."""

    def evaluate(x, t, d):
        z = x.numpy() + float(t) * d.numpy()
        return float(p.f(z, step)), torch.from_numpy(p.g(z, step))

    x, d, g = (torch.from_numpy(np.array(v)) for v in (x, d, g))
    f, g, t, _ = _strong_wolfe(evaluate, x, t, d, f, g, g.dot(d), c1=c1, c2=c2)
    return f, g.numpy(), float(t)


def method(p, rate, c1=1e-4, c2=0.1, gtol=1e-10):
    """First trial: rate, then 2 (f_k - f_k-1) / slope (Nocedal & Wright, eq. 3.60), at most 10 times the last length."""
    x, f, g = p.start, float(p.f(p.start, 0)), p.g(p.start, 0)
    least, trial = gtol * np.linalg.norm(g), rate
    for step in range(STEPS):
        if np.linalg.norm(g) > least:
            last = f
            f, g_new, t = search(p, x, step, trial, -g, f, g, c1, c2)
            assert t > 0
            x, g = x - t * g, g_new
            trial = min(2 * (f - last) / -(g @ g), 10 * t)
        yield x


# gtol: how far the smallest rounding errors do not yet show. On valley they grow some 1.1 times a step; on smooth and rows the
# cubics' lengths soon go by the rounding of f, whose minimum is not 0.
CASES = [
    ("valley", 0.001, {"gtol": 0.001, "tolerance": 1e-10}), ("valley", 0.1, {"c1": 0.01, "c2": 0.4, "gtol": 0.0125}),
    ("valley", 0.1, {"gtol": 0.0075}), ("valley", 1e-5, {"c1": 0.1, "c2": 0.5, "gtol": 0.0125}),
    ("smooth", 0.2, {"c2": 0.9, "gtol": 0.001}), ("smooth", 8.0, {"gtol": 0.001}),
    ("rows", 3.0, {"batch": 23, "gtol": 0.001}), ("rows", 3.0, {"c1": 0.2, "c2": 0.3, "batch": 23, "gtol": 0.001}),
]
