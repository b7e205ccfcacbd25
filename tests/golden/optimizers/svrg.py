from golden import STEPS

TITLE = "SVRG: NumPy, after Johnson & Zhang 2013, figure 1, option I"


def method(p, rate, period=0):
    """One batch a step; period 0 is an epoch."""
    x = p.start
    for step in range(STEPS):
        if step % (period or p.steps_per_epoch) == 0:
            snapshot, mu = x, p.full_g(x)
        x = x - rate * (p.g(x, step) - p.g(snapshot, step) + mu)
        yield x


CASES = [
    ("rows", 0.25, {}), ("rows", 0.5, {"period": 20}),
    ("valley", 0.001, {}), ("valley", 0.0005, {"period": 5}),
    ("smooth", 0.5, {}), ("smooth", 1.0, {"period": 3}),
]
