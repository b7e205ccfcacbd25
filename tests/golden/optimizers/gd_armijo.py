from golden import STEPS

TITLE = "Gradient descent with backtracking: NumPy, after Nocedal & Wright, algorithm 3.1"


def method(p, rate, c=1e-4, shrink=0.5, grow=2.0, tries=60):
    """From grow times the last length on, at most `rate`."""
    x, last = p.start, None
    for step in range(STEPS):
        g, t = p.g(x, step), rate if last is None else min(rate, grow * last)
        last = None
        for _ in range(tries):
            if p.f(x - t * g, step) <= p.f(x, step) - c * t * (g @ g):
                x, last = x - t * g, t
                break
            t = t * shrink
        yield x


CASES = [
    ("valley", 1.0, {}), ("valley", 0.0625, {"c": 0.25, "shrink": 0.75, "grow": 1.5}), ("valley", 1.0, {"grow": 1.0}),
    ("valley", 0.0015, {"grow": 3.0}),
    ("smooth", 0.0625, {}), ("smooth", 0.125, {"c": 0.125}),
    ("rows", 1.0, {"c": 0.375}), ("rows", 0.5, {"shrink": 0.75}),
]
