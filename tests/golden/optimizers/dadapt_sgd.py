# Weight decay: g is the gradient of f + wd/2 |x|^2 throughout. The authors' code leaves it out of the norm of the first gradient (it
# calls `add` where `add_` is meant).
import numpy as np

from golden import STEPS

TITLE = "D-Adapt SGD: NumPy, after Defazio & Mishchenko 2023, algorithm 4, with momentum as in the authors' code"


def method(p, rate, momentum=0.0, d0=1e-6, growth=0.0, weight_decay=0.0):
    """growth 0: unlimited."""
    x = x0 = p.start
    s, r, d = np.zeros(p.dim), 0.0, d0
    for step in range(STEPS):
        g = p.g(x, step) + weight_decay * x
        if step == 0:
            G = np.linalg.norm(g)
        lam = d * rate / G
        r = r + lam * (g @ s)
        s = s + lam * g
        d_hat = 2 * r / np.linalg.norm(s)
        d = max(d, min(d_hat, d * (growth or np.inf)))
        z = x0 - s
        x = momentum * x + (1 - momentum) * z
        yield x


CASES = [
    ("rows", 1.0, {}), ("rows", 0.5, {"momentum": 0.5, "d0": 0.01, "growth": 1.05, "weight_decay": 0.01}),
    ("rows", 1.0, {"momentum": 0.9, "d0": 0.001, "batch": 23}),
    ("valley", 0.5, {}), ("valley", 0.5, {"momentum": 0.75, "d0": 0.01, "growth": 1.02, "weight_decay": 0.5}),
    ("smooth", 0.8, {"d0": 0.001}), ("smooth", 0.25, {"momentum": 0.8, "growth": 1.1, "d0": 0.01}),
]
