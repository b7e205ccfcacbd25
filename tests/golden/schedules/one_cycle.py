from torch.optim.lr_scheduler import OneCycleLR

from golden import torch_rates

TITLE = "OneCycleLR, without its momentum"
SPELLED = {"cosine": "cos", "linear": "linear"}


def rates(anneal="cosine", div=25.0, final_div=1e4, pct_start=0.3, phases=2, steps=200):
    return torch_rates(lambda o: OneCycleLR(o, 1.0, total_steps=steps, pct_start=pct_start, anneal_strategy=SPELLED[anneal],
                                            cycle_momentum=False, div_factor=div, final_div_factor=final_div,
                                            three_phase=phases == 3), steps)


def cases():
    return [({**settings, "tolerance": 2.3e-16}, rates(**settings, steps=steps)) for settings, steps in [
        ({}, 200), ({"anneal": "linear"}, 200), ({"phases": 3}, 200), ({"anneal": "linear", "phases": 3, "pct_start": 0.45}, 200),
        ({"div": 8.0, "final_div": 50.0, "pct_start": 0.125}, 77), ({"anneal": "linear", "div": 3.0, "final_div": 1.0}, 13),
        ({"pct_start": 0.0}, 40), ({}, 3), ({"phases": 3}, 2)]]
