from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR

from golden import STEPS, closed_form

TITLE = "LinearLR alone; a ramp in front of CosineAnnealingLR"


def before_cosine(length, start):
    later = closed_form(lambda o: CosineAnnealingLR(o, STEPS - length, 0.0), STEPS - length)
    return [start + (1 - start) * k / length for k in range(length)] + later


def cases():
    return [({"inner": "constant", "length": w, "from": f, "shift": "overlap"}, closed_form(lambda o: LinearLR(o, f, 1.0, w)))
            for w, f in [(5, 1 / 3), (40, 0.0625)]] + [
        ({"inner": "cosine", "length": w, "from": f, "shift": "after", "tolerance": 2.3e-16}, before_cosine(w, f)) for w, f in [(25, 0.25)]]
