#!/usr/bin/python3
"""How long results take to become charts and a report, and how much memory. usage: scale.py BUILD_ROOT [RUNS...]

Every file is made by `downhill run`: workers, journal, HDF5. First the studies that ship (all charts and the report of each in
under 20 s), then made-up ones of RUNS runs with 200 steps, each recorded (10,000 in under 30 s and 1 GB; 100,000, which takes minutes
and 2.5 GB of disk to make, in under 300 s). Seconds are by the wall and, behind them, of processors; memory is that of the
largest process. Prints what it found and succeeds: a busy machine is no reason to fail.
"""
import os
import pathlib
import sys
import tempfile
import time

SHIPPED = ["breast_cancer", "optimizers", "suites/convex"]
SHIPPED_GOAL, GOALS = 20, {10_000: 30, 100_000: 300}
MEMORY_GOALS = {10_000: 1e9}
METHODS = 200  # 10 optimizers at 20 rates, on 5 problems
STUDY = """
study: scale
seeds: {seeds}
budget: {{steps: 200}}
record: {{every: 1 step}}
limits: {{cost: 1e12}}
problems:
  - {{problem: himmelblau}}
  - {{problem: rosenbrock, dim: 4}}
  - {{problem: quadratic, dim: 10, condition: [100, 1000]}}
  - {{problem: rastrigin, dim: 3}}
methods:
  - {{optimizer: [adagrad, adam, adamax, lion, momentum, nadam, nesterov, radam, rmsprop, sgd],
     lr: [0.0001, 0.0002, 0.0003, 0.0005, 0.0007, 0.001, 0.002, 0.003, 0.005, 0.007,
          0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.2, 0.3, 0.5, 0.7]}}
"""


def measure(*command):
    """Seconds by the wall, of processors, and the peak of resident memory in bytes, children included."""
    begin = time.perf_counter()
    child = os.posix_spawn(command[0], command, os.environ,
                           file_actions=[(os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)])
    _, status, usage = os.wait4(child, 0)
    if status:
        sys.exit(f"{' '.join(command)}: exit status {os.waitstatus_to_exitcode(status)}")
    return time.perf_counter() - begin, usage.ru_utime + usage.ru_stime, 1024 * usage.ru_maxrss


def report(name, goal, memory_goal, results, folder, program):
    charts = measure(program, "plot", results, "--chart", "all", "--format", "svg", "-o", f"{folder}/charts", "-q")
    page = measure(program, "report", results, "--target", "0.01", "-o", f"{folder}/report", "-q")
    total, peak = charts[0] + page[0], max(charts[2], page[2])
    missed = total > goal or peak > memory_goal
    print(f"{name:24} {charts[0]:6.1f} s ({charts[1]:.1f})  {page[0]:6.1f} s ({page[1]:.1f})  {total:6.1f} s of {goal:3}   "
          f"{peak / 1e6:6.0f} MB{f' of {memory_goal / 1e6:.0f}' if memory_goal < float('inf') else ''}"
          f"{'   NOT REACHED' if missed else ''}", flush=True)


def main():
    program = str(pathlib.Path(sys.argv[1]).resolve() / "downhill")
    configs = pathlib.Path(__file__).resolve().parents[2] / "configs"
    sizes = [int(size) for size in sys.argv[2:]] or [10_000]
    print(f"{'results':24} {'all charts':>15}  {'report':>15}   {'together':>12}   {'memory':>11}")
    with tempfile.TemporaryDirectory(prefix="dh_scale_") as folder:
        os.chdir(folder)
        for name in SHIPPED:
            file = f"{folder}/{name.replace('/', '-')}.h5"
            measure(program, "run", str(configs / f"{name}.yaml"), "-o", file, "-q")
            report(name, SHIPPED_GOAL, float("inf"), file, folder, program)
        for runs in sizes:
            seeds = max(runs // (5 * METHODS), 1)
            pathlib.Path("scale.yaml").write_text(STUDY.format(seeds=seeds))
            measure(program, "run", "scale.yaml", "-o", f"{folder}/scale.h5", "-q")
            report(f"{5 * METHODS * seeds} runs x 201 points", GOALS.get(runs, 300), MEMORY_GOALS.get(runs, float("inf")),
                   f"{folder}/scale.h5", folder, program)
            for file in pathlib.Path(folder).glob("scale.*"):
                file.unlink()


if __name__ == "__main__":
    main()
