import numpy as np

from golden import STEPS

TITLE = "T5 (Raffel et al. 2020, section 3.1.2): 1 / sqrt(max(n, k)), times sqrt(k) so that it begins at 1; n from 0, in steps or epochs"


def rates(k, epoch=1):
    n = np.arange(STEPS) / epoch
    return (1 / np.sqrt(np.maximum(n, k))) * np.sqrt(k)


def cases():
    return [({"warmup": k}, rates(k)) for k in (40, 1.75)] + [({"unit": "epoch", "epoch": 8, "warmup": 3}, rates(3, 8))]
