"""The commands as a user or a script meets them."""
import csv
import io
import os
import pty
import select
import shutil
import subprocess
import sys

import h5py
import numpy as np

import system
from system import Results, difference, parse_json

COMMANDS = ("compare", "describe", "explore", "export", "list", "plot", "plugin", "replay", "run")
STUDY = """
study: small
doc: with, "commas" and quotes
seeds: [3, 5, 8]
budget: {epochs: 6}
limits: {cost: 1e6}
problems:
  - problem: linear_regression
    dataset: {file: data/rows.csv, test: 0.25}
  - {name: 'a "round", bowl', problem: bowl}
methods:
  - {optimizer: [sgd, adam], lr: [0.01, 0.1], batch: [4, full]}
  - {name: 'too fast, by far', optimizer: sgd, lr: 1e4}
"""
RUNS = 2 * 9 * 3
CSV = "size,price\n" + "".join(f"{0.1 * i:.1f},{3 + 0.25 * i + (i * 7 % 5 - 2) / 10:.3f}\n" for i in range(40))


class Cli(system.Case):
    def setUp(self):
        super().setUp()
        self.study = self.write("studies/small.yaml", STUDY)
        self.write("studies/data/rows.csv", CSV)

    def run_small(self, name="small.h5", *more):
        self.downhill("run", self.study, "-o", name, "-q", *more)
        return Results(self.folder / name)

    def test_help_and_version(self):
        whole = self.downhill("--help").out
        for command in COMMANDS:
            self.assertRegex(whole, rf"(?m)^  {command} +\S")
            done = self.downhill(command, "--help")
            self.assertTrue(done.out.startswith(f"Usage: downhill {command} "), done.out)
            self.assertEqual(done.err, "")
            self.assertLessEqual(max(map(len, done.out.splitlines())), 80)
            self.assertRegex(self.downhill(command, "--usage").out, f"^Usage: downhill {command}")
            self.assertRegex(self.downhill(command, "--version").out, r"^downhill \d+\.\d+\.\d+\n$")
        self.assertEqual(self.downhill("help").out, whole)
        self.assertRegex(self.downhill("--version").out, r"^downhill \d+\.\d+\.\d+\n$")
        self.assertEqual(self.downhill(expect=2).err, whole)

    def test_dry_run(self):
        text = self.downhill("run", self.study, "--dry-run").out
        self.assertIn(f"2 problems x 9 methods x 3 seeds = {RUNS} runs", text)
        for label in ("sgd lr=0.01 batch=4", "adam lr=0.1 batch=full", "too fast, by far", "linear_regression rows", "30 + 10 rows"):
            self.assertIn(label, text)
        plan = parse_json(self, self.downhill("run", self.study, "--dry-run", "--json").out)
        self.assertEqual({key: plan[key] for key in ("study", "problems", "methods", "seeds", "runs", "chosen")},
                         {"study": "small", "problems": 2, "methods": 9, "seeds": 3, "runs": RUNS, "chosen": RUNS})
        # 30 training rows: 8 batches of 4 an epoch, or one; the bowl has one step an epoch.
        self.assertEqual(plan["steps"], 3 * 6 * ((4 * 8 + 4 + 1) + 9))
        plan = parse_json(self, self.downhill("run", self.study, "--dry-run", "--json", "--only", "seed=5").out)
        self.assertEqual((plan["runs"], plan["chosen"]), (RUNS, RUNS // 3))
        self.assertEqual(self.files(), ["studies/data/rows.csv", "studies/small.yaml"])

    def test_only(self):
        whole = self.run_small("whole.h5")
        expected = whole.by_run()
        for i, (only, count) in enumerate([(["seed=5"], 18), (["optimizer=adam"], 24), (["method=*batch=4"], 24),
                                           (["problem=*bowl*"], 27), (["dataset=rows"], 27), (["schedule=con*"], RUNS),
                                           (["id=" + whole.text("id")[17]], 1), (["seed=[35]", "optimizer=a*"], 16),
                                           (["method=too fast*", "problem=linear*", "seed=8"], 1)]):
            arguments = [word for key in only for word in ("--only", key)]
            part = self.run_small(f"{i}.h5", *arguments)
            self.assertEqual(part.count, count, only)
            self.assertTrue(all(expected[key] == bits for key, bits in part.by_run().items()))
        done = self.downhill("run", self.study, "-o", "0.h5", "--only", "seed=3")
        self.assertIn(f"{RUNS - 36} of the study's {RUNS} runs are still to be done", done.out)

    def test_list(self):
        whole = self.downhill("list").out
        items = parse_json(self, self.downhill("list", "--json").out)
        self.assertEqual({item["kind"] for item in items}, {"optimizer", "schedule", "problem", "dataset"})
        for item in items:
            self.assertRegex(whole, rf"(?m)^  {item['name']} +\S")
            self.assertTrue(item["doc"])
        shipped = {"optimizers": "optimizer", "schedules": "schedule", "problems": "problem"}
        for folder, kind in shipped.items():
            files = {path.stem for path in (system.BUILD / "plugins" / folder).glob("*.so")}
            self.assertEqual({item["name"] for item in items if item["kind"] == kind}, files)
            only = parse_json(self, self.downhill("list", folder, "--json").out)
            self.assertEqual(only, [item for item in items if item["kind"] == kind])
        self.assertLessEqual({"breast_cancer", "diabetes"}, {item["name"] for item in items if item["kind"] == "dataset"})

    def test_describe(self):
        for item in parse_json(self, self.downhill("list", "--json").out):
            with self.subTest(name=item["name"]):
                text = self.downhill("describe", item["name"]).out
                self.assertIn(item["doc"], text)
                one = parse_json(self, self.downhill("describe", item["name"], "--json").out)
                self.assertEqual((one["kind"], one["name"], one["doc"]), (item["kind"], item["name"], item["doc"]))
                for p in one.get("parameters", []):
                    self.assertIn(p["doc"], text)
                    if p["scale"] == "choice":
                        self.assertIn(p["default"], p["choices"])
                    elif p["scale"] != "list":
                        self.assertTrue(p["min"] <= p["default"] <= p["max"], p)
        adam = parse_json(self, self.downhill("describe", "adam", "--json").out)
        self.assertEqual({p["name"]: p["default"] for p in adam["parameters"]},
                         {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "amsgrad": "no", "weight_decay": 0})
        self.assertEqual(len(adam["sha256"]), 64)

    def value(self, text, like):
        """A CSV field as what the column holds."""
        if isinstance(like, str):
            return text
        return float("nan") if text == "" else type(like)(text)

    def same(self, a, b):
        return a == b or (isinstance(a, float) and isinstance(b, float) and np.isnan(a) and np.isnan(b))

    def test_export(self):
        """Every table, as CSV and as JSON, holds what h5py reads, to the last bit."""
        results = self.run_small()
        for table in ("runs", "problems", "plugins", "history"):
            with h5py.File(self.folder / "small.h5") as file:
                columns = {name: [v.decode() if isinstance(v, bytes) else v.item() for v in data[()]]
                           for name, data in file[table].items()}
            rows = self.rows("small.h5", "--table", table)
            self.downhill("export", "small.h5", "--table", table, "--json", "-o", "table.json")
            objects = parse_json(self, (self.folder / "table.json").read_text())
            self.assertEqual(len(rows), len(next(iter(columns.values()))), table)
            self.assertEqual(len(objects), len(rows))
            missing = {"run", "row"} if table != "history" else {"row"}
            self.assertGreaterEqual(set(rows[0]), set(columns) - missing, table)
            self.assertEqual(list(rows[0]), list(objects[0]))
            for name, values in columns.items():
                for i, value in enumerate(values):
                    if name in rows[i]:
                        self.assertTrue(self.same(self.value(rows[i][name], value), value), (table, name, i))
                        there = objects[i][name]
                        there = float("nan") if there is None else there
                        self.assertTrue(self.same(there, value) or float(there) == value, (table, name, i))
        causes = self.rows("small.h5", "--table", "causes")
        self.assertEqual({row["method"] for row in causes}, {"too fast, by far"})
        self.assertEqual({row["status"] for row in causes}, {"diverged"})
        self.assertEqual(len(causes), 6)
        ids = [row["id"] for row in self.rows("small.h5", "--table", "history")]
        self.assertEqual(ids, [results.text("id")[run] for run in results.data["history/run"]])

    def test_export_data(self):
        self.run_small()
        rows = self.rows("small.h5", "--data", "linear_regression rows")
        self.assertEqual([row["split"] for row in rows], ["train"] * 30 + ["test"] * 10)
        given = list(csv.DictReader(io.StringIO(CSV)))
        self.assertEqual(sorted((float(row["size"]), float(row["price"])) for row in rows),
                         sorted((float(row["size"]), float(row["price"])) for row in given))
        self.downhill("export", "small.h5", "--data", "linear_regression rows", "-o", "data.csv")
        self.assertEqual(len((self.folder / "data.csv").read_text().splitlines()), 41)

    def test_replay(self):
        results = self.run_small()
        diverged = results.rows(status="diverged")[0]
        for run in (0, 7, diverged, results.text("id")[11], results.text("id")[12][:9]):
            done = self.downhill("replay", "small.h5", run)
            self.assertIn("the same bits", done.out)
        self.assertEqual(self.downhill("replay", "small.h5", 1, "-q").out, "")
        elsewhere = self.folder / "elsewhere"
        elsewhere.mkdir()
        self.downhill("replay", self.folder / "small.h5", 2, cwd=elsewhere)

    def test_replay_finds_what_was_changed(self):
        results = self.run_small()
        row = results.rows(status="finished", optimizer="adam")[1]
        first = int(results.run("offset", row))

        def change(name, index, value):
            shutil.copy(self.folder / "small.h5", self.folder / "changed.h5")
            with h5py.File(self.folder / "changed.h5", "r+") as file:
                file[name][index] = value
            return self.downhill("replay", "changed.h5", row, expect=1).out

        cost = results.data["history/cost"][first + 2]
        out = change("history/cost", first + 2, np.nextafter(cost, 9))
        self.assertRegex(out, "DIFFERENT")
        self.assertIn(f"row 2, cost: {np.nextafter(cost, 9):.17g} in the file, {cost:.17g} now", out)
        self.assertIn("hash", change("runs/history_hash", row, "0" * 64))
        self.assertIn("status diverged in the file, finished now", change("runs/status", row, "diverged"))
        self.assertIn("rows in the file", change("runs/length", row, int(results.run("length", row)) - 1))
        shutil.copy(self.folder / "small.h5", self.folder / "changed.h5")
        with h5py.File(self.folder / "changed.h5", "r+") as file:
            file["history/seconds"][first + 1] = 7.5
        self.downhill("replay", "changed.h5", row)  # seconds are nobody's promise

    def test_replay_samples(self):
        results = self.run_small()
        done = self.downhill("replay", "small.h5", "--sample", "100%")
        self.assertEqual(done.out, f"{results.count} of {results.count} runs repeated: 0 different\n")
        done = self.downhill("replay", "small.h5", "--sample", "0.1%")
        self.assertEqual(done.out, f"1 of {results.count} runs repeated: 0 different\n")
        self.assertEqual(self.downhill("replay", "small.h5", "--sample", "100%", "-q", "--verify").out, "")
        row = results.rows(status="finished")[3]
        shutil.copy(self.folder / "small.h5", self.folder / "changed.h5")
        with h5py.File(self.folder / "changed.h5", "r+") as file:
            file["history/cost"][int(results.run("offset", row))] *= 2
        done = self.downhill("replay", "changed.h5", "--sample", "100%", expect=1)
        self.assertRegex(done.out, f"^run {row} .*DIFFERENT\n  first difference: row 0, cost: ")
        self.assertTrue(done.out.endswith(f"{results.count} of {results.count} runs repeated: 1 different\n"))
        for wrong in (["--sample", "1"], ["--sample", "0%"], ["--sample", "101%"], ["--sample", "x%"], ["3", "--sample", "1%"]):
            self.downhill("replay", "small.h5", *wrong, expect=2)

    def test_replay_verifies_the_last_cost(self):
        """It needs the problem and the file's final point, but not the method: a changed cost or point is found."""
        results = self.run_small()
        finished, other = results.rows(status="finished")[0], results.rows(status="diverged")[0]
        done = self.downhill("replay", "small.h5", finished, "--verify")
        self.assertIn(f"cost {results.run('final_cost', finished):.17g} at its final point: the same bits", done.out)
        self.assertIn("nothing to verify", self.downhill("replay", "small.h5", other, "--verify").out)
        for name, index in (("runs/final_cost", finished), ("final/x", int(results.run("final_offset", finished)))):
            shutil.copy(self.folder / "small.h5", self.folder / "changed.h5")
            with h5py.File(self.folder / "changed.h5", "r+") as file:
                file[name][index] = file[name][index] * 1.5 + 1
            done = self.downhill("replay", "changed.h5", finished, "--verify", expect=1)
            self.assertIn("at its final point: DIFFERENT", done.out)
            done = self.downhill("replay", "changed.h5", "--sample", "100%", "--verify", expect=1)
            self.assertTrue(done.out.endswith(f"runs verified: 1 different\n"))

    def test_replay_with_plugins(self):
        """A study with plugins of its own is replayed with the same option."""
        plugins = system.HOSTILE / "plugins/newer.so"
        study = self.write("own.yaml", STUDY.replace("[sgd, adam]", "newer").replace("data/", "studies/data/"))
        self.downhill("run", study, "-o", "own.h5", "--plugins", plugins, "-q")
        self.downhill("replay", "own.h5", 0, "--plugins", plugins)
        self.downhill("export", "own.h5", "--batches", 0, "--plugins", plugins)
        self.assertIn("newer", self.downhill("replay", "own.h5", 0, expect=2).err)
        in_study = self.write("own2.yaml", f"plugins: {plugins}\n" + study.read_text())
        self.downhill("run", in_study, "-o", "own2.h5", "-q")
        self.downhill("replay", "own2.h5", 0)

    def test_quiet_and_plain(self):
        for arguments in ([], ["--json"]):
            done = self.downhill("run", self.study, "-o", "a.h5", *arguments)
            self.assertEqual(done.err, "")
            self.assertNotIn("\x1b", done.out)
            self.assertNotIn("\r", done.out)
        done = self.downhill("run", self.study, "-o", "b.h5", "-q")
        self.assertEqual((done.out, done.err), ("", ""))

    def test_json_summary(self):
        name = 'odd "name"\\.h5'
        done = self.downhill("run", self.study, "-o", name, "--json")
        summary = parse_json(self, done.out)
        self.assertEqual({key: summary[key] for key in ("study", "runs", "committed", "resumed", "finished", "diverged", "results")},
                         {"study": "small", "runs": RUNS, "committed": RUNS, "resumed": 0, "finished": RUNS - 6, "diverged": 6,
                          "results": name})
        again = parse_json(self, self.downhill("run", self.study, "-o", name, "--json").out)
        self.assertEqual(again["resumed"], RUNS)

    def terminal(self, *arguments, environment=None):
        """What a terminal of 120 columns would show."""
        master, slave = pty.openpty()
        env = {**os.environ, "TERM": "xterm-256color", **(environment or {})}
        process = subprocess.Popen([system.BUILD / "downhill", *map(str, arguments)], stdin=slave, stdout=slave, stderr=slave,
                                          cwd=self.folder, env=env)
        os.close(slave)
        shown = b""
        while True:
            ready = select.select([master], [], [], 60)[0]
            try:
                piece = os.read(master, 65536) if ready else b""
            except OSError:
                piece = b""
            if not piece:
                break
            shown += piece
        os.close(master)
        self.assertEqual(process.wait(timeout=60), 0, shown)
        return shown.decode()

    def test_progress(self):
        """A bar on a terminal for what takes over a second; with NO_COLOR, or on a terminal that can nothing, no escape codes."""
        slow = self.write("slow.yaml", """
study: slow
seeds: 8
budget: {steps: 9}
limits: {seconds: 0.3}
problems: [{problem: bowl}]
methods: [{optimizer: sleeps, lr: 0.1}]
""")
        command = ("run", slow, "-j", 1, "--plugins", system.HOSTILE / "plugins/sleeps.so", "-o")
        shown = self.terminal(*command, "a.h5")
        self.assertRegex(shown, r"slow [█░]{30} [1-7]/8 runs, .*not finished.*, \d+ s left")
        self.assertTrue(shown.rstrip().endswith("results: a.h5"))
        self.assertIn("\r\x1b[K", shown)
        for plain in ({"NO_COLOR": "1"}, {"TERM": "dumb"}):
            self.assertNotIn("\x1b", self.terminal(*command, f"{'.'.join(plain)}.h5", environment=plain))

    def test_where_results_go(self):
        self.downhill("run", self.study, "-q", cwd=self.folder / "studies")
        self.assertTrue((self.folder / "studies/results/small.h5").exists())
        self.downhill("run", "small.yaml", "-q", "-o", "../a/new/folder/x.h5", cwd=self.folder / "studies")
        one, other = (Results(self.folder / name) for name in ("studies/results/small.h5", "a/new/folder/x.h5"))
        contents = [{name: value for name, value in r.content().items() if name != "problems/dataset_source"} for r in (one, other)]
        difference(self, *contents, "from another working directory")  # but for the path of the CSV file
        self.downhill("run", self.study, "-q", "--shard", "2/3")
        self.assertTrue((self.folder / "results/small.2-of-3.h5").exists())
        self.assertTrue((self.folder / "results/small.2-of-3.journal").exists())
        self.assertEqual(other.data["study/yaml"].decode(), STUDY)
        self.downhill("run", self.study, "-q", "-o", "--x.h5", expect=None)

    def test_results_readme(self):
        """A real file reads as results/README.md says, by its own examples."""
        self.downhill("run", system.SOURCE / "configs/breast_cancer.yaml", "--only", "seed=[0-3]", "-o", "real.h5", "-q")
        done = subprocess.run([sys.executable, system.SOURCE / "tests/system/read_results.py", self.folder / "real.h5",
                                      system.SOURCE / "results/README.md"], capture_output=True, text=True)
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("real.h5: 360 runs", done.stdout)

    def test_same_bytes(self):
        """Twice the same study with the clocks of the first: see resume.py. Here: nothing but clocks differs between two files."""
        one, other = self.run_small("one.h5"), self.run_small("other.h5")
        difference(self, one.content(), other.content(), "two runs of one study")
        self.assertEqual(one.attributes, other.attributes)


if __name__ == "__main__":
    system.main()
