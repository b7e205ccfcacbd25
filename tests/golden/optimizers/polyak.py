from golden import STEPS

TITLE = "Polyak's step: NumPy, after Hazan & Kakade 2019, algorithm 1"


def method(p, rate):
    """The rate has no effect."""
    x = p.start
    for step in range(STEPS):
        h, g = p.full_f(x) - p.optimum, p.full_g(x)
        x = x - h / (g @ g) * g
        yield x


SHORT = {"steps": 12, "tolerance": 1e-10}
CASES = [
    # Its step divides differences of f by |g|^2: rounding grows about twentyfold every four steps, in any code.
    ("valley", 1.0, SHORT), ("valley", 0.001, SHORT),
    ("smooth", 1.0, SHORT), ("smooth", 0.001, SHORT),
    ("rows", 1.0, {"batch": 23, **SHORT}), ("rows", 0.001, {"batch": 23, **SHORT}),
]
