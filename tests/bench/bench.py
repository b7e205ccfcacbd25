#!/usr/bin/python3
"""Ratios measured side by side in one run, against their targets. usage: bench.py BUILD_ROOT

Rivals are taken in turn, so that a machine that slows down slows all of them; each ratio is the median over the turns.
Prints what it found and succeeds: a busy machine is no reason to fail.
"""
import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # every rival has one core

import csv
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time
import types

import numpy as np

import problems

TURNS = 15
STEPS, RATE, START = 1000, 0.1, (2.385, -1.25)  # as in bench_descent.c
TINY_RUNS, TINY_TURNS = 10000, 3
SHORT_RUNS, SHORT_TURNS = 1000, 7
PARAMETERS, UPDATES, UPDATE_TURNS = 10_000_000, 3, 7
UPDATED = ["sgd", "momentum", "nesterov", "adagrad", "rmsprop", "adam", "adamw", "lion", "adabelief"]


class Program:
    """A program that measures what it is told, a line a question."""

    def __init__(self, build, *command):
        self.process = subprocess.Popen(command, text=True, bufsize=1, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                        env={**os.environ, "DH_BUILD": str(build)})

    def ask(self, command):
        self.process.stdin.write(command + "\n")
        line = self.process.stdout.readline()
        if not line:
            sys.exit(f"{self.process.args[0]} ended at '{command}'")
        return tuple(map(float, line.split()))

    def end(self):
        self.process.stdin.close()
        self.process.wait()


class Descent(Program):
    """The program bench_descent, which runs engine or hand-written loop when told."""

    def __init__(self, build):
        super().__init__(build, build / "tests/bench/bench_descent", build)

    def data(self):
        return np.array([self.ask("data")] + [tuple(map(float, self.process.stdout.readline().split()))
                                              for _ in range(99)])


def cost_of(theta, X, y):
    return 1 / (2 * len(y)) * np.sum(np.square(X.dot(theta) - y))


def descend(X, y):
    """The textbook loop, with a function for the cost; costs of the starting point and after each step."""
    m = len(y)
    theta = np.array(START).reshape(2, 1)
    history = np.zeros(STEPS + 1)
    history[0] = cost_of(theta, X, y)
    for step in range(1, STEPS + 1):
        prediction = X.dot(theta)
        theta = theta - 1 / m * RATE * X.T.dot(prediction - y)
        history[step] = cost_of(theta, X, y)
    return history[-1]


def numpy_seconds(X, y):
    start = time.perf_counter()
    cost = descend(X, y)
    return time.perf_counter() - start, cost


def check_costs(costs):
    """All three did the same work."""
    if max(costs) - min(costs) > 1e-12 * abs(costs[0]):
        sys.exit(f"bench: engine, hand-written loop and NumPy end at different costs: {costs}")


def bench_descent(build):
    descent = Descent(build)
    rows = descent.data()
    X, y = np.c_[np.ones(len(rows)), rows[:, 0]], rows[:, 1:]
    descent.ask("engine 20"), descent.ask("hand 20"), descend(X, y)  # to warm up
    turns = []
    for _ in range(TURNS):
        engine, hand, by_numpy = descent.ask("engine 20"), descent.ask("hand 20"), numpy_seconds(X, y)
        check_costs([engine[1], hand[1], by_numpy[1]])
        turns.append((engine[0], hand[0], by_numpy[0]))
    descent.end()
    return np.array(turns)


STUDY = f"""\
study: tiny
seeds: {TINY_RUNS // 10}
budget: {{steps: 5}}
record: {{every: 1 step}}
problems:
  - problem: bowl
methods:
  - {{optimizer: [sgd, adam], lr: [0.01, 0.02, 0.05, 0.1, 0.2]}}
"""


def tiny_study(build, folder, jobs, *more):
    """CPU seconds of runner and workers together, and wall seconds, from nothing to the results file."""
    study = pathlib.Path(folder, "tiny.yaml")
    study.write_text(STUDY)
    for old in pathlib.Path(folder).glob("tiny.[hj]*"):
        old.unlink()
    start = time.perf_counter()
    process = subprocess.Popen([build / "downhill", "run", study, "-q", "-j", str(jobs), "-o",
                                pathlib.Path(folder, "tiny.h5"), *more], stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        sys.exit("bench: downhill run failed")
    return usage.ru_utime + usage.ru_stime, time.perf_counter() - start


def row(what, value, unit, target, meets):
    shown = f"{value:.0f}" if value >= 100 else f"{value:.3g}"
    print(f"  {what:<58} {shown:>8} {unit:<3} {target:<17} {'meets' if meets else 'MISSES'}")


def show_descent(turns):
    engine, hand, by_numpy = np.median(turns, axis=0) * 1e6
    print(f"batch gradient descent, 100 rows, {STEPS} steps, every cost recorded; medians of {TURNS} turns")
    print(f"  engine {engine:.0f} us, hand-written C {hand:.0f} us, NumPy {by_numpy:.0f} us a run")
    ratio = statistics.median(turns[:, 0] / turns[:, 1])
    row("engine / hand-written C", ratio, "x", "at most 3 x", ratio <= 3)
    ratio = statistics.median(turns[:, 2] / turns[:, 0])
    row("NumPy / engine", ratio, "x", "at least 40 x", ratio >= 40)


def show_tiny(build):
    jobs = len(os.sched_getaffinity(0))
    with tempfile.TemporaryDirectory() as folder:
        turns = np.array([(tiny_study(build, folder, jobs), tiny_study(build, folder, jobs, "--sandbox=off"))
                          for _ in range(TINY_TURNS)])
    (cpu, wall), (open_cpu, _) = np.median(turns, axis=0) / TINY_RUNS * 1e6
    print(f"{TINY_RUNS} runs of 5 steps, from study to results file, {jobs} workers; medians of {TINY_TURNS} turns")
    row("processor time of runner and workers, a run", cpu, "us", "at most 400 us", cpu <= 400)
    row("of it the sandbox: more than with --sandbox=off", cpu - open_cpu, "us", "at most 50 us", cpu - open_cpu <= 50)
    row("wall time x workers, a run", wall * jobs, "us", "at most 400 us", wall * jobs <= 400)


SHORT = f"""\
study: short
seeds: {SHORT_RUNS}
budget: {{steps: 5}}
record: {{every: 1 step}}
problems:
  - {{problem: linear_regression, dataset: {{synthetic: line, samples: 100}}}}
methods:
  - {{optimizer: sgd, lr: 0.1, batch: full}}
"""


def short_study(build, folder, *more):
    """Seconds from the beginning of one run to that of the next: the median, by one slot."""
    study = pathlib.Path(folder, "short.yaml")
    study.write_text(SHORT)
    for old in pathlib.Path(folder).glob("short.[hj]*"):
        old.unlink()
    results = pathlib.Path(folder, "short.h5")
    subprocess.run([build / "downhill", "run", study, "-q", "-j", "1", "-o", results, *more], stderr=subprocess.DEVNULL, check=True)
    table = subprocess.run([build / "downhill", "export", results, "--table", "runs"], capture_output=True, text=True, check=True)
    began = sorted(float(line["began"]) for line in csv.DictReader(table.stdout.splitlines()))
    return statistics.median(np.diff(began))


def show_isolation(build):
    """What it costs that a run has a process of its own, and walls around it."""
    descent, fresh = Descent(build), Descent(build)  # one run's walls stay in its process, and a fork would copy them
    descent.ask("short 1000"), fresh.ask("fork 100")  # to warm up
    with tempfile.TemporaryDirectory() as folder:
        turns = [(short_study(build, folder, "--sandbox=strict"), short_study(build, folder, "--sandbox=off"),
                  descent.ask(f"short {SHORT_RUNS}")[0], fresh.ask(f"fork {SHORT_RUNS}")[0]) for _ in range(SHORT_TURNS)]
    descent.end()
    fresh.end()
    walled, off, inside, empty = np.array(turns).T * 1e6
    print(f"one run of 5 steps by one worker, from its beginning to the next one's; medians of {SHORT_RUNS} runs, {SHORT_TURNS} turns")
    print(f"  --sandbox=strict {statistics.median(walled):.0f} us, --sandbox=off {statistics.median(off):.0f} us, "
          f"without a process of its own {statistics.median(inside):.1f} us; a process that does nothing {statistics.median(empty):.0f} us")
    cost = statistics.median(walled - inside)
    row("isolation: a process, its walls, loading of plugins", cost, "us", "at most 300 us", cost <= 300)
    cost = statistics.median(walled - off)
    row("of it the sandbox: more than with --sandbox=off", cost, "us", "at most 50 us", cost <= 50)


def torch_adam_seconds(torch, turns):
    """Seconds an update by torch.optim.Adam (foreach, its fastest here), in double precision on one core, as ours."""
    torch.set_num_threads(1)
    x = torch.zeros(PARAMETERS, dtype=torch.float64, requires_grad=True)
    x.grad = (torch.arange(PARAMETERS) % 47).double() / 23.5 - 1
    best = []
    for foreach in (False, True):
        optimizer = torch.optim.Adam([x], lr=1e-3, foreach=foreach)
        optimizer.step()
        for _ in range(turns):
            start = time.perf_counter()
            for _ in range(UPDATES):
                optimizer.step()
            best.append((time.perf_counter() - start) / UPDATES)
            yield min(best)


def show_updates(build):
    program = Program(build, build / "tests/bench/bench_update", str(PARAMETERS))
    for name in ["triad", *UPDATED]:
        program.ask(f"{name} 1")  # to warm up
    shares = []
    for _ in range(UPDATE_TURNS):
        seconds, size = program.ask(f"triad {UPDATES}")
        given = [program.ask(f"{name} {UPDATES}") for name in UPDATED]
        shares.append([moved / spent / (size / seconds) for spent, moved in given])
    print(f"one update of {PARAMETERS} parameters, one core: bandwidth / that of a plain triad; medians of {UPDATE_TURNS} turns")
    for name, share in zip(UPDATED, np.median(shares, axis=0)):
        row(name, share, "x", "at least 0.7 x", share >= 0.7)
    try:
        import torch
    except ImportError:
        print("  PyTorch is not installed (python3-torch): its Adam is not compared")
    else:
        ours = statistics.median(program.ask(f"adam {UPDATES}")[0] for _ in range(UPDATE_TURNS))
        *_, theirs = torch_adam_seconds(torch, UPDATE_TURNS)
        row(f"PyTorch {torch.__version__} Adam / adam, time of an update", theirs / ours, "x", "at least 2 x", theirs / ours >= 2)
    program.end()


def main():
    build = pathlib.Path(sys.argv[1]).resolve()
    show_descent(bench_descent(build))
    show_tiny(build)
    show_isolation(build)
    show_updates(build)
    with tempfile.TemporaryDirectory() as folder:
        problems.show(types.SimpleNamespace(build=build, Program=Program, row=row), pathlib.Path(folder))


if __name__ == "__main__":
    main()
