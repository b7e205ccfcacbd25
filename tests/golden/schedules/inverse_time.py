from torch.optim.lr_scheduler import LambdaLR

from golden import torch_rates

TITLE = "LambdaLR with t0 / (t + t1)"


def cases():
    return [({"t0": a, "t1": b}, torch_rates(lambda o: LambdaLR(o, lambda t: a / (t + b)))) for a, b in [(5, 50), (3.25, 0.75)]]
