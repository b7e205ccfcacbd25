from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR

from golden import STEPS, closed_form

TITLE = ("LinearLR alone; a ramp in front of CosineAnnealingLR; the ramp that is a power; fairseq's inverse_sqrt as a ramp on T5's "
         "(NumPy)")


def before_cosine(length, start):
    later = closed_form(lambda o: CosineAnnealingLR(o, STEPS - length, 0.0), STEPS - length)
    return [start + (1 - start) * k / length for k in range(length)] + later


def power(length, start, steps=STEPS):
    return [start ** (1 - k / length) if k < length else 1.0 for k in range(steps)]


def fairseq(warmup_updates, lr=1.0, warmup_init_lr=0.0):
    """Up in a line to lr, then decay_factor / sqrt(update_num), the decay_factor lr * sqrt(warmup_updates)."""
    return [warmup_init_lr + k * (lr - warmup_init_lr) / warmup_updates if k < warmup_updates else lr * (warmup_updates / k) ** 0.5
            for k in range(STEPS)]


def cases():
    return [({"inner": "constant", "length": w, "from": f, "shift": "overlap"}, closed_form(lambda o: LinearLR(o, f, 1.0, w)))
            for w, f in [(5, 1 / 3), (40, 0.0625)]] + [
        ({"inner": "cosine", "length": w, "from": f, "shift": "after", "tolerance": 2.3e-16}, before_cosine(w, f)) for w, f in [(25, 0.25)]] + [
        ({"inner": "constant", "length": w, "from": f, "form": "exponential"}, power(w, f)) for w, f in [(50, 0.001), (13, 0.375)]] + [
        ({"inner": "inverse_sqrt", "inner.warmup": w, "length": w, "from": f, "shift": "overlap"}, fairseq(w, 1.0, f))
        for w, f in [(30, 0.0), (64, 0.125)]]
