from torch.optim.lr_scheduler import LambdaLR

from golden import torch_rates

TITLE = "LambdaLR with t0 / (t + t1), with 1 / (1 + k t)"


def cases():
    return [({"t0": a, "t1": b}, torch_rates(lambda o: LambdaLR(o, lambda t: a / (t + b)))) for a, b in [(5, 50), (3.25, 0.75)]] + [
        ({"form": "eta0", "k": k}, torch_rates(lambda o: LambdaLR(o, lambda t: 1 / (1 + k * t)))) for k in [0.02, 0.8125]]
