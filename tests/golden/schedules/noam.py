import numpy as np

from golden import STEPS

TITLE = "Vaswani et al. 2017, eq. (3), times sqrt(d_model * warmup_steps) so that its peak is 1; step_num from 0"


def lrate(step_num, d_model, warmup_steps):
    return d_model**-0.5 * min(step_num**-0.5 if step_num else np.inf, step_num * warmup_steps**-1.5)


def rates(w, epoch=1):
    return [lrate(k / epoch, 512, w) * np.sqrt(512 * w) for k in range(STEPS)]


def cases():
    return [({"warmup": w}, rates(w)) for w in (40, 7.5)] + [({"unit": "epoch", "epoch": 5, "warmup": 6}, rates(6, 5))]
