from functools import partial

import numpy as np
import torch
from torch.optim import lbfgs

from golden import STEPS

TITLE = "L-BFGS: torch.optim.LBFGS with line_search_fn=strong_wolfe, one iteration a step"
strong_wolfe = lbfgs._strong_wolfe


def method(p, rate, memory=10, c1=1e-4, c2=0.9, gtol=1e-10):
    """PyTorch fixes c1 and c2, and it has no relative gtol: its line search is called with ours, and its step() is not called
    once the gradient is small. It keeps a pair when s'y > 1e-10: ours all are."""
    x = torch.tensor(p.start, requires_grad=True)
    optimizer = torch.optim.LBFGS([x], lr=rate, max_iter=1, history_size=memory, tolerance_grad=0, tolerance_change=0,
                                  line_search_fn="strong_wolfe")
    least = gtol * np.linalg.norm(p.g(p.start, 0))
    for step in range(STEPS):

        def closure():
            x.grad = torch.from_numpy(p.g(x.detach().numpy(), step))
            return torch.tensor(p.f(x.detach().numpy(), step), dtype=torch.float64)

        if np.linalg.norm(p.g(x.detach().numpy(), step)) > least:
            lbfgs._strong_wolfe = partial(strong_wolfe, c1=c1, c2=c2)
            optimizer.step(closure)
            lbfgs._strong_wolfe = strong_wolfe
            state = optimizer.state[x]
            assert len(state["old_dirs"]) == min(state["n_iter"] - 1, memory)
        yield x.detach().numpy().copy()


# gtol: how far the smallest rounding errors do not yet show. On valley they grow from step to step (tolerance); on smooth and
# rows the cubics' lengths soon go by the rounding of f, whose minimum is not 0.
CASES = [
    ("valley", 1.0, {"gtol": 1e-6, "tolerance": 1e-10}), ("valley", 0.1, {"gtol": 1e-6, "tolerance": 1e-10}),
    ("valley", 0.5, {"memory": 3, "gtol": 0.007}), ("valley", 0.1, {"memory": 1, "gtol": 0.0062}),
    ("valley", 0.5, {"memory": 5, "c1": 0.01, "c2": 0.6, "gtol": 0.015, "tolerance": 1e-10}),
    ("smooth", 1.0, {"gtol": 1e-4}), ("smooth", 0.5, {"memory": 3, "c1": 0.01, "c2": 0.6, "gtol": 1e-4}),
    ("smooth", 1.0, {"memory": 2, "c1": 0.01, "c2": 0.3, "gtol": 0.001}),
    ("rows", 1.0, {"batch": 23, "gtol": 1e-4}), ("rows", 0.5, {"memory": 2, "c1": 0.01, "c2": 0.6, "batch": 23, "gtol": 1e-4}),
]
