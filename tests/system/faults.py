"""Plugins that crash, hang, lie or are no plugins at all: each loses its own runs, with the cause in /runs, and nothing else."""
import os
import pathlib
import re
import select
import signal
import struct
import subprocess
import time

import system
from system import HOSTILE, SANITIZED, Results

GOOD = """
  - {optimizer: sgd, lr: 0.05}
  - {optimizer: adam, lr: 0.02, batch: 7}
  - {optimizer: momentum, lr: 0.03, schedule: cosine, batch: 16}
"""
PROBLEMS = """
  - problem: linear_regression
    dataset: {synthetic: line, samples: 40}
  - {problem: bowl, start: [2, 2]}
"""
SHORT = 5 if SANITIZED else 2  # seconds: for those that hang, long enough for the others
HEAD = """
study: faults
seeds: 2
budget: {steps: 20}
record: {every: 1 step}
limits: {seconds: 60, memory: 1e8}
"""

# Optimizers that fail at step 3 -> how their runs end, and a pattern for the cause.
SIGNAL = "exit status|signal" if SANITIZED else "signal"
FORBIDDEN = "the sandbox forbids"
CRASH = {
    "aborts": ("crashed", SIGNAL + " 6|exit status"),
    "exits": ("crashed", "exit status 0 without a result"),
    "fills": ("crashed", SIGNAL + "|overwrote its own record"),
    "infinite": ("diverged", "inf at step 4"),
    "kills_group": ("crashed", "the worker slot died at this run, twice|" + FORBIDDEN),
    "kills_slot": ("crashed", "the worker slot died at this run, twice|" + FORBIDDEN),
    "not_a_number": ("diverged", "nan at step 4"),
    "overwrites": ("crashed", SIGNAL),
    "recurses": ("crashed", SIGNAL),
    "segfaults": ("crashed", SIGNAL),
}
if not SANITIZED:  # there is no limit on memory then
    CRASH["hoards"] = ("crashed", "signal")
HANG = {name: ("timed_out", "no end within %g s" % SHORT) for name in ("deaf", "loops", "sleeps", "stops")}
KEEP_NO_HISTORY = {"kills_group", "kills_slot", "overwrites", "fills"}


def last_segment(elf):
    """Where the last loadable segment of an ELF file begins."""
    table, size, count = struct.unpack_from("<Q", elf, 32)[0], *struct.unpack_from("<HH", elf, 54)
    segments = [struct.unpack_from("<IIQQQQ", elf, table + i * size) for i in range(count)]
    return max(offset for kind, _, offset, *_ in segments if kind == 1)


def headers(elf, wanted):
    """Where the program headers of this type lie in an ELF file."""
    table, size, count = struct.unpack_from("<Q", elf, 32)[0], *struct.unpack_from("<HH", elf, 54)
    return [at for at in range(table, table + count * size, size) if struct.unpack_from("<I", elf, at)[0] == wanted]


def damaged(good):
    """Copies of a plugin with one wrong number each -> a pattern of why they are no use."""
    put = lambda at, form, *values: good[:at] + struct.pack(form, *values) + good[at + struct.calcsize(form):]
    linked = (HOSTILE / "plugins/aborts.so").read_bytes()  # with a library
    note = good.index(b"downhill\0\0\0\0") + 12
    load, dynamic, stack = headers(good, 1)[0], headers(good, 2)[0], headers(good, 0x6474e551)[0]
    table = struct.unpack_from("<Q", good, dynamic + 8)[0]
    hashes = next(at for at in range(table, len(good), 16) if struct.unpack_from("<Q", good, at)[0] == 0x6ffffef5)
    return {
        "big_endian": (put(5, "B", 2), "another machine"),
        "dynamic_endless": (put(dynamic + 32, "<Q", 16), "its dynamic section has no end"),
        "dynamic_outside": (put(dynamic + 8, "<Q", 1 << 40), "its dynamic section lies outside the file"),
        "hash_wild": (put(hashes + 8, "<Q", 1 << 40), SIGNAL),
        "headers_none": (put(56, "<H", 0), "no note"),
        "headers_outside": (put(32, "<Q", 1 << 62), "no note|outside the file"),
        "headers_short": (put(54, "<H", 32), "not a shared object"),
        "library_missing": (linked.replace(b"\0libc.so.6\0", b"\0libx.so.6\0"), "cannot be loaded: libx.so.6"),
        "note_foreign": (put(note - 12, "8s", b"downhull"), "no note"),
        "note_kind": (put(note + 12, "<I", 9), "kind 9"),
        "note_magic": (put(note, "<I", 0x4c494845), "note: magic: expected 0x4c494844, got 0x4c494845"),
        "runs_data": (put(load + 4, "<I", 7), "both written and run"),
        "stack_unsaid": (put(stack, "<I", 0), "does not say what stack it needs"),
    }


class Faults(system.Case):
    def folder_of(self, *names):
        """A folder with these hostile plugins alone."""
        folder = self.folder / "plugins"
        folder.mkdir(exist_ok=True)
        for name in names:
            (folder / (name + ".so")).symlink_to(HOSTILE / "plugins" / (name + ".so"))
        return folder

    def run_study(self, text, name, *arguments, **more):
        """The results of a study that exits 0; nothing is left but journal and results, and no process."""
        study = self.write(name + ".yaml", text)
        begin = set(self.files())
        done = self.downhill("run", study, "-o", name + ".h5", *arguments, **more)
        left = set(self.files()) - begin - {"left_behind"}  # of writes_file
        self.assertEqual(left, {name + ".h5", name + ".journal"})
        self.assert_no_process()
        return Results(self.folder / (name + ".h5")), done

    def messages(self, done):
        """The program's own; a sanitizer and, beside it, plugins write to standard error as well."""
        return [line for line in done.err.splitlines() if not SANITIZED or line.startswith("downhill: ")]

    def assert_no_process(self):
        for _ in range(100):  # a killed process may take a moment
            if not self.processes():
                return
            time.sleep(0.02)
        self.fail(f"left behind: {self.processes()}")

    def study(self, methods="", problems=PROBLEMS, head=HEAD):
        return f"{head}\nproblems:{problems}\nmethods:{GOOD}{methods}"

    def good_alone(self):
        results, _ = self.run_study(self.study(), "alone")
        return results.by_run()

    def assert_others_unharmed(self, results, alone):
        found = results.by_run()
        for key, bits in alone.items():
            self.assertTrue(found[key] == bits, f"{key} is another run beside hostile ones")

    def test_crashes(self):
        self.check_optimizers(CRASH, HEAD)

    def test_hangs(self):
        self.check_optimizers(HANG, HEAD.replace("seconds: 60", f"seconds: {SHORT}"))

    def check_optimizers(self, names, head):
        plugins = self.folder_of(*names)
        methods = "".join(f"  - {{optimizer: {name}, lr: 0.02}}\n" for name in names)
        results, done = self.run_study(self.study(methods, head=head), "faults", "--plugins", plugins, "-j", 8)
        self.assert_others_unharmed(results, self.good_alone())
        for name, (status, cause) in names.items():
            rows = results.rows(optimizer=name)
            self.assertEqual(len(rows), 4, name)
            for row in rows:
                with self.subTest(name=name, key=results.key(row)):
                    self.check_run(results, row, name, status, cause)
        count = {status: results.text("status").count(status) for status in set(results.text("status"))}
        summary = done.out.splitlines()[0]
        self.assertEqual(count["finished"], 12)
        for status, number in count.items():
            self.assertIn(f"{number} {status.replace('_', ' ')}", summary)
        self.assertIn("--table causes", done.out)
        causes = self.rows("faults.h5", "--table", "causes")
        self.assertEqual({row["method"].split()[0] for row in causes}, set(names))
        self.assertEqual(len(causes), sum(count.values()) - 12)

    def check_run(self, results, row, name, status, cause):
        """How it ended, and that what was recorded before is there."""
        self.assertEqual(results.run("status", row), status)
        self.assertRegex(results.run("cause", row), cause)
        if name in KEEP_NO_HISTORY:
            return
        steps = results.history("step", row).tolist()
        self.assertEqual(steps[:4], [0, 1, 2, 3])
        self.assertEqual(len(steps), 5 if status == "diverged" else 4)
        self.assertEqual(results.run("stop_step", row), steps[-1])
        good = results.rows(optimizer="sgd", problem=results.run("problem", row), seed=results.run("seed", row))[0]
        self.assertEqual(results.history("cost", row)[0], results.history("cost", good)[0])

    def test_what_does_no_harm(self):
        """Overruns, floods, files and processes that stay behind: the run may end as it likes, without harm to others."""
        names = ["floods", "forks", "overruns", "writes_file"]
        plugins = self.folder_of(*names)
        methods = "".join(f"  - {{optimizer: {name}, lr: 0.05}}\n" for name in names)
        results, done = self.run_study(self.study(methods), "harmless", "--plugins", plugins, "-j", 3)
        self.assert_others_unharmed(results, self.good_alone())
        self.assertNotIn("#####", done.out + "".join(self.messages(done)))
        left = self.folder / "left_behind"  # resource limits alone do not keep a plugin from making a file
        self.assertTrue(not left.exists() or (SANITIZED and left.stat().st_size == 0))
        for row in results.rows(optimizer="writes_file") if not SANITIZED else []:
            self.assertEqual(results.run("status", row), "crashed")
            self.assertRegex(results.run("cause", row), "tried to open 'left_behind', which " + FORBIDDEN)
        for row in results.rows(optimizer="floods"):
            self.assertEqual(results.run("status", row), "finished")
            good = results.rows(optimizer="sgd", problem=results.run("problem", row), seed=results.run("seed", row))[0]
            self.assertEqual(results.run("history_hash", row), results.run("history_hash", good))
        for row in results.rows(optimizer="overruns"):
            self.assertIn(results.run("status", row), ("finished", "crashed", "diverged"))

    def test_forked_writers_touch_no_later_run(self):
        """A process that a run left behind would write over the record of the next run in the same slot."""
        plugins = self.folder_of("forks")
        text = self.study("  - {optimizer: forks, lr: [0.001, 0.002, 0.003, 0.004]}\n").replace("seeds: 2", "seeds: 12")
        results, _ = self.run_study(text, "forks", "--plugins", plugins, "-j", 1)
        alone, _ = self.run_study(self.study().replace("seeds: 2", "seeds: 12"), "alone")
        self.assert_others_unharmed(results, alone.by_run())

    def test_floating_point_mode(self):
        plugins = self.folder_of("flushes", "rounds")
        # Values fall into the subnormal range, where flush-to-zero would show.
        problem = "\n  - {problem: bowl, start: [1e-153, -3e-154]}\n"
        text = f"{HEAD}\nproblems:{problem}methods:\n  - {{optimizer: [sgd, flushes, rounds], lr: 0.3}}\n".replace(
            "steps: 20", "steps: 60")
        results, _ = self.run_study(text, "mode", "--plugins", plugins)
        for seed in (0, 1):
            good, flushed, rounded = (results.rows(optimizer=name, seed=seed)[0] for name in ("sgd", "flushes", "rounds"))
            costs = results.history("cost", good)
            self.assertTrue(0 < costs[12] < 2.3e-308, "the test does not reach subnormal numbers")
            self.assertEqual(results.run("notes", good), 0)
            self.assertEqual(results.run("notes", flushed), 1)
            self.assertEqual(results.run("history_hash", flushed), results.run("history_hash", good))
            self.assertEqual(results.run("notes", rounded), 1)
            self.assertEqual(results.run("status", rounded), "finished")

    def test_schedules(self):
        names = {"rate_crashes": ("crashed", SIGNAL), "rate_is_nan": ("diverged", "rate_is_nan.*nan at step 3"),
                 "rate_is_negative": ("diverged", "rate_is_negative.*-2.385 at step 3")}
        plugins = self.folder_of(*names)
        methods = "".join(f"  - {{optimizer: sgd, lr: 0.02, schedule: {name}}}\n" for name in names)
        results, _ = self.run_study(self.study(methods), "rates", "--plugins", plugins)
        self.assert_others_unharmed(results, self.good_alone())
        for name, (status, cause) in names.items():
            for row in results.rows(schedule=name):
                self.assertEqual(results.run("status", row), status, name)
                self.assertRegex(results.run("cause", row), cause)
                self.assertEqual(results.history("step", row).tolist(), [0, 1, 2, 3])
                self.assertEqual(results.history("rate", row)[:3].tolist(), [0.02] * 3)

    def test_problems(self):
        names = {"cliff": ("diverged", "nan"), "metrics_crash": ("crashed", SIGNAL), "prepare_crashes": ("crashed", SIGNAL)}
        plugins = self.folder_of(*names)
        data = ", dataset: {synthetic: line}"
        problems = PROBLEMS + "".join(f"  - {{name: {name}, problem: {name}{data if name == 'metrics_crash' else ''}}}\n"
                                      for name in names)
        results, done = self.run_study(self.study(problems=problems), "problems", "--plugins", plugins)
        self.assert_others_unharmed(results, self.good_alone())
        for name, (status, cause) in names.items():
            rows = results.rows(problem=name)
            self.assertEqual(len(rows), 6, name)
            for row in rows if name != "cliff" else results.rows(problem=name, optimizer="sgd"):  # the others are slow
                self.assertEqual(results.run("status", row), status, name)
                self.assertRegex(results.run("cause", row), cause)
                self.assertEqual(results.run("length", row) > 1, name in ("cliff", "metrics_crash"), name)
        dims = dict(zip((value.decode() for value in results.data["problems/plugin"]), results.data["problems/dim"]))
        self.assertEqual((dims["prepare_crashes"], dims["cliff"]), (0, 2))

    def test_problem_that_refuses(self):
        """A problem that does not fit its data or parameters is a mistake in the study: it is told before anything runs."""
        reasons = {"refuses": "problem 'refuses': not on a Sunday", "refuses_rudely": r"problem 'refuses_rudely': .*\[31mred",
                   "wants_all_memory": r"not enough memory .*limits: memory"}
        if SANITIZED:
            del reasons["wants_all_memory"]  # the sanitizer ends the process
        plugins = self.folder_of(*reasons)
        for name, reason in reasons.items():
            study = self.write("refused.yaml", self.study(problems=f"\n  - {{problem: {name}}}\n"))
            done = self.downhill("run", study, "-o", "new/r.h5", "--plugins", plugins, expect=2)
            self.assertRegex(done.err, rf"refused.yaml:\d+:\d+: {reason}")
            self.assertTrue(all(line.isprintable() for line in self.messages(done)), repr(done.err))
            self.assertEqual(done.out, "")
            self.assertFalse((self.folder / "new").exists())

    # File name, or (name, bytes) -> a pattern of the sentence that says why it is no use.
    def broken_files(self):
        good = (system.BUILD / "plugins/optimizers/sgd.so").read_bytes()
        patched = lambda at, value: good[:at] + value + good[at + len(value):]
        self.write("plugins/text.so", "import numpy as np\n" * 9)
        self.write("plugins/empty.so", b"")
        self.write("plugins/cut.so", good[:1000])
        self.write("plugins/cut_late.so", good[:last_segment(good)])
        self.write("plugins/bits_32.so", patched(4, b"\x01"))
        self.write("plugins/machine.so", patched(18, struct.pack("<H", 8)))
        self.write("plugins/program.so", patched(16, struct.pack("<H", 2)))
        self.write("plugins/copy_of_sgd.so", good)
        wrong = damaged(good)
        for name, (data, _) in wrong.items():
            self.write(f"plugins/{name}.so", data)
        os.mkfifo(self.folder / "plugins/pipe.so")
        (self.folder / "plugins/folder.so").mkdir()
        (self.folder / "plugins/nowhere.so").symlink_to("/nonexistent.so")
        return {**{name: reason for name, (_, reason) in wrong.items()},
                "bits_32": "another machine", "copy_of_sgd": "expected 'copy_of_sgd' as the file is called, got 'sgd'",
                "cut": "outside the file", "cut_late": "outside the file", "empty": "no ELF header",
                "folder": "not a regular file", "machine": "another machine", "nowhere": "cannot open|No such file",
                "pipe": "not a regular file", "program": "link it with -shared", "text": "no ELF header"}

    def test_files_that_are_no_plugins(self):
        reasons = {"at_load_crashes": SIGNAL, "at_load_exits": "exit status 0", "at_load_lies": "at_load_lies", "at_load_loops": "no end within",
                   "has_rpath": "RPATH", "lacking": "undefined symbol: nobody_has_this", "runs_stack": "noexecstack",
                   "text_relocation": "text relocations",
                   "metrics_unnamed": r"metric_names\[0\]", "misnamed": "'misnamed' as the file is called, got 'another'",
                   "no_entry": "exports no downhill_plugin", "null_descriptor": "returned NULL", "null_step": "step: missing",
                   "other_kind": "kind", "wild_descriptor": SIGNAL, "wrong_magic": "magic: expected", "wrong_major": "abi_major",
                   "wrong_major_in_note": "ABI major 1, got 2"}
        plugins = self.folder_of(*reasons, "newer", "long_names")
        reasons.update(self.broken_files())
        done = self.downhill("list", "--plugins", plugins)
        told = {}
        for line in self.messages(done):
            match = re.search(r"/([a-z0-9_]+)\.so", line)
            self.assertTrue(line.startswith("downhill: left out: ") and match, line)
            told[match[1]] = line
        for name, reason in reasons.items():
            with self.subTest(name=name):
                if name == "at_load_lies" and name not in told:
                    continue  # it lied, and the truth was written over it
                self.assertRegex(told.get(name, "is not told"), reason)
        self.assertEqual(set(told) - set(reasons), set())
        self.assertIn("newer", done.out)
        self.assertIn("long_names", done.out)
        self.assertNotIn("misnamed", done.out)
        self.assert_no_process()

    def test_study_that_names_a_broken_plugin(self):
        plugins = self.folder_of("at_load_crashes", "null_step")
        self.write("plugins/text.so", "not ELF")
        for name, reason in (("at_load_crashes", SIGNAL), ("null_step", "step: missing"), ("text", "no ELF header")):
            study = self.write("broken.yaml", self.study(f"  - {{optimizer: {name}, lr: 1}}\n"))
            done = self.downhill("run", study, "-o", "b.h5", "--plugins", plugins, expect=5)
            self.assertRegex(done.err, rf"broken.yaml:\d+:\d+: optimizer '{name}' cannot be used: .*{name}.so.*({reason})")
        self.assertEqual(sorted(name for name in self.files() if not name.startswith("plugins/")), ["broken.yaml"])
        results, _ = self.run_study(self.study(), "beside", "--plugins", plugins)
        self.assertEqual(results.by_run(), self.good_alone())

    def test_reader_dies_with_the_runner(self):
        """Of which it is told by a signal: one that hangs in a bad file would go on for ever."""
        starter = """if True:
            import os, subprocess, sys
            files = [os.open(name, os.O_RDWR) for name in ("file", "image", "/dev/zero")]
            for to, fd in enumerate(files, 10):
                os.dup2(fd, to)
            os.closerange(3, 10)
            for to in range(3):
                os.dup2(10 + to, 3 + to)
            print(subprocess.Popen([sys.argv[1]], pass_fds=[3, 4, 5], stdout=2).pid, flush=True)
            sys.stdin.read()"""
        for name in ("file", "image"):
            self.write(name, b"\0" * 4096)
        helper = subprocess.Popen(["/usr/bin/python3", "-c", starter, system.BUILD / "downhill-reader"], cwd=self.folder,
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        reader = int(helper.stdout.readline())
        handle = os.pidfd_open(reader)
        for _ in range(10000):
            if "Seccomp:\t2" in pathlib.Path(f"/proc/{reader}/status").read_text():
                break  # all doors are shut; it reads /dev/zero, which has no end
            time.sleep(0.0005)
        os.kill(reader, signal.SIGSTOP)
        helper.kill()
        helper.communicate()
        ended = select.select([handle], [], [], 20)[0]
        if not ended:
            os.kill(reader, signal.SIGKILL)
        os.close(handle)
        self.assertTrue(ended, "it goes on")

    def test_two_of_one_name(self):
        folder = self.folder / "more"
        folder.mkdir()
        (folder / "adam.so").write_bytes((system.BUILD / "plugins/optimizers/adam.so").read_bytes())
        done = self.downhill("list", "--plugins", folder, expect=2)
        for part in ("optimizer 'adam'", str(folder / "adam.so"), str(system.BUILD / "plugins/optimizers/adam.so")):
            self.assertIn(part, done.err)
        self.downhill("list", "--plugins", system.BUILD / "plugins/optimizers/adam.so")  # the same file again
        self.downhill("list", "--plugins", folder / "nothing.so", expect=2)

    def test_later_and_longer_ones_work(self):
        """A plugin of a later minor version runs as before; a name that is too long for a column loses no results."""
        plugins = self.folder_of("newer", "long_names")
        text = self.study("  - {optimizer: [newer, long_names], lr: 0.05}\n")
        results, _ = self.run_study(text, "later", "--plugins", plugins)
        self.assertEqual(set(results.text("status")), {"finished"})
        for row in results.rows(optimizer="newer"):
            good = results.rows(optimizer="sgd", problem=results.run("problem", row), seed=results.run("seed", row))[0]
            self.assertEqual(results.run("history_hash", row), results.run("history_hash", good))

    def test_only_bad_runs(self):
        """A study of which nothing is left has a results file all the same, and every command can read it."""
        plugins = self.folder_of("segfaults", "prepare_crashes")
        text = f"{HEAD}\nproblems:\n  - {{problem: prepare_crashes}}\nmethods:\n  - {{optimizer: segfaults, lr: 0.1}}\n"
        results, done = self.run_study(text, "bad", "--plugins", plugins)
        self.assertIn("2 crashed", done.out)
        self.assertEqual(set(results.text("status")), {"crashed"})
        for table in ("runs", "history", "problems", "plugins", "causes"):
            self.downhill("export", "bad.h5", "--table", table)
        self.downhill("plot", "bad.h5", expect=None)

    def test_hang_does_not_outlast_its_limit(self):
        plugins = self.folder_of("loops")
        text = f"{HEAD}\nproblems:\n  - {{problem: bowl}}\nmethods:\n  - {{optimizer: loops, lr: 0.1}}\n"
        begin = time.monotonic()
        results, _ = self.run_study(text.replace("seconds: 60", "seconds: 0.3"), "short", "--plugins", plugins, "-j", 1)
        self.assertLess(time.monotonic() - begin, 30)  # not for ever
        self.assertTrue(all(0.3 <= seconds < 15 for seconds in results.data["runs/wall_seconds"]))
        # With more time the same command tries them again, with as much it does not.
        study = self.write("short.yaml", text.replace("seconds: 60", "seconds: 0.6"))
        again = self.downhill("run", study, "-o", "short.h5", "--plugins", plugins, "--json")
        self.assertEqual(system.parse_json(self, again.out)["resumed"], 0)
        again = self.downhill("run", study, "-o", "short.h5", "--plugins", plugins, "--json")
        self.assertEqual(system.parse_json(self, again.out)["resumed"], 2)


if __name__ == "__main__":
    system.main()
