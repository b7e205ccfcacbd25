"""Plugins that reach for what is not theirs: each loses its own run, the cause says what it tried, and nothing else changes."""
import hashlib
import re
import shutil
import unittest

import system
from system import HOSTILE, SANITIZED, Results

FORBIDS = r"which the sandbox forbids$"
SHORT = 1  # seconds: for those that would go on for ever

# Optimizers that misbehave at step 3 -> how their run ends, and a pattern for the cause.
ZOO = {
    "changes_gradient": "optimizer 'changes_gradient' changed the gradient that it was given at step 3",
    "changes_limits": r"tried to change limits \((prlimit64|setrlimit)\), ",
    "changes_locale": "tried to open '.*', ",
    "changes_mask": r"\(umask\), ",
    "enters_namespace": r"\(unshare\), ",
    "fork_bombs": r"tried to start a process or thread \(clone\), ",
    "forks": r"tried to start a process or thread \(clone\), ",
    "handles_signals": r"\(rt_sigaction\), ",
    "hoards": "signal",
    "kills_all": r"tried to send a signal \(kill\), ",
    "kills_group": r"tried to send a signal \(kill\), ",
    "kills_slot": r"tried to send a signal \(kill\), ",
    "leaves_fd": r"\(dup\), ",
    "leaves_thread": r"tried to start a process or thread \(clone\), ",
    "lists_folder": "tried to open '/', ",
    "makes_folder": "mkdir|system call",
    "makes_memory_file": r"\(memfd_create\), ",
    "opens_ring": r"\(io_uring_setup\), ",
    "opens_socket": r"tried to use the network \(socket\), ",
    "outlives": r"\(prctl\), ",
    "overruns": "signal 11",
    "past_short_state": "optimizer 'past_short_state' wrote past its state",
    "past_state": "signal 11",
    "reads_file": "tried to open '/etc/passwd', ",
    "reads_memory": r"\(process_vm_readv\), ",
    "removes_file": r"tried to remove a file \(unlink(at)?\), ",
    "renames_file": "rename|system call",
    "runs_program": r"tried to run a program \(execve\), ",
    "traces": r"\(ptrace\), ",
    "writes_file": "tried to open 'left_behind', ",
    "writes_memory": "tried to open '/proc/self/mem', ",
}
GOOD = ["sgd", "adam", "lbfgs"]
STUDY = """
study: zoo
seeds: 1
budget: {{steps: 20}}
record: {{every: 1 step}}
limits: {{seconds: 20, memory: 1e8}}
problems:
  - {{problem: bowl, start: [2, 2]}}
  - {{problem: linear_regression, dataset: {{synthetic: line, samples: 40}}}}
methods:
  - {{optimizer: [{}], lr: 0.05}}
"""


@unittest.skipIf(SANITIZED, "a sanitizer needs what the sandbox takes away")
class Zoo(system.Case):
    def plugins(self, *names):
        """--plugins for these hostile ones."""
        return [part for name in names for part in ("--plugins", HOSTILE / "plugins" / (name + ".so"))]

    def run_study(self, name, optimizers, *arguments):
        text = STUDY.format(", ".join(optimizers))
        study = self.write(name + ".yaml", text)
        hostile = [name for name in optimizers if name not in GOOD]
        done = self.downhill("run", study, "-o", name + ".h5", *self.plugins(*hostile), *arguments)
        self.assertEqual(study.read_text(), text)
        return Results(self.folder / (name + ".h5")), done

    def level(self):
        results, _ = self.run_study("level", GOOD[:1])
        return results.run("sandbox", 0)

    def test_zoo(self):
        alone, _ = self.run_study("alone", GOOD)
        if alone.run("sandbox", 0) < 3:
            self.skipTest("this kernel has no seccomp, or no Landlock")
        results, _ = self.run_study("zoo", GOOD + list(ZOO), "--sandbox=strict")
        found = results.by_run()
        for key, bits in alone.by_run().items():
            self.assertEqual(found[key], bits, f"{key} is another run beside hostile ones")
        for name, cause in ZOO.items():
            rows = results.rows(optimizer=name)
            self.assertEqual(len(rows), 2)
            for row in rows:
                with self.subTest(name=name, problem=results.run("problem", row)):
                    self.assertEqual(results.run("status", row), "crashed")
                    self.assertRegex(results.run("cause", row), cause + (FORBIDS if cause.endswith(", ") else ""))
                    self.assertEqual(results.history("step", row)[:4].tolist(), [0, 1, 2, 3])
        self.assertEqual(set(results.data["runs/sandbox"]), {3})
        for row in range(results.count):
            finished = results.run("status", row) == "finished"
            self.assertEqual(results.run("verified", row), 1 if finished else 0, results.key(row))
        self.assertEqual(self.files(), sorted(["alone.h5", "alone.journal", "alone.yaml", "zoo.h5", "zoo.journal", "zoo.yaml"]))
        self.assertEqual(self.processes(), [])

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
        self.assertRegex(told["at_load_forks"], r"tried to start a process or thread \(clone\), " + FORBIDS.replace("$", ""))
        self.assertRegex(told["at_load_writes"], "tried to open '.*at_load_writes_was_here', " + FORBIDS.replace("$", ""))
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
        results, done = self.run_study("off", ["sgd", "reads_file", "changes_locale", "handles_signals", "leaves_thread", "leaves_fd"],
                                       "--sandbox=off")
        self.assertIn("sandbox off", done.err)
        self.assertEqual(set(results.data["runs/sandbox"]), {1})
        note = {name: {int(results.run("notes", row)) for row in results.rows(optimizer=name)}
                for name in ("sgd", "changes_locale", "handles_signals", "leaves_thread", "leaves_fd", "reads_file")}
        self.assertEqual(note, {"sgd": {0}, "changes_locale": {2}, "handles_signals": {4}, "leaves_thread": {8}, "leaves_fd": {16},
                                "reads_file": {16}})
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

    def test_words(self):
        self.write("s.yaml", STUDY.format("sgd"))
        done = self.downhill("run", "s.yaml", "--sandbox=none", expect=2)
        self.assertIn("--sandbox: expected best-effort, strict or off, got 'none'", done.err)
        done = self.downhill("run", "s.yaml", "-o", "s.h5")
        self.assertEqual("sandbox" in done.err, self.level() < 3)


if __name__ == "__main__":
    system.main()
