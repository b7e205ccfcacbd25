from golden import STEPS

TITLE = "SARAH: NumPy, after Nguyen, Liu, Scheinberg & Takac 2017, algorithm 1"


def method(p, rate, period=0):
    """One update a step, the full-gradient one included; the next outer point is the last iterate (the paper draws one)."""
    w = p.start
    for step in range(STEPS):
        if step % (period or p.steps_per_epoch) == 0:
            v = p.full_g(w)
        else:
            v = p.g(w, step) - p.g(w_last, step) + v
        w_last, w = w, w - rate * v
        yield w


CASES = [
    ("rows", 0.25, {}), ("rows", 0.125, {"period": 20}), ("rows", 0.5, {"period": 3}),
    ("valley", 0.001, {}), ("valley", 0.0005, {"period": 5}),
    ("smooth", 0.5, {}), ("smooth", 0.25, {"batch": 3}), ("smooth", 0.1, {"period": 11, "batch": 2}),
]
