"""Plugins that reach for what is not theirs: each loses its own run, the cause says what it tried, and nothing else changes."""
import collections
import fnmatch
import hashlib
import os
import pathlib
import random
import re
import shutil
import unittest

import system
from system import HOSTILE, SANITIZED, Results

FORBIDS = r"which the sandbox forbids"
LONG = int(os.environ.get("DH_STORM", 0))  # runs of the storm in its long form
HANG = 0.5  # seconds: the limit where every plugin hangs, so that nobody is late by chance
Fault = collections.namedtuple("Fault", "moment fault status notes bits cause")


def read_table():
    """The faults of the zoo, and how each must end."""
    text = (system.SOURCE / "tests/hostile/plugins/zoo/zoo.tsv").read_text()
    lines = [line.split("\t") for line in text.splitlines() if not line.startswith("#")]
    return [Fault(*line) for line in lines[1:]]


ZOO = read_table()
PLUGINS = ["zoo", "zoo_judged", "zoo_rate", *(row.fault for row in ZOO if row.moment == "load")]
GOOD = ["sgd", "adam", "lbfgs"]
STUDY = """
study: zoo
seeds: 1
budget: {{steps: 20}}
record: {{every: 1 step}}
limits: {{seconds: 20, memory: 3e7}}
problems:
  - {{problem: bowl, start: [2, 2]}}
  - {{problem: linear_regression, dataset: {{synthetic: line, samples: 40}}}}
methods:
  - {{optimizer: [{}], lr: 0.05}}
"""
ONE_PROBLEM = STUDY[:STUDY.index("  - {{problem: linear")] + STUDY[STUDY.index("methods:"):]


def method_of(row):
    """One line of a study."""
    if row.moment == "load":
        return f"  - {{name: load/{row.fault}, optimizer: {row.fault}, lr: 0.05}}\n"
    name = f"name: {row.moment}/{row.fault}, lr: 0.05, fault: {row.fault}"
    if row.moment == "rate":
        return f"  - {{{name}, optimizer: sgd, schedule: zoo_rate}}\n"
    return f"  - {{{name}, optimizer: {'zoo_judged' if row.moment == 'judge' else 'zoo'}, when: {row.moment}}}\n"


def traces():
    """Files, shared memory and queues that a plugin could have left outside the test's folder."""
    found = [line for kind in ("shm", "sem", "msg") for line in pathlib.Path("/proc/sysvipc", kind).read_text().splitlines()
             if "2385" in line.split()[:1]]
    for folder in ("/dev/shm", "/dev/mqueue", "/tmp", "/var/tmp", "/"):
        for path in pathlib.Path(folder).iterdir() if pathlib.Path(folder).is_dir() else []:
            try:
                if path.name.startswith("left_behind") or path.lstat().st_uid == 65534:
                    found.append(str(path))
            except OSError:
                pass  # somebody else's, gone meanwhile
    return found


@unittest.skipIf(SANITIZED, "a sanitizer needs what the sandbox takes away")
class Zoo(system.Case):
    def plugins(self, *names):
        """--plugins for these hostile ones."""
        return [part for name in names for part in ("--plugins", HOSTILE / "plugins" / (name + ".so"))]

    def run_text(self, name, text, hostile, *arguments, **more):
        study = self.write(name + ".yaml", text)
        done = self.downhill("run", study, "-o", name + ".h5", *self.plugins(*hostile), *arguments, **more)
        self.assertEqual(study.read_text(), text)
        return Results(self.folder / (name + ".h5")), done

    def run_study(self, name, optimizers, *arguments):
        return self.run_text(name, STUDY.format(", ".join(optimizers)), [name for name in optimizers if name not in GOOD], *arguments)

    def run_zoo(self, name, rows, *arguments, good=GOOD, change=lambda text: text, **more):
        """A study of one problem: good methods, and these rows of the table."""
        text = change(ONE_PROBLEM.format(", ".join(good)) + "".join(map(method_of, rows)))
        return self.run_text(name, text, PLUGINS, "--sandbox=strict", *arguments, **more)[0]

    def level(self):
        results, _ = self.run_study("level", GOOD[:1])
        return results.run("sandbox", 0)

    def check_end(self, results, run, row, good):
        """One run against its row of the table; good: the history's hash of plain gradient descent."""
        got = results.run("status", run), str(results.run("notes", run)), results.run("cause", run)
        right = got[:2] == (row.status, row.notes) and fnmatch.fnmatchcase(got[2] or "-", row.cause)
        finished = row.status == "finished"
        same = not finished or (results.run("history_hash", run) == good) == (row.bits == "same")
        verified = results.run("verified", run) == (1 if finished else 0)
        return [] if right and same and verified else [f"{row.moment}/{row.fault}: {got}, same {same}, verified {verified}"]

    def check_all(self, results, rows, good):
        """Every run of a study of the zoo; what is wrong, in words."""
        table = {f"{row.moment}/{row.fault}": row for row in rows}
        wrong = [f"sandbox {level}" for level in set(results.data["runs/sandbox"]) - {3}]
        for run in range(results.count):
            row = table.get(results.run("method", run))
            if row:
                wrong += self.check_end(results, run, row, good["sgd"])
            elif results.run("history_hash", run) != good[results.run("optimizer", run)]:
                wrong.append(f"{results.key(run)} is another run beside hostile ones")
        return wrong

    def good_alone(self):
        if self.level() < 3:
            self.skipTest("this kernel has no seccomp, or no Landlock")
        results, _ = self.run_text("alone", ONE_PROBLEM.format(", ".join(GOOD)), [])
        return {results.run("optimizer", run): results.run("history_hash", run) for run in range(results.count)}

    def assert_nothing_left(self):
        self.assertEqual([name for name in self.files() if not re.search(r"^(alone|level|zoo|hang|storm)\.(h5|journal|yaml)$", name)], [])
        self.assertEqual(self.processes(), [])
        self.assertEqual(traces(), [])

    def test_zoo(self):
        good = self.good_alone()
        rows = [row for row in ZOO if row.status != "timed_out"]
        results = self.run_zoo("zoo", rows)
        self.assertEqual(results.count, len(rows) + len(GOOD))
        self.assertEqual(self.check_all(results, rows, good), [])
        for run in range(results.count):
            if results.run("method", run).startswith("step/") and "record" not in results.run("method", run):
                self.assertEqual(results.history("step", run)[:4].tolist(), [0, 1, 2, 3], results.key(run))
        self.assert_nothing_left()

    def test_hangs(self):
        """At each moment, in each way: over at the deadline."""
        good = self.good_alone()
        rows = [row for row in ZOO if row.status == "timed_out"]
        results = self.run_zoo("hang", rows, "-j", len(rows), good=["zoo, fault: loops"], change=lambda text: re.sub(
            r"(?<=methods:\n).*\n", "", text).replace("seconds: 20", f"seconds: {HANG}"))
        self.assertEqual(results.count, len(rows))
        self.assertEqual(self.check_all(results, rows, good), [])
        self.assert_nothing_left()

    def test_storm(self):
        """Faults in random order, many a study, several slots. The long form (DH_STORM runs) has those that hang as well."""
        good = self.good_alone()
        order = random.Random(2385)
        quick = [row for row in ZOO if row.status != "timed_out"]
        slow = [row for row in ZOO if row.status == "timed_out"]
        seeds, methods, hangs = (20, 50, 1) if LONG else (3, 60, 0)
        runs, wrong = 0, []
        while runs < max(LONG, 1) and len(wrong) < 20:
            rows = order.sample(quick, methods - hangs) + order.sample(slow, hangs)
            results = self.run_zoo("storm", rows, "-j", order.randint(2, 8), seconds=1800, change=lambda text: text.replace(
                "seeds: 1", f"seeds: {seeds}\nseed: {order.randrange(1 << 30)}").replace("seconds: 20", "seconds: 8"))
            self.assertEqual(results.count, seeds * (methods + len(GOOD)))
            wrong += self.check_all(results, rows, good)
            self.assert_nothing_left()
            runs += results.count
            for name in ("storm.h5", "storm.journal"):
                (self.folder / name).unlink()
        self.assertEqual(wrong, [])
        if LONG:
            print(f"{runs} runs in random order, 0 wrong ends, 0 files or processes left")

    def test_at_load(self):
        """Code that runs while a plugin is loaded is in the sandbox already."""
        if self.level() < 3:
            self.skipTest("this kernel has no seccomp, or no Landlock")
        folder = self.folder / "plugins"
        folder.mkdir()
        for name in ("at_load_forks", "at_load_reads", "at_load_writes"):
            (folder / (name + ".so")).symlink_to(HOSTILE / "plugins" / (name + ".so"))
        done = self.downhill("list", "--plugins", folder)
        told = {match[1]: line for line in done.err.splitlines() if (match := re.search(r"/([a-z_]+)\.so", line))}
        self.assertRegex(told["at_load_forks"], r"tried to start a process or thread \(clone\), " + FORBIDS)
        self.assertRegex(told["at_load_writes"], "tried to open '.*at_load_writes_was_here', " + FORBIDS)
        self.assertIn("at_load_reads", done.out)  # told that it may not: its own affair
        self.assertFalse((self.folder / "at_load_writes_was_here").exists())

    def test_lies(self):
        """A cost that is not f at the final point is found out, whatever the optimizer writes into its record."""
        results, done = self.run_study("lies", ["sgd", "lies"])
        for row in range(results.count):
            liar = results.run("optimizer", row) == "lies"
            self.assertEqual(results.run("verified", row), 2 if liar else 1)
            self.assertEqual(results.run("final_cost", row) == -1, liar)
        self.assertIn("2 say a final cost that is not f at their final point", done.out)

    def test_what_crashed_is_remembered(self):
        """By its bytes, under any name, and only until somebody asks for another try."""
        cache = {"XDG_CACHE_HOME": str(self.folder / "cache")}
        folder = self.folder / "plugins"
        folder.mkdir()
        plugin = (HOSTILE / "plugins/at_load_crashes.so").read_bytes()
        (folder / "at_load_crashes.so").write_bytes(plugin)
        lists = lambda: [line for line in self.downhill("list", "--plugins", folder, environment=cache).err.splitlines()
                         if "at_load" in line]
        first, again = lists(), lists()
        kept = list((self.folder / "cache/downhill/crashed").iterdir())
        self.assertEqual(len(kept), 1)
        self.assertRegex(kept[0].name, "^" + hashlib.sha256(plugin).hexdigest() + "-")
        self.assertEqual(again, [f"{first[0]} (not tried again until you remove {kept[0]})"])
        kept[0].write_text("at_load: it was bad")
        self.assertRegex(lists()[0], "it was bad")
        kept[0].unlink()
        self.assertEqual(lists(), first)
        (folder / "at_load_crashes.so").write_bytes(plugin + b"\0")
        self.assertEqual(lists(), first)  # other bytes
        self.assertEqual(len(list((self.folder / "cache/downhill/crashed").iterdir())), 2)

    def test_pinned(self):
        """A study may say which bytes a plugin must have; others never run."""
        plugin = HOSTILE / "plugins/at_load_reads.so"
        right = hashlib.sha256(plugin.read_bytes()).hexdigest()
        text = STUDY.format("sgd") + "plugins: [{file: '%s', sha256: %s}]\n"
        self.downhill("run", self.write("right.yaml", text % (plugin, right)), "-o", "r.h5")
        wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
        done = self.downhill("run", self.write("wrong.yaml", text % (plugin, wrong)), "-o", "w.h5", expect=5)
        self.assertIn(f"at_load_reads.so: its SHA-256 is {right}, the study pins it to {wrong}", done.err)

    def test_plugin_test(self):
        """What is wrong is said in words, once; with nothing wrong that is said, too."""
        for plugin, wrong in {
                "at_random": ["at_random lr=0.01 on bowl, seed 0: two runs differ: it must take all that is random from the call"],
                "flushes": ["it changes the floating-point mode: build it without -Ofast and -ffast-math"],
                "reads_file": ["reads_file lr=0.01 on rosenbrock: crashed: it tried to open '/etc/passwd', which the sandbox forbids"],
                "spoils_heap": ["memory: Invalid write of size 8"] if shutil.which("valgrind") else []}.items():
            done = self.downhill("plugin", "test", HOSTILE / f"plugins/{plugin}.so", expect=5 if wrong else 0)
            self.assertTrue(done.out.startswith(f"optimizer '{plugin}':\n"))
            for line in wrong:
                self.assertIn(f"  {line}\n", done.out)
        self.assertEqual(done.out.count("Invalid write"), len(wrong))
        for kind, name in (("optimizer", "adam"), ("schedule", "cosine"), ("problem", "bowl")):
            done = self.downhill("plugin", "test", system.BUILD / f"plugins/{kind}s/{name}.so")
            self.assertRegex(done.out, rf"^{kind} '{name}':\n(  memory: not checked.*\n)?  nothing wrong in \d+ runs\n$")
        self.assertRegex(self.downhill("plugin", "test", HOSTILE / "plugins/has_rpath.so", expect=5).err, "RPATH")
        broken = self.write("bin/valgrind", "#!/bin/sh\nexit 1\n")
        broken.chmod(0o755)
        for path, why in (("/nonexistent", "valgrind is not installed"), (broken.parent, "valgrind cannot run the worker")):
            done = self.downhill("plugin", "test", HOSTILE / "plugins/spoils_heap.so", environment={"PATH": str(path)})
            self.assertIn(f"  memory: not checked: {why}\n", done.out)
        self.downhill("plugin", "test", expect=2)
        self.downhill("plugin", "taste", "x.so", expect=2)

    def test_off_must_be_asked_for_and_is_marked(self):
        """What is not forbidden then is noted, where it can be seen."""
        notes = {"step/changes_locale": 2, "step/copies_descriptor": 16, "step/handles_signals": 4, "step/reads_file": 16, "step/starts_thread": 8}
        rows = [row for row in ZOO if f"{row.moment}/{row.fault}" in notes]
        text = STUDY.format("sgd") + "".join(map(method_of, rows))
        results, done = self.run_text("off", text, PLUGINS, "--sandbox=off")
        self.assertIn("sandbox off", done.err)
        self.assertEqual(set(results.data["runs/sandbox"]), {1})
        note = {name: {int(results.run("notes", run)) for run in results.rows(method=name)} for name in notes}
        self.assertEqual(note, {name: {bits} for name, bits in notes.items()})
        again, _ = self.run_study("on", ["sgd"])
        for key, bits in again.by_run().items():
            self.assertEqual(results.by_run()[key], bits, "the sandbox changes a run")

    def test_threads(self):
        """Whoever declares threads may start them, and nothing else; the others may not."""
        strict = bool(self.level() == 3)
        names = ["sgd", "threads", "threads_stay"] + strict * ["threads_fork", "threads_undeclared"]
        results, _ = self.run_study("threads", names)
        for row in range(results.count):
            name = results.run("optimizer", row)
            ended = name in ("threads_fork", "threads_undeclared")
            with self.subTest(name=name, problem=results.run("problem", row)):
                self.assertEqual(results.run("status", row), "crashed" if ended else "finished")
                self.assertEqual(results.run("notes", row),
                                 {"sgd": 0, "threads": 32, "threads_fork": 32, "threads_stay": 40, "threads_undeclared": 0}[name])
                if ended:
                    self.assertRegex(results.run("cause", row), r"tried to start a process or thread \(clone\), " + FORBIDS)
                    self.assertEqual(len(results.history("step", row)), 4 if name == "threads_fork" else 1)
                else:
                    self.assertEqual(results.run("verified", row), 1)
        hashes = lambda name: [results.run("history_hash", row) for row in results.rows(optimizer=name)]
        self.assertEqual(hashes("threads"), hashes("sgd"))
        self.assertEqual(hashes("threads_stay"), hashes("sgd"))
        told = self.downhill("describe", "threads", *self.plugins("threads")).out
        self.assertIn("  - starts threads\n", told)
        self.assertEqual(self.processes(), [])

    def test_threads_of_problems(self):
        """Costs, facts and the check of the final cost come from threads, too."""
        text = STUDY.format("sgd, adam").replace("  - {problem: linear_regression", "  - {problem: threads_bowl, start: [2, 2]}\n"
                                                "  - {problem: noisy, inner: threads_bowl}\n  - {problem: linear_regression")
        results, _ = self.run_text("problem", text, ["threads_bowl"])
        for row in range(results.count):
            threads = "threads_bowl" in results.run("problem", row)
            self.assertEqual((results.run("status", row), results.run("verified", row)), ("finished", 1), results.run("cause", row))
            self.assertEqual(results.run("notes", row), 32 if threads else 0)
        bowl, beside = (results.history("cost", results.rows(optimizer="sgd", problem=name)[0]) for name in ("bowl", "threads_bowl"))
        self.assertEqual(bowl.tobytes(), beside.tobytes())
        self.assertIn("  - starts threads\n", self.downhill("describe", "threads_bowl", *self.plugins("threads_bowl")).out)
        if self.level() == 3:
            results, _ = self.run_text("no", text.replace("threads_bowl", "threads_bowl_undeclared"), ["threads_bowl_undeclared"])
            for row in range(results.count):
                if "threads_bowl_undeclared" in results.run("problem", row):
                    self.assertRegex(results.run("cause", row), r"tried to start a process or thread \(clone\), " + FORBIDS)

    def test_words(self):
        self.write("s.yaml", STUDY.format("sgd"))
        done = self.downhill("run", "s.yaml", "--sandbox=none", expect=2)
        self.assertIn("--sandbox: expected best-effort, strict or off, got 'none'", done.err)
        done = self.downhill("run", "s.yaml", "-o", "s.h5")
        self.assertEqual("sandbox" in done.err, self.level() < 3)


if __name__ == "__main__":
    system.main()
