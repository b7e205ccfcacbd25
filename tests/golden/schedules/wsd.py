import math

TITLE = "WSD of Hu et al. 2024, section 4.2, with the decays of Haegele et al. 2024; a step is s = 0, 1, ..., S - 1"

SHAPE = {"linear": lambda z: 1 - z, "cosine": lambda z: (1 + math.cos(math.pi * z)) / 2, "one_minus_sqrt": lambda z: 1 - math.sqrt(z)}


def rates(warmup, decay, shape, floor=0.0, steps=200):
    stable = steps - decay  # the papers' T and N - N_decay
    return [s / warmup if s < warmup else 1.0 if s <= stable else floor + (1 - floor) * SHAPE[shape]((s - stable) / decay)
            for s in range(steps)]


def cases():
    return [({"unit": "step", "decay": d, "floor": f, "shape": shape, "warmup": w, "tolerance": 2.3e-16}, rates(w, d, shape, f))
            for shape, w, d, f in [("linear", 20, 40, 0.0), ("cosine", 7, 50, 0.1), ("one_minus_sqrt", 0, 60, 0.0),
                                   ("one_minus_sqrt", 35, 165, 0.0625)]] + [
        ({"decay": 0.25, "shape": "linear", "warmup": 0.125}, rates(32, 64, "linear", steps=256)),
        ({"unit": "epoch", "epoch": 8, "decay": 4.5, "shape": "cosine", "warmup": 2, "tolerance": 2.3e-16}, rates(16, 36, "cosine", steps=80))]
