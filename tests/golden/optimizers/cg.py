import numpy as np
import torch
from torch.optim.lbfgs import _strong_wolfe

from golden import STEPS

TITLE = "Nonlinear conjugate gradients: NumPy, with PyTorch's strong-Wolfe line search (torch.optim.lbfgs)"


def search(p, x, step, t, d, f, g, c1, c2):
    """Loss, gradient and length found, from the first trial t on."""

    def evaluate(x, t, d):
        z = x.numpy() + float(t) * d.numpy()
        return float(p.f(z, step)), torch.from_numpy(p.g(z, step))

    x, d, g = (torch.from_numpy(np.array(v)) for v in (x, d, g))
    f, g, t, _ = _strong_wolfe(evaluate, x, t, d, f, g, g.dot(d), c1=c1, c2=c2)
    return f, g.numpy(), float(t)


def beta_pr_plus(g_new, g, d):
    return max(g_new @ (g_new - g) / (g @ g), 0)


def beta_hager_zhang(g_new, g, d, eta=0.01):
    y = g_new - g
    beta_n = (y - 2 * d * (y @ y) / (d @ y)) @ g_new / (d @ y)
    return max(beta_n, -1 / (np.linalg.norm(d) * min(eta, np.linalg.norm(g))))


def method(p, rate, form="pr_plus", c1=1e-4, c2=0.1, gtol=1e-10):
    """First trial: rate, then the length that promises the last decrease (Nocedal & Wright, section 3.5), at most 10 times the
    last length."""
    x, f, g = p.start, float(p.f(p.start, 0)), p.g(p.start, 0)
    d, least, trial = -g, gtol * np.linalg.norm(g), rate
    for step in range(STEPS):
        if np.linalg.norm(g) > least:
            f, g_new, t = search(p, x, step, trial, d, f, g, c1, c2)
            assert t > 0
            x, slope = x + t * d, g @ d
            d = -g_new + {"pr_plus": beta_pr_plus, "hager_zhang": beta_hager_zhang}[form](g_new, g, d) * d
            g = g_new
            if g @ d >= 0:
                d = -g
            trial = t * min(slope / (g @ d), 10)
        yield x


# gtol: how far the smallest rounding errors do not yet show. On valley they grow from step to step (tolerance); on smooth and
# rows the cubics' lengths soon go by the rounding of f, whose minimum is not 0.
CASES = [
    ("valley", 1.0, {"gtol": 0.001, "tolerance": 1e-10}),
    ("valley", 1.0, {"form": "hager_zhang", "gtol": 1e-5, "tolerance": 1e-10}),
    ("valley", 0.001, {"form": "hager_zhang", "c1": 0.01, "c2": 0.3, "gtol": 0.007}),
    ("valley", 1.0, {"c1": 0.01, "c2": 0.3, "gtol": 0.006}),
    ("smooth", 20.0, {"gtol": 0.002}), ("smooth", 20.0, {"form": "hager_zhang", "c2": 0.4, "gtol": 0.001}),
    ("rows", 0.1, {"batch": 23, "gtol": 1e-4}), ("rows", 3.0, {"c1": 0.2, "c2": 0.4, "batch": 23, "gtol": 1e-4}),
    ("rows", 3.0, {"form": "hager_zhang", "c1": 0.2, "c2": 0.4, "batch": 23, "gtol": 1e-4}),
]
