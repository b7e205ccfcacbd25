# The authors' code (IssamLaradji/sps) adds 1e-8 to c |g|^2 and, when it smooths, has no other bound than 2^(b/n) times the last step;
# here, as in the paper, nothing is added, and the rate bounds every step.
from golden import STEPS

TITLE = "SPS_max: NumPy, after Loizou, Vaswani, Laradji & Lacoste-Julien 2021, section 3.1 and (smoothing) section 4"


def method(p, rate, c=0.5, f_star=0.0, smoothing="on"):
    x, bound = p.start, rate
    for step in range(STEPS):
        f, g = p.f(x, step), p.g(x, step)
        gamma = min((f - f_star) / (c * (g @ g)), bound)
        x = x - gamma * g
        if smoothing == "on":
            bound = min(rate, 2 ** (1 / p.steps_per_epoch) * gamma)
        yield x


CASES = [
    ("rows", 0.25, {}), ("rows", 0.375, {"c": 2.0}), ("rows", 0.5, {"smoothing": "off", "c": 4.0}),
    ("rows", 0.25, {"batch": 23, "f_star": 0.25, "c": 3.0}),
    ("valley", 0.0005, {}), ("valley", 0.0015, {"c": 1.5, "smoothing": "off"}), ("valley", 0.00075, {"f_star": -3.0, "c": 4.0}),
    ("smooth", 0.25, {}), ("smooth", 0.2, {"c": 8.0, "f_star": 0.375}), ("smooth", 2.0, {"batch": 3, "smoothing": "off", "c": 3.0}),
]
