#!/usr/bin/python3
"""Makes the golden numbers of this folder. Needs Debian's python3-torch and python3-numpy; run it from anywhere:

    /usr/bin/python3 tests/golden/make_golden.py

Optimizers and schedules that PyTorch has are run in PyTorch, in double precision. What it lacks (averaged momentum,
line search, SVRG, averaging) is transcribed here in NumPy from the papers, apart from the C code. The functions are
those of tests/drive/functions.c; the gradient of the valley is checked against torch.autograd first.

A file holds cases. A case is a line "case key=value ..." and one line of numbers a step: the point after the step, and
after it the point where the method is judged when that is another one. In schedule files a line is a multiplier.
"""
import math
import pathlib

import numpy as np
import torch

HERE = pathlib.Path(__file__).resolve().parent
STEPS = 200

CENTRE = np.array([1.5, -0.75, 2.25, 0.5, -1.25])
LAMBDA = np.array([1.0, 6, 30, 180, 1000])
ALONG = np.arange(1.0, 6)
VALLEY_START = np.array([-1.25, 1.75, 0.375, -2.5, 1.125])


def reflect(d):
    return d - ALONG * (2 * (ALONG @ d) / 55)


def valley(x):
    d = x - CENTRE
    y = reflect(d)
    return 0.5 * (LAMBDA * y * y).sum() + 0.25 * (d**4).sum()


def valley_gradient(x):
    d = x - CENTRE
    return reflect(LAMBDA * reflect(d)) + d**3


I, J = np.mgrid[0:23, 0:4]
A = (I * 7 + J * 13 + I * J * 3) % 23 / 11.5 - 1
Y = np.arange(23) * 5 % 23 / 7 - 1
ROWS_START = np.array([1.25, -0.5, 2.125, -1.75])


def rows_gradient(x, index):
    return A[index].T @ (A[index] @ x - Y[index]) / len(index)


def batch(step):
    return [(step * 3 + j) * 7 % 23 for j in range(3)]


def write(name, title, cases):
    lines = [f"# {title}", f"# Made by tests/golden/make_golden.py: do not edit. torch {torch.__version__}, "
             f"numpy {np.__version__}, float64."]
    for settings, values in cases:
        lines.append("case " + " ".join(f"{k}={v!r}" if isinstance(v, float) else f"{k}={v}" for k, v in settings.items()))
        lines += [",".join("%.17g" % v for v in np.atleast_1d(row)) for row in values]
    (HERE / (name + ".csv")).write_text("\n".join(lines) + "\n")


# --- optimizers that PyTorch has ---------------------------------------------------------------------------------------

def torch_run(make, rate, **options):
    x = torch.tensor(VALLEY_START, dtype=torch.float64, requires_grad=True)
    optimizer = make([x], lr=rate, **options)
    for _ in range(STEPS):
        x.grad = torch.from_numpy(valley_gradient(x.detach().numpy()))
        optimizer.step()
        yield x.detach().numpy().copy()


def torch_file(name, make, translate, cases):
    """translate: our parameter name -> PyTorch's, or a function of all settings -> PyTorch's options."""
    out = []
    for rate, ours in cases:
        options = translate(ours) if callable(translate) else {translate[k]: v for k, v in ours.items()}
        settings = {"plugin": name, "problem": "valley", "rate": rate, **ours}
        out.append((settings, list(torch_run(make, rate, **options))))
    return out


# --- optimizers in NumPy ------------------------------------------------------------------------------------------------

def averaged_momentum(rate, beta):
    """v = beta v + (1 - beta) g"""
    x, v = VALLEY_START.copy(), np.zeros(5)
    for _ in range(STEPS):
        v = beta * v + (1 - beta) * valley_gradient(x)
        x = x - rate * v
        yield x


def armijo(rate, c=1e-4, shrink=0.5, grow=2.0, tries=60):
    """Nocedal & Wright, algorithm 3.1, from grow times the last length on, at most `rate`."""
    x, last = VALLEY_START.copy(), None
    for _ in range(STEPS):
        g, t = valley_gradient(x), rate if last is None else min(rate, grow * last)
        last = None
        for _ in range(tries):
            if valley(x - t * g) <= valley(x) - c * t * (g @ g):
                x, last = x - t * g, t
                break
            t = t * shrink
        yield x


def svrg(rate, period):
    """Johnson & Zhang 2013, figure 1, option I, one batch a step."""
    x = ROWS_START.copy()
    for step in range(STEPS):
        if step % period == 0:
            snapshot = x
            mu = rows_gradient(snapshot, list(range(23)))
        i = batch(step)
        x = x - rate * (rows_gradient(x, i) - rows_gradient(snapshot, i) + mu)
        yield x


def polyak_average(rate, start):
    """The mean is taken anew from all kept iterates at each step."""
    x, kept = ROWS_START.copy(), []
    for step in range(STEPS):
        x = x - rate * rows_gradient(x, batch(step))
        if step >= start:
            kept.append(x)
        yield np.concatenate([x, np.mean(kept, axis=0) if kept else x])


def optimizers():
    torch_sgd = torch.optim.SGD
    write("sgd", "SGD: torch.optim.SGD", torch_file("sgd", torch_sgd, {"weight_decay": "weight_decay"}, [
        (0.001, {}), (0.0015, {"weight_decay": 0.01}), (0.0005, {"weight_decay": 3.25})]))
    write("momentum", "Heavy ball (form=1): torch.optim.SGD with momentum. Averaged (form=0): NumPy", torch_file(
        "momentum", torch_sgd, lambda o: {"momentum": o["beta"]}, [
            (0.0005, {"form": 1, "beta": 0.9}), (0.001, {"form": 1, "beta": 0.5}), (0.00002, {"form": 1, "beta": 0.99})]) + [
        ({"plugin": "momentum", "problem": "valley", "rate": r, "form": 0, "beta": b}, averaged_momentum(r, b))
        for r, b in [(0.005, 0.9), (0.002, 0.35)]])
    write("nesterov", "Nesterov: torch.optim.SGD with nesterov=True", torch_file(
        "nesterov", torch_sgd, lambda o: {"momentum": o["beta"], "nesterov": True}, [
            (0.0002, {"beta": 0.9}), (0.0005, {"beta": 0.5}), (0.00002, {"beta": 0.99})]))
    write("adagrad", "AdaGrad: torch.optim.Adagrad", torch_file(
        "adagrad", torch.optim.Adagrad, {"initial": "initial_accumulator_value", "epsilon": "eps"}, [
            (0.125, {"epsilon": 1e-10}), (0.5, {"epsilon": 1e-8, "initial": 0.1}), (0.01, {"epsilon": 0.25, "initial": 7.5})]))
    write("rmsprop", "RMSprop: torch.optim.RMSprop", torch_file(
        "rmsprop", torch.optim.RMSprop, {"beta": "alpha", "epsilon": "eps"}, [
            (0.001, {"beta": 0.9}), (0.002, {"beta": 0.99, "epsilon": 1e-8}), (0.01, {"beta": 0.5, "epsilon": 0.125})]))
    write("adam", "Adam: torch.optim.Adam", torch_file(
        "adam", torch.optim.Adam, lambda o: {"betas": (o["beta1"], o["beta2"]), "eps": o["epsilon"]}, [
            (0.001, {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}), (0.02, {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}),
            (0.005, {"beta1": 0.5, "beta2": 0.9, "epsilon": 0.01}), (0.003, {"beta1": 0.0, "beta2": 0.99, "epsilon": 1e-8})]))
    write("gd_armijo", "Gradient descent with backtracking: NumPy", [
        ({"plugin": "gd_armijo", "problem": "valley", "rate": r, **o}, armijo(r, **o)) for r, o in [
            (1.0, {}), (0.0625, {"c": 0.25, "shrink": 0.75, "grow": 1.5}), (1.0, {"grow": 1.0}), (0.0015, {"grow": 3.0})]])
    write("svrg", "SVRG: NumPy", [
        ({"plugin": "svrg", "problem": "rows", "rate": r, "period": p}, svrg(r, p or 8)) for r, p in [(0.25, 0), (0.5, 20)]])
    write("polyak_average", "Averaged SGD: NumPy; x, then the mean", [
        ({"plugin": "polyak_average", "problem": "rows", "rate": r, "start": s}, polyak_average(r, s))
        for r, s in [(0.25, 0), (0.5, 37)]])


# --- schedules ----------------------------------------------------------------------------------------------------------

def torch_rates(make, count, costs=None):
    rates = []
    x = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([x], lr=1.0)
    schedule = make(optimizer)
    for k in range(count):
        if costs is not None:
            schedule.step(costs[k])  # a cost is recorded before the step that it decides
        rates.append(optimizer.param_groups[0]["lr"])
        if costs is None:
            optimizer.step()
            schedule.step()
    return rates


def closed_form(make, count):
    """PyTorch's own closed form, free of the rounding that its recursion gathers."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    schedule = make(optimizer)
    rates = []
    for schedule.last_epoch in range(count):
        rates.append(schedule._get_closed_form_lr()[0])
    return rates


def plateau_costs():
    """Falls, stalls, gets worse, falls again; with a NaN and an infinity on the way."""
    costs = [10 * math.exp(-k / 9) + (0.2 if k % 7 == 3 else 0) + (k > 60) * 0.05 * (k - 60) - (k > 100) * 0.08 * (k - 100)
             for k in range(160)]
    costs[20], costs[45] = math.nan, math.inf
    return costs


def schedules():
    s = torch.optim.lr_scheduler
    case = lambda plugin, steps=STEPS, **o: {"plugin": plugin, "steps": steps, **o}
    write("schedule_step", "StepLR", [
        (case("step", every=e, factor=f), closed_form(lambda o: s.StepLR(o, e, f), STEPS))
        for e, f in [(30, 0.1), (7, 0.75)]])
    write("schedule_exponential", "ExponentialLR", [
        (case("exponential", gamma=g), closed_form(lambda o: s.ExponentialLR(o, g), STEPS)) for g in [0.95, 0.999, 0.5]])
    write("schedule_cosine", "CosineAnnealingLR", [
        (case("cosine", floor=f), closed_form(lambda o: s.CosineAnnealingLR(o, STEPS, f), STEPS)) for f in [0.0, 0.125]])
    write("schedule_warmup", "LinearLR alone; a ramp in front of CosineAnnealingLR", [
        (case("warmup", inner="constant", length=w, **{"from": f}, shift=1), closed_form(lambda o: s.LinearLR(o, f, 1.0, w), STEPS))
        for w, f in [(5, 1 / 3), (40, 0.0625)]] + [
        (case("warmup", inner="cosine", length=w, **{"from": f}, shift=0), [
            f + (1 - f) * k / w if k < w else c for k, c in zip(range(STEPS), [0.0] * w + closed_form(
                lambda o: s.CosineAnnealingLR(o, STEPS - w, 0.0), STEPS - w))]) for w, f in [(25, 0.25)]])
    costs = plateau_costs()
    write("schedule_plateau", "ReduceLROnPlateau; a line is the recorded cost, then the multiplier", [
        (case("plateau", len(costs), **o), [[c, r] for c, r in zip(costs, torch_rates(
            lambda opt: s.ReduceLROnPlateau(opt, factor=o.get("factor", 0.1), patience=o.get("patience", 10),
                                            threshold=o.get("threshold", 1e-4), cooldown=o.get("cooldown", 0),
                                            min_lr=o.get("min", 0.0), eps=0.0), len(costs), costs))])
        for o in [{"factor": 0.5, "patience": 3}, {"patience": 5, "cooldown": 4, "min": 0.0003},
                  {"factor": 0.75, "patience": 0, "threshold": 0.05, "cooldown": 2},
                  {"factor": 0.5, "patience": 1, "threshold": 0.25}]])
    write("schedule_inverse_time", "LambdaLR with t0 / (t + t1)", [
        (case("inverse_time", t0=a, t1=b), torch_rates(lambda o: s.LambdaLR(o, lambda t: a / (t + b)), STEPS))
        for a, b in [(5, 50), (3.25, 0.75)]])


def check_valley():
    x = torch.tensor(VALLEY_START, requires_grad=True)
    d = x - torch.from_numpy(CENTRE)
    h = torch.eye(5, dtype=torch.float64) - 2 * torch.outer(torch.from_numpy(ALONG), torch.from_numpy(ALONG)) / 55
    (0.5 * (torch.from_numpy(LAMBDA) * (h @ d) ** 2).sum() + 0.25 * (d**4).sum()).backward()
    np.testing.assert_allclose(x.grad.numpy(), valley_gradient(VALLEY_START), rtol=1e-12)


if __name__ == "__main__":
    check_valley()
    optimizers()
    schedules()
