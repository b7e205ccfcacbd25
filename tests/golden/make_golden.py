#!/usr/bin/python3
"""Makes the golden numbers: optimizers/NAME.csv and schedules/NAME.csv from the NAME.py beside each. `scripts/setup rivals`
installs what it needs; run it from anywhere:

    /usr/bin/python3 tests/golden/make_golden.py             all of them
    /usr/bin/python3 tests/golden/make_golden.py adam step   these

What PyTorch has is run in PyTorch, in double precision. What it lacks is transcribed in NumPy from the papers, apart from the C code.

A file holds cases. A case is a line "case key=value ..." and one line of numbers a step: the point after the step, and after it the
point where the method is judged when that is another one. In the files of schedules a line is a multiplier; with two numbers, the
recorded cost comes first. Settings of a wrapped method are "inner.key"; a list is [a;b;c].
"""
import importlib.util
import pathlib
import sys

import numpy as np
import torch

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))
import golden


def load(path):
    spec = importlib.util.spec_from_file_location(f"{path.parent.name}.{path.stem}", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def spell(value):
    if isinstance(value, (list, tuple)):
        return "[" + ";".join(map(spell, value)) + "]"
    return repr(value) if isinstance(value, float) else str(value)


def write(path, title, cases):
    lines = [f"# {title}", f"# Made by tests/golden/make_golden.py: do not edit. torch {torch.__version__}, "
             f"numpy {np.__version__}, float64."]
    for settings, values in cases:
        lines.append("case " + " ".join(f"{k}={spell(v)}" for k, v in settings.items()))
        lines += [",".join("%.17g" % v for v in np.atleast_1d(row)) for row in values]
    path.with_suffix(".csv").write_text("\n".join(lines) + "\n")


def optimizer(path):
    module = load(path)
    write(path, module.TITLE, [
        ({"plugin": path.stem, "problem": problem, "rate": float(rate), **settings},
         golden.run(module.method, problem, rate, settings)) for problem, rate, settings in module.CASES])


def schedule(path):
    module = load(path)
    write(path, module.TITLE, [
        ({"plugin": path.stem, "steps": len(values), **settings}, values) for settings, values in module.cases()])


if __name__ == "__main__":
    golden.check_problems()
    names = sys.argv[1:]
    found = [p for kind in ("optimizers", "schedules") for p in sorted((HERE / kind).glob("*.py")) if not names or p.stem in names]
    if unknown := set(names) - {p.stem for p in found}:
        sys.exit(f"no script for {', '.join(sorted(unknown))}")
    for path in found:
        (optimizer if path.parent.name == "optimizers" else schedule)(path)
