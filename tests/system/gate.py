"""The gate from outside: every method's path against the committed baseline; plugins with one fault each; what `downhill check` says
of baselines that do not fit; and its numbers against SciPy and the definitions."""
import itertools
import shutil
import subprocess
import unittest
import xml.etree.ElementTree

import h5py
import numpy as np

import system
from system import Results, parse_json

SMOKE = system.SOURCE / "configs/suites/smoke.yaml"
BASELINE = system.SOURCE / "configs/suites/smoke.baseline"
CLEAN = {"GITHUB_ACTIONS": ""}

STUDY = """
study: gate
seeds: 20
budget: {epochs: 10}
record: {every: 2 steps}
problems:
  - {name: cancer, problem: logistic_regression, dataset: {name: breast_cancer, test: 0.2}, l2: 0.001}
methods:
  - {name: adam, optimizer: adam, batch: 32, lr: 0.01}
  - {name: adamw, optimizer: adamw, weight_decay: 0.1, batch: 32, lr: 0.01}
  - {name: stairs, optimizer: sgd, batch: 32, lr: 0.5, schedule: {name: step, every: 2, factor: 0.5}}
  - {name: momentum, optimizer: momentum, batch: 32, lr: 0.05}
"""

# plugin -> what is done to its source; what the check has to say of the method; the method
MUTANTS = {
    "epsilon in the root": ("optimizers/adam", [("(sqrt(square) * scale + epsilon)", "sqrt(square * scale * scale + epsilon)")],
                            "within the margin", "adam"),
    "no bias correction": ("optimizers/adam", [("rate / c1, scale = 1 / sqrt(c2)", "rate, scale = 1")], "got faster", "adam"),
    "beta2 0.99": ("optimizers/adam", [("beta2 = call->param[BETA2]", "beta2 = 0.99")], "got faster", "adam"),
    "sign": ("optimizers/momentum", [("x[i] -= rate * v[i]", "x[i] += rate * v[i]")], "got slower", "momentum"),
    "one stair early": ("schedules/step", [("* (1 + 0x1p-50))", "* (1 + 0x1p-50) + 1)")], "got slower", "stairs"),
    "coupled decay": ("optimizers/adamw", [("kept = 1 - rate * call->param[WEIGHT_DECAY]", "decay = call->param[WEIGHT_DECAY]"),
                                           ("* g[i];", "* (g[i] + decay * x[i]);"), ("kept * x[i] - ", "x[i] - ")], "got slower", "adamw"),
}


class Case(system.Case):
    made = {}  # results and baseline, made once

    def setUp(self):
        super().setUp()
        self.write("gate.yaml", STUDY)
        if not Case.made:
            self.downhill("run", "gate.yaml", "-o", "gate.h5", "-q")
            self.downhill("baseline", "write", "gate.h5", "--reason", "a test")
            Case.made.update({name: (self.folder / name).read_bytes() for name in ("gate.h5", "gate.baseline")})
        for name, content in Case.made.items():
            self.write(name, content)

    def check(self, *arguments, new="gate.h5", baseline="gate.baseline", expect=0, **more):
        environment = {**CLEAN, **more.pop("environment", {})}
        return self.downhill("check", new, "--baseline", baseline, *arguments, expect=expect, environment=environment, **more)

    def judged(self, *arguments, **more):
        self.check(*arguments, "--json", "judged.json", **more)
        got = parse_json(self, (self.folder / "judged.json").read_text().replace("1e999", "1e400"))
        return got, {(c["method"], c["problem"]): c for c in got["judged"]}


class Smoke(system.Case):
    def test_every_method_takes_its_path_to_the_bit(self):
        """All of the suite; under sanitizers, which cost ten times as much, one problem."""
        chosen = ["--only", "problem=iris*", "--only", "seed=0"] if system.SANITIZED else ["--only", "seed=[01]"]
        self.downhill("run", SMOKE, *chosen, "-q", "-o", "smoke.h5", seconds=400)
        subset = ["--subset"] if system.SANITIZED else []
        got = self.downhill("check", "smoke.h5", "--baseline", BASELINE, "--exact", *subset, expect=None, environment=CLEAN)
        self.assertEqual(got.returncode, 0, got.out + got.err + "\nIf that is on purpose: scripts/baseline 'WHY' && git diff configs")

        self.downhill("baseline", "write", "smoke.h5", "-o", "smoke.baseline")
        self.assertLessEqual(self.problems(self.folder / "smoke.baseline"), self.problems(BASELINE),
                             "a problem has other parameters than in the baseline, so a change could not be judged: scripts/baseline 'WHY'")

    def problems(self, path):
        """What each problem is; the same bits do not need it, but every verdict does."""
        lines = path.read_text().splitlines()
        return {tuple(lines[i:i + 5]) for i, line in enumerate(lines) if line.startswith("problem ")}

    def test_the_baseline_holds_every_method(self):
        """--subset must not let one slip out of sight."""
        text = BASELINE.read_text()
        optimizers = {line.split()[2] for line in text.splitlines() if line.startswith("plugin optimizer ")}
        ours = {path.stem for path in (system.SOURCE / "plugins/optimizers").glob("*.c")}
        self.assertEqual(ours - optimizers, set(), "optimizers that configs/suites/smoke.yaml leaves out")


class Verdicts(Case):
    def test_the_same_is_the_same(self):
        for baseline in ("gate.h5", "gate.baseline"):
            for _ in range(3):
                got = self.check("--exact", baseline=baseline)
                self.assertEqual(got.out, "4 cells: 4 same bits\ncheck passed\n")

    def test_a_baseline_reads_back(self):
        self.downhill("baseline", "update", "gate.baseline", "gate.baseline", "--reason", "a test")
        self.assertEqual((self.folder / "gate.baseline").read_bytes(), Case.made["gate.baseline"])
        self.assertIn("0 of 4 cells differ", self.downhill("baseline", "diff", "gate.baseline", "gate.h5").out)
        self.assertIn("cancer: certified floor", self.downhill("baseline", "show", "gate.baseline").out)

    def edited(self, *edits):
        """The baseline with lines changed, as another baseline."""
        text = Case.made["gate.baseline"].decode()
        for old, new in edits:
            self.assertIn(old, text)
            text = text.replace(old, new, 1)
        self.write("edited.baseline", text)
        return "edited.baseline"

    def test_what_cannot_be_compared(self):
        text = Case.made["gate.baseline"].decode()
        seed = next(line for line in text.splitlines(True) if line.startswith("    run 19"))
        dataset = next(line for line in text.splitlines() if line.startswith("  dataset"))
        definition = next(line for line in text.splitlines() if line.startswith("  definition"))
        path = next(line.split()[10] for line in text.splitlines() if line.startswith("    run 0 "))
        other = (path, "0" * 32)
        for edits, word in (([(seed, "")], "other seeds: seeds 0 to 18 in the baseline, seeds 0 to 19 now"),
                            ([(dataset, "  dataset " + "0" * 64), other], "the dataset differs"),
                            ([(definition, "  definition " + "0" * 64), other], "the problem differs"),
                            ([("budget epochs=10", "budget epochs=20"), other], "the budget differs: epochs=20 in the baseline, epochs=10 now")):
            got = self.check(baseline=self.edited(*edits), expect=2)
            self.assertIn("adam on cancer: problem or dataset differs", got.out)
            self.assertIn(word, got.out)

    def test_baselines_that_are_none(self):
        text = Case.made["gate.baseline"].decode()
        for bad, word in ((text.replace("baseline 1", "baseline 2", 1), "edited.baseline:1: expected schema 1"),
                          (text[:len(text) // 2], "the file ends here (cut short?)"),
                          (text[:text.index("end 4")], "the file ends here (cut short?): expected a line 'end ...'"),
                          (text.replace("end 4", "end 5"), "but there are 4 cells"),
                          ("", "edited.baseline:1: the file ends here"),
                          (text.replace("targets 0.1", "targets 0.2"), "other targets than 0.1 0.01 0.001"),
                          (text.replace(" finished ", " finishing ", 1), ": expected 'run SEED STATUS STEPS WORK'"),
                          (Case.made["gate.h5"][:4000], "edited.baseline")):
            self.write("edited.baseline", bad)
            got = self.check(baseline="edited.baseline", expect=2)
            self.assertIn(word, got.err)
            self.assertEqual(got.out, "")
        self.check(baseline="missing.baseline", expect=2)

    def test_a_lost_run_needs_no_statistics(self):
        text = Case.made["gate.baseline"].decode()
        line = next(line for line in text.splitlines() if line.startswith("    run 7 "))
        part = line.split()
        part[2], part[8], part[10] = "diverged", "inf", "0" * 32
        self.write("new.baseline", text.replace(line, "    " + " ".join(part), 1))
        got = self.check(new="new.baseline", expect=1)
        self.assertIn("adam on cancer: broken\n      1 of 20 seeds are lost that were not: seed 7 diverged after", got.out)
        self.check(new="gate.h5", baseline="new.baseline")  # found again: no regression

    def test_rules_have_reasons_and_say_them(self):
        other = next(line.split()[10] for line in Case.made["gate.baseline"].decode().splitlines() if line.startswith("    run 3 "))
        new = self.edited((other, "0" * 32))
        got = self.check("--exact", "--ignore", "adam on *: known, ticket 12", new=new)
        self.assertIn("adam on cancer: change accepted by rule\n      known, ticket 12\n", got.out)
        self.assertIn("expected 'GLOB: REASON'", self.check("--ignore", "adam on *", new=new, expect=2).err)
        self.assertIn("expected 'SHARE GLOB: REASON'", self.check("--tolerance", "adam on *: why", new=new, expect=2).err)
        self.write("ruled.baseline", Case.made["gate.baseline"].decode().replace(
            "targets 0.1 0.01 0.001\n", "targets 0.1 0.01 0.001\nrule ignore adam on *: as the file says\n"))
        self.assertIn("as the file says", self.check("--exact", new=new, baseline="ruled.baseline").out)

    def test_rules_of_the_study(self):
        rules = "check: [{cells: adam on *, ignore: true, reason: as the study says}, {cells: 'moment*', margin: 9, reason: wide}]\n"
        self.write("ruled.yaml", rules + STUDY.replace("lr: 0.01}", "lr: 0.011}").replace("lr: 0.05}", "lr: 0.04}"))
        self.downhill("run", "ruled.yaml", "-o", "new.h5", "-q", "--only", "method=[am][do]*[m]")
        got = self.check("--subset", new="new.h5")
        self.assertIn("adam on cancer: change accepted by rule\n      as the study says\n", got.out)
        self.assertRegex(got.out, "momentum on cancer: algorithm changed, within the margin\n.*\n      wide\n")
        got = self.check("--subset", "--ignore", "adam on *: this one is first", new="new.h5")
        self.assertIn("this one is first", got.out)
        for bad, word in (("{cells: a, reason: b}", "either a margin or"), ("{cells: a, margin: 1, ignore: true, reason: b}", "either a margin or"),
                          ("{cells: a, ignore: true}", "reason"), ("{cells: a, margin: -1, reason: b}", "margin"),
                          ("{cells: a, ignore: true, reason: ''}", "reason: expected a text"), ("{cell: a, ignore: true, reason: b}", "cells")):
            self.write("bad.yaml", f"check: [{bad}]\n" + STUDY)
            self.assertIn(word, self.downhill("run", "bad.yaml", "--dry-run", expect=2).err)

    def test_parts_and_their_update(self):
        self.downhill("run", "gate.yaml", "-o", "part.h5", "-q", "--only", "method=adam*", "--only", "seed=[0-7]")
        got = self.check(new="part.h5", expect=2)
        self.assertIn("the cell is gone", got.out)
        self.assertIn("2 cells: 2 same bits", self.check("--subset", "--exact", new="part.h5").out)
        self.downhill("baseline", "update", "gate.baseline", "part.h5", "--only", "adam on *", "--reason", "fewer seeds")
        self.assertIn("adam on cancer: problem or dataset differs: other seeds: seeds 0 to 7 in the baseline, seeds 0 to 19 now\n1 of 4",
                      self.downhill("baseline", "diff", "gate.baseline", "gate.h5", expect=1).out)
        self.downhill("baseline", "update", "gate.baseline", "part.h5", expect=2)  # no reason

    def test_usage(self):
        for arguments, word in ((["check", "gate.h5"], "expected results and a baseline"), (["baseline"], "expected write, update"),
                                (["baseline", "shw", "x"], "did you mean 'show'"), (["baseline", "show"], "baseline show FILE"),
                                (["check", "gate.h5", "-b", "gate.h5", "--margin", "x"], "--margin"),
                                (["check", "gate.h5", "-b", "gate.h5", "--only", "nobody*"], "no cell to compare")):
            self.assertIn(word, self.downhill(*arguments, expect=2).err)


@unittest.skipIf(system.SANITIZED, "plugins made here have no sanitizers in them")
class Mutants(Case):
    def program(self, plugin, edits):
        """A copy of the program in which one plugin is another."""
        home = self.folder / "other"
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir()
        (home / "configs").symlink_to(system.SOURCE / "configs")
        for kind in ("optimizers", "problems", "schedules"):
            folder = home / "build/plugins" / kind
            folder.mkdir(parents=True)
            for path in (system.BUILD / "plugins" / kind).glob("*.so"):
                if f"{kind}/{path.stem}" != plugin:
                    (folder / path.name).symlink_to(path)
        for name in ("downhill", "downhill-worker", "downhill-reader"):
            shutil.copy(system.BUILD / name, home / "build" / name)
        source = (system.SOURCE / "plugins" / (plugin + ".c")).read_text()
        for old, new in edits:
            self.assertIn(old, source, f"{plugin}.c is written otherwise now: mend this test")
            source = source.replace(old, new)
        path = self.write(plugin.split("/")[1] + ".c", source)
        subprocess.run(["cc", "-shared", "-fPIC", "-O2", "-ffp-contract=off", "-I", system.SOURCE / "framework/include", "-I",
                        system.SOURCE / "plugins" / plugin.split("/")[0], path, "-o",
                        home / "build/plugins" / (plugin + ".so")], check=True)
        return home / "build/downhill"

    def test_each_fault_is_caught(self):
        for name, (plugin, edits, verdict, method) in MUTANTS.items():
            with self.subTest(name):
                program = self.program(plugin, edits)
                self.downhill("run", "gate.yaml", "-o", "new.h5", "-q", "--only", f"method={method}", program=program)
                worse = verdict == "got slower"
                got = self.check("--subset", new="new.h5", expect=1 if worse else 0)
                self.assertRegex(got.out, rf"{method} on cancer: [a-z, ]*{verdict}\n +(.* % .*|.*reaches.*) \(20 seeds, 0 to 19; p = ")
                self.assertIn("1 cells: 1 ", got.out)
                self.check("--subset", "--exact", new="new.h5", expect=1)
                (self.folder / "new.h5").unlink()

    def test_a_broken_adam_fails_against_the_committed_baseline(self):
        """What Smoke, and so scripts/test, says when adam.c is broken: method, problem, size and seeds."""
        program = self.program(*MUTANTS["no bias correction"][:2])
        self.downhill("run", SMOKE, "-o", "smoke.h5", "-q", "--only", "method=adam*", "--only", "problem=iris*", "--only", "seed=[01]", program=program)
        got = self.check("--exact", "--subset", new="smoke.h5", baseline=BASELINE, expect=1)
        self.assertRegex(got.out, r"\n? +adam[^\n]* on iris[^\n]*: algorithm changed, too few seeds\n +(needs|ends)[^\n]* % [^\n]*\(2 seeds, 0 to 1; at least \d+ seeds")
        self.assertIn("check FAILED: bits changed (--exact)\n", got.out)

    def test_another_order_of_sums_is_rounding(self):
        study = STUDY[:STUDY.index("problems:")] + "problems: [{problem: zakharov, dim: 20}]\nmethods: [{optimizer: adam, lr: 0.01}, {optimizer: sgd, lr: 1.0e-9}]\n"
        self.write("sums.yaml", study.replace("{epochs: 10}", "{steps: 200}"))
        program = self.program("problems/zakharov", [("for (size_t i = 0; i < SIZE; i++)", "for (size_t i = SIZE; i-- > 0;)"),
                                                     ("for (size_t i = 0; i < n; i++)", "for (size_t i = n; i-- > 0;)")])
        self.downhill("run", "sums.yaml", "-o", "sums.h5", "-q")
        self.downhill("run", "sums.yaml", "-o", "new.h5", "-q", program=program)
        got = self.check(new="new.h5", baseline="sums.h5")
        self.assertIn("2 cells: 2 only rounding changed\n", got.out)
        self.assertIn("other file: problem zakharov", got.out)
        self.check("--exact", new="new.h5", baseline="sums.h5", expect=1)

    def test_reports(self):
        program = self.program(*MUTANTS["sign"][:2])
        self.downhill("run", "gate.yaml", "-o", "new.h5", "-q", program=program)
        got = self.check("--junit", "j.xml", "--markdown", "m.md", "--chart", "drawn", new="new.h5", expect=1, environment={"GITHUB_ACTIONS": "true"})
        notes = [line for line in got.out.splitlines() if line.startswith("::")]
        self.assertEqual(len(notes), 1)
        self.assertTrue(notes[0].startswith("::error title=downhill check::momentum on cancer: got slower: "), notes)
        suite = xml.etree.ElementTree.parse(self.folder / "j.xml").getroot()
        self.assertEqual({k: suite.get(k) for k in ("tests", "failures", "errors", "skipped")},
                         {"tests": "4", "failures": "1", "errors": "0", "skipped": "0"})
        failed = [case.get("name") for case in suite if len(case)]
        self.assertEqual(failed, ["momentum"])
        page = (self.folder / "m.md").read_text()
        self.assertIn("### Convergence: regression", page)
        self.assertIn("| momentum | cancer | got slower | ", page)
        self.assertIn("drawn/gate-check.svg\n", got.out)
        lines = (self.folder / "drawn/gate-check.svg.dat").read_text().split("\n\n\n")
        self.assertEqual([line for block in lines for line in block.splitlines() if line.startswith("# block") or line.startswith("# method")],
                         ["# block 0: problem momentum on cancer: got slower", "# method old",
                          "# block 1: problem momentum on cancer: got slower", "# method new"])
        old, results = np.loadtxt(lines[0].splitlines()), Results(self.folder / "gate.h5")
        cost = np.array([results.history("cost", row) for row in results.rows(method="momentum")]) - results.data["problems/f_star"][0]
        rows = [0, 1, 4, 16, 64, cost.shape[1] - 1]  # those that a baseline keeps
        self.assertTrue(np.allclose(old[:, 1:], np.quantile(cost[:, rows], [0.5, 0.25, 0.75], axis=0).T, rtol=1e-12))
        self.assertTrue((old[:, 0] == results.history("step", 0)[rows]).all())
        self.check("--chart", "drawn", "--format", "jpeg", new="new.h5", expect=2)
        self.assertEqual(self.check("--chart", "none", baseline="gate.h5").out, "4 cells: 4 same bits\ncheck passed\n")


class Time(Case):
    """Two builds in turns. The base is a script that hands out results whose times are a millionth or a million times ours, so that no
    test depends on how fast the machine is."""

    def setUp(self):
        super().setUp()
        self.write("quick.yaml", "study: quick\nbudget: {steps: 20}\nproblems: [{problem: rosenbrock}]\nmethods: [{optimizer: adam}]\n")
        self.downhill("run", "quick.yaml", "-o", "base.h5", "-q")

    def base(self, factor=1.0, cpu=None):
        with h5py.File(self.folder / "base.h5", "r+") as file:
            for name in ("oracle_seconds", "optimizer_seconds"):
                file["runs"][name][...] = factor * np.ones(len(file["runs"][name]))
            if cpu:
                file.attrs["cpu"] = cpu
        path = self.write("base", f'#!/bin/sh\nprintf "%s\\n" "$*" >>{self.folder}/calls\n[ "$1 $3" = "run --output" ] && cp {self.folder}/base.h5 "$4"\n')
        path.chmod(0o755)
        return path

    def timed(self, *arguments, **more):
        return self.downhill("check", "quick.yaml", "--time", self.folder / "base", *arguments, environment={**CLEAN, "TMPDIR": str(self.folder)}, **more).out

    def test_a_slower_step_warns_or_fails(self):
        self.base(factor=1e-12)
        out = self.timed()
        self.assertRegex(out, r"^  adam on rosenbrock: got slower\n +.* % more time a step, .*\(9 processes a side; p = 2.1e-05\)\n")
        self.assertIn("time WARNING: got slower", out)
        self.assertEqual(len((self.folder / "calls").read_text().splitlines()), 9)
        self.assertEqual([name for name in self.files() if "downhill-time" in name], [])
        if not system.SANITIZED:
            self.assertIn("time FAILED: got slower", self.timed("--time-fails", expect=1))

    @unittest.skipIf(system.SANITIZED, "the same code, in ten times the time")
    def test_others(self):
        self.base(factor=1e6)
        self.assertIn("adam on rosenbrock: got faster", self.timed("--time-fails"))
        self.base(cpu="a machine elsewhere")
        out = self.timed("--time-fails", expect=2)
        self.assertIn("machine differs: ", out)
        self.assertNotIn("slower", out)

    def test_usage(self):
        for arguments, word in ((["--time", "nowhere"], "expected another build of downhill"), (["--time", "base", "--processes", "8"], "from 9 to 50"),
                                (["--time", "base", "--baseline", "base.h5"], "expected a study, as in")):
            self.assertIn(word, self.downhill("check", "quick.yaml", *arguments, expect=2).err)
        self.write("base", "#!/bin/sh\necho no such key >&2\nexit 2\n").chmod(0o755)
        self.assertIn("it ended with status 2: no such key", self.downhill("check", "quick.yaml", "--time", "base", expect=2).err)


class Numbers(Case):
    """Two methods under one name: what the check computes, against the histories."""

    def test_every_number(self):
        self.write("other.yaml", STUDY.replace("name: adam, optimizer: adam, batch: 32, lr: 0.01", "name: adam, optimizer: adam, batch: 32, lr: 0.014"))
        self.downhill("run", "other.yaml", "-o", "new.h5", "-q", "--only", "method=adam")
        _, cells = self.judged("--subset", new="new.h5", expect=None)
        tests = {test["metric"]: test for test in cells["adam", "cancer"]["tests"]}
        self.assertGreaterEqual(len(tests), 2)
        old, new = (self.measured(name) for name in ("gate.h5", "new.h5"))
        d = {metric: np.array([difference(a[metric], b[metric]) for a, b in zip(old, new)]) for metric in old[0]}
        for metric, test in tests.items():
            if "seeds" not in metric:
                self.check_test(test, d[metric])
        self.check_cell(cells["adam", "cancer"], list(d.values()))

    def measured(self, name):
        results = Results(self.folder / name)
        floor = results.data["problems/f_star"][0]
        runs = []
        for row in sorted(results.rows(method="adam"), key=lambda row: results.run("seed", row)):
            cost, work = results.history("cost", row), results.history("sample_gradients", row)
            run = {"gap at the end": cost[-1] - floor}
            for tau in ("0.1", "0.01", "0.001"):
                hit = np.flatnonzero(cost <= floor + float(tau) * (cost[0] - floor))
                run[f"work to {tau} of the start's gap"] = work[hit[0]] if len(hit) else np.inf
            runs.append(run)
        return runs

    def check_cell(self, cell, differences):
        """The joint test of all measures, and the best of it and the single ones."""
        self.assertGreaterEqual(len(cell["tests"]), 2)
        greater, less = chances(sum(ranks(d) for d in differences))
        for name, joint in (("p", greater), ("p_faster", less)):
            self.assertAlmostEqual(cell[name], min(1, 2 * joint, *(2 * len(cell["tests"]) * test[name] for test in cell["tests"])), places=14)
            self.assertEqual(cell[name + "_holm"], cell[name])  # of one cell

    def check_test(self, test, d):
        self.assertTrue((d != 0).any())
        size = np.abs(d)
        greater, less = chances(ranks(d))
        self.assertAlmostEqual(test["p"], greater, places=14)
        self.assertAlmostEqual(test["p_faster"], less, places=14)
        pairs = [0 if np.isinf(a) and np.isinf(b) and a != b else (a + b) / 2 for a, b in itertools.combinations_with_replacement(d, 2)]
        shift = np.median(pairs)
        self.assertTrue(test["shift"] == shift or np.isclose(test["shift"], shift, rtol=1e-11, atol=1e-14), (test, shift))
        if not (d == 0).any() and len(set(size)) == len(size):
            try:
                from scipy.stats import wilcoxon
            except ImportError:
                return
            self.assertAlmostEqual(test["p"], wilcoxon(d, alternative="greater", mode="exact").pvalue, places=12)


def ranks(d):
    """Twice the signed ranks, equal sizes with the mean of theirs."""
    size = np.abs(d)
    return np.sign(d) * np.array([2 * (size < s).sum() + (size == s).sum() + 1 for s in size])


def chances(signed):
    """Of sums of the positive ones that are at least, and at most, as large as this, over all signs."""
    law = np.ones(1)
    for r in np.abs(signed).astype(int):
        law = (np.append(law, np.zeros(r)) + np.append(np.zeros(r), law)) / 2
    plus = int(signed[signed > 0].sum())
    return law[plus:].sum(), law[:plus + 1].sum()


def difference(a, b):
    return 0 if a == b else np.log10(b) - np.log10(a)


if __name__ == "__main__":
    system.main()
