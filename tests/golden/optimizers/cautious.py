import numpy as np

from golden import STEPS

# The floor of the mask's mean is 1e-3 in timm; other floors were written into its code for the comparison. C-Optim's
# AdamW agrees on the case with epsilon 0 (elsewhere its epsilon is beside the uncorrected root).
TITLE = ("Cautious: NumPy after Liang et al. 2024 (arXiv:2411.16085); "
         "agrees with timm (AdamW, SGDW with caution) to 1e-12")


def sgd():
    return lambda x, g: g


def momentum(form, beta):
    v = 0

    def move(x, g):
        nonlocal v
        v = beta * v + (g if form == "heavy_ball" else (1 - beta) * g)
        return v

    return move


def adam(beta1=0.9, beta2=0.999, epsilon=1e-8):
    t = m = v = 0

    def move(x, g):
        nonlocal t, m, v
        t += 1
        m = beta1 * m + (1 - beta1) * g
        v = beta2 * v + (1 - beta2) * g**2
        return m / (1 - beta1**t) / (np.sqrt(v / (1 - beta2**t)) + epsilon)

    return move


INNER = {"sgd": sgd, "momentum": momentum, "adam": adam}


def method(p, rate, inner, floor=1e-3, **settings):
    x = p.start
    move = INNER[inner](**{k.removeprefix("inner_"): v for k, v in settings.items()})
    for step in range(STEPS):
        g = p.g(x, step)
        u = rate * move(x, g)
        mask = u * g > 0
        x = x - u * mask / max(np.mean(mask), floor)
        yield x


CASES = [
    ("valley", 0.0005, {"inner": "momentum", "inner.form": "heavy_ball", "inner.beta": 0.9}),
    ("valley", 0.01, {"inner": "adam"}),
    ("valley", 0.0005, {"inner": "momentum", "inner.form": "heavy_ball", "inner.beta": 0.9, "floor": 0.7}),
    ("smooth", 0.02, {"inner": "adam", "inner.beta1": 0.8, "inner.beta2": 0.99, "floor": 0.6}),
    ("smooth", 0.2, {"inner": "momentum", "inner.form": "averaged", "inner.beta": 0.95}),
    ("smooth", 0.1, {"inner": "sgd"}),
    ("rows", 0.02, {"inner": "adam"}), ("rows", 0.02, {"inner": "adam", "inner.epsilon": 0.0, "floor": 1.0}),
    ("rows", 0.1, {"inner": "momentum", "inner.form": "averaged", "inner.beta": 0.9, "floor": 0.4}),
]
