"""The same bits from every build: gcc and clang, each for x86-64, x86-64-v3 and x86-64-v4 with the kernels of that level forced, each
with 1, 2 and 4 workers, each in the study's order and in a shuffled one. Every built-in optimizer, schedule and problem takes part, with
every value of its parameters that are a choice; `downhill list` says which there are.

Not in the suites: six builds (kept in build-COMPILER-LEVEL) and their runs take minutes. `scripts/torture matrix` runs it."""
import json
import os
import pathlib
import random
import shutil
import subprocess

import system
from system import SOURCE, Results

COMPILERS = ("gcc", "clang")
LEVELS = {  # what -march means: flags of /proc/cpuinfo that it needs, and the number of its kernels (kernel/linear.h)
    "x86-64": ({"sse2"}, 0),
    "x86-64-v3": ({"avx2", "fma", "bmi2", "movbe"}, 1),
    "x86-64-v4": ({"avx512f", "avx512bw", "avx512cd", "avx512dq", "avx512vl"}, 2),
}
# <downhill/optimizer.h>, <downhill/problem.h>, <downhill/schedule.h>
FULL_BATCH, WRAPS = 1 << 6, 1 << 8
DATASET, TARGET, BINARY, CLASSES, WRAPS_PROBLEM = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 6

# What cannot be used without being told more.
MORE = {
    "cautious": {"inner": "adam"},
    "join": {"milestones": [3], "inner": [["constant", "cosine"]]},
    "matrix_factorization": {"dataset": {"synthetic": "low_rank", "features": 20}},
    "mlp": {"dataset": "iris"},
    "moved": {"inner": "rosenbrock"},
    "multistep": {"milestones": [2, 5]},
    "noisy": {"additive": 0.1, "multiplicative": 0.1, "inner": {"name": "moved", "inner": "quadratic"}},
    "poisson_regression": {"dataset": "diabetes"},
    "table": {"at": [0, 9], "value": [1, 0.3]},
    "warmup": {"length": 4, "inner": "cosine"},
}
CORE = [  # what every optimizer is tried on
    {"problem": "logistic_regression", "dataset": {"name": "breast_cancer", "test": 0.2}},
    {"problem": "softmax_regression", "dataset": {"name": "digits", "subsample": 100, "sparse": True, "scale": "maxabs"}},
    {"problem": "linear_regression", "dataset": {"synthetic": "line", "samples": 77}},
    {"problem": "mlp", "hidden": [8], "activation": "gelu", "dataset": "iris"},
    {"problem": "quadratic", "dim": 21, "condition": 37.5},
    {"problem": "rosenbrock"},
]
HEAD = {"seeds": 1, "budget": {"steps": 14}, "record": {"every": "2 steps"}}


def variants(card):
    """The card's own values, and each value of each choice: maps of parameters."""
    yield {}
    for parameter in card["parameters"]:
        for value in parameter.get("choices", []):
            if value != parameter["default"]:
                yield {parameter["name"]: value}


def datasets(card):
    """Wide and narrow rows, dense and sparse: kernels have a path for each."""
    flags = card["flags"]
    if card["name"] in MORE or not flags & DATASET:
        return [None]
    if flags & BINARY:
        named, synthetic = "breast_cancer", {"synthetic": "line", "samples": 61}
    elif flags & CLASSES:
        named, synthetic = "iris", {"synthetic": "blobs", "samples": 61}
    else:
        named, synthetic = "diabetes", {"synthetic": "linear", "samples": 61, "features": 17}
    linear = any(parameter["name"] == "intercept" for parameter in card["parameters"])
    return [named, synthetic] + [{"name": named, "sparse": True, "scale": "maxabs"}] * linear


def label(*parts):
    return " ".join(json.dumps(part) if isinstance(part, dict) else part for part in parts if part)


def optimizers(card):
    for more in variants(card):
        spec = {"name": card["name"], **MORE.get(card["name"], {"inner": "sgd"} if card["flags"] & WRAPS else {}), **more}
        for batch in ["full"] if card["flags"] & FULL_BATCH else [7] if more else [7, "full"]:
            yield {"name": label(card["name"], more, str(batch)), "optimizer": spec, "lr": 0.01, "batch": batch}


def problems(card):
    for more in variants(card):
        for dataset in datasets(card):
            spec = {"problem": card["name"], **MORE.get(card["name"], {}), **more}
            if dataset:
                spec["dataset"] = dataset
            yield {"name": label(card["name"], more, dataset), **spec}


def schedules(card):
    for more in variants(card):
        spec = {"name": card["name"], **MORE.get(card["name"], {}), **more}
        yield {"name": label(card["name"], more), "optimizer": "momentum", "lr": 0.03, "batch": 7, "schedule": spec}


class Matrix(system.Case):
    def build(self, compiler, level):
        folder = SOURCE / f"build-{compiler}-{level}"
        if not (folder / "build.ninja").exists():
            self.tool("meson", "setup", folder, SOURCE, f"-Dc_args=-march={level} -DDH_KERNEL_LEVEL={LEVELS[level][1]}",
                      environment={"CC": compiler})
        listed = self.tool("ninja", "-C", folder, "-t", "targets", "all")
        plugins = [line.split(":")[0] for line in listed.splitlines() if line.startswith("plugins/") and ".so:" in line]
        self.tool("ninja", "-C", folder, "downhill", "downhill-reader", "downhill-worker", *plugins)
        return folder

    def tool(self, *command, environment=None):
        done = subprocess.run(list(map(str, command)), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              env={**os.environ, **(environment or {})})
        self.assertEqual(done.returncode, 0, done.stdout[-3000:])
        return done.stdout

    def cards(self, program):
        """By kind."""
        cards = {"optimizer": [], "problem": [], "schedule": []}
        for entry in system.parse_json(self, self.downhill("list", "--json", program=program).out):
            if entry["kind"] in cards:
                card = system.parse_json(self, self.downhill("describe", entry["name"], "--json", program=program).out)
                cards[entry["kind"]].append(card)
        return cards

    def studies(self, program):
        cards = self.cards(program)
        every = {kind: [entry for card in cards[kind] for entry in make(card)]
                 for kind, make in (("optimizer", optimizers), ("problem", problems), ("schedule", schedules))}
        plain = [{"optimizer": "sgd", "lr": 0.01, "batch": 7}, {"optimizer": "adam", "lr": 0.01}, {"optimizer": "lbfgs", "lr": 0.1}]
        for kind, names in every.items():
            print(f"{len(cards[kind])} {kind}s, {len(names)} variants")
        return {"optimizers": (CORE, every["optimizer"]), "problems": (every["problem"], plain), "schedules": (CORE[:4:3], every["schedule"])}

    def results(self, folder, name, study, workers, order):
        problem, method = (list(entries) for entries in study)
        if order:
            random.Random(order).shuffle(problem)
            random.Random(order).shuffle(method)
        # JSON is YAML
        self.write(f"{name}.yaml", json.dumps({"study": name, **HEAD, "problems": problem, "methods": method}, indent=1))
        cache = self.folder / "cache"  # minima are found anew by each build
        shutil.rmtree(cache, ignore_errors=True)
        self.downhill("run", f"{name}.yaml", "-o", "r.h5", "-q", "-j", workers, program=folder / "downhill", seconds=1800,
                      environment={"XDG_CACHE_HOME": str(cache)})
        results = Results(self.folder / "r.h5")
        for suffix in "h5", "journal":
            (self.folder / f"r.{suffix}").unlink()
        return results

    def facts(self, results):
        """What was found out about each problem."""
        names = [name for name in results.data
                 if name.startswith("problems/") and name not in ("problems/row", "problems/surface_offset")]  # its place
        return {results.data["problems/problem"][i]: [results.data[name][i].tobytes() if hasattr(results.data[name][i], "tobytes")
                                                      else results.data[name][i] for name in names]
                for i in range(len(results.data["problems/problem"]))}

    def check(self, what, expected, results):
        runs, facts = results.by_run(), self.facts(results)
        self.assertEqual(runs.keys(), expected[0].keys(), what)
        other = [key for key in runs if runs[key] != expected[0][key]]
        self.assertEqual(other[:9], [], f"{what}: {len(other)} of {len(runs)} histories differ")
        other = [key for key in facts if facts[key] != expected[1][key]]
        self.assertEqual(other, [], f"{what}: facts of problems differ")
        return len(runs)

    def test_every_build(self):
        flags = set(pathlib.Path("/proc/cpuinfo").read_text().split())
        levels = [level for level, (needs, _) in LEVELS.items() if needs <= flags]
        compilers = [compiler for compiler in COMPILERS if shutil.which(compiler)]
        builds = {(compiler, level): self.build(compiler, level) for compiler in compilers for level in levels}
        compared = 0
        for name, study in self.studies(next(iter(builds.values())) / "downhill").items():
            expected = None
            for (compiler, level), folder in builds.items():
                for workers in 1, 2, 4:
                    for order in 0, workers:
                        results = self.results(folder, name, study, workers, order)
                        if not expected:
                            expected = results.by_run(), self.facts(results)
                            ended = results.text("status")
                            self.assertEqual(ended.count("crashed") + ended.count("timed_out"), 0)
                            print(f"{name}: {len(ended)} runs, {ended.count('refused')} of them refused", flush=True)
                            continue
                        compared += self.check(f"{name}: {compiler}, {level}, {workers} workers, order {order}", expected, results)
        print(f"{compared} histories compared, all equal; {len(builds)} builds: {', '.join(compilers)} for {', '.join(levels)}")


if __name__ == "__main__":
    system.main()
