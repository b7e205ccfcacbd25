TITLE = "Iyer et al. 2023: explore at the peak, then a line to 0 at the last step's end; steps from 0"


def rates(explore, steps=200):
    slope = -1 / (steps - explore) if explore < steps else 0
    return [1.0 if k <= explore else 1 + slope * (k - explore) for k in range(steps)]


def cases():
    return [({"unit": "step", "explore": e, "tolerance": 2.3e-16}, rates(e)) for e in (100, 33, 200, 0)] + [
        ({"explore": 0.625}, rates(160, 256)),
        ({"unit": "epoch", "epoch": 8, "explore": 2.5, "tolerance": 2.3e-16}, rates(20, 80))]
