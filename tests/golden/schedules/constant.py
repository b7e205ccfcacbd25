from torch.optim.lr_scheduler import LambdaLR

from golden import torch_rates

TITLE = "LambdaLR with 1"


def cases():
    return [({}, torch_rates(lambda o: LambdaLR(o, lambda t: 1.0), count)) for count in (200, 50)]
