import torch

from golden import by_torch

TITLE = "Rprop: torch.optim.Rprop"
method = by_torch(torch.optim.Rprop, lambda o: {
    "etas": (o.get("eta_minus", 0.5), o.get("eta_plus", 1.2)), "step_sizes": (o.get("step_min", 1e-6), o.get("step_max", 50))})
CASES = [
    ("valley", 0.01, {}), ("valley", 0.125, {"eta_minus": 0.75, "eta_plus": 1.0625, "step_min": 1e-3, "step_max": 0.25}),
    ("smooth", 0.02, {}), ("smooth", 0.25, {"eta_minus": 0.625, "eta_plus": 1.5, "step_min": 1e-4, "step_max": 0.125}),
    ("rows", 0.01, {}), ("rows", 1e-4, {"eta_minus": 0.25, "eta_plus": 1.25, "step_min": 1e-3, "step_max": 0.004}),
]
