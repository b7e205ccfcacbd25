"""Disks that fail, fill up or do half of what they are told, and memory that runs out, at each call of the runner: never a crash, never
a wrong results file, no finished run lost, and the same command goes on when the trouble is over.

A sample of the calls, another for each kind of failure; DH_LONG=1 (scripts/torture) takes every one of the disk's and thirty times
as many of the memory's."""
import errno
import os
import random
import resource
import shutil
import subprocess
import unittest

import system
from system import SANITIZED, Results, difference, journal_runs

LONG = os.environ.get("DH_LONG", "") not in ("", "0")
FAULTY = system.BUILD / "tests/system/faulty.so"
STUDY = """
study: tiny
seeds: 2
budget: {steps: 12}
record: {every: 3 steps}
problems:
  - problem: rosenbrock
  - problem: linear_regression
    dataset: {synthetic: line, samples: 20, test: 0.2}
methods:
  - {optimizer: [sgd, adam], lr: 0.01}
  - {optimizer: momentum, lr: 0.01, schedule: cosine, batch: 4, clip: 1}
"""
RUNS = 2 * 2 * 3
RUN = ("run", "tiny.yaml", "-o", "r.h5", "-j", "1", "--durable")
READERS = (("export", "r.h5", "--json", "--table", "history", "-o", "e.json"), ("plot", "r.h5", "-o", "p", "--chart", "convergence"), ("report", "r.h5", "-o", "q", *(() if LONG else ("--chart", "none"))),
           ("compare", "r.h5", "--json"), ("check", "r.h5", "--baseline", "b", "--json", "c.json"))
CLEAN = {0, 4, 5}  # done; the machine; a plugin that cannot be read


class Durability(system.Case):
    def setUp(self):
        super().setUp()
        self.study = self.write("tiny.yaml", STUDY)

    def faulty(self, command, calls, number, how, count=False, **more):
        environment = {"LD_PRELOAD": str(FAULTY), "DH_FAULT": f"{calls} {number} {how}"}
        if count:
            environment["DH_FAULT_COUNT"] = str(self.folder / "count")
        if SANITIZED: # its runtime wants to be the first library; HDF5 forgets memory when a read fails
            environment["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0:detect_leaks=0"
        return self.downhill(*command, expect=None, environment=environment, **more)

    def calls(self, command, calls):
        """How many calls a command makes; it succeeds."""
        done = self.faulty(command, calls, 0, errno.EIO, count=True)
        self.assertEqual(done.returncode, 0, done.err)
        count = self.folder / "count"
        number = int(count.read_text())
        count.unlink()
        return number

    def reference(self):
        self.downhill(*RUN)
        self.whole = Results(self.folder / "r.h5").content()
        for name in ("r.h5", "r.journal"):
            (self.folder / name).unlink()

    def check_ended_well(self, done, what):
        """No crash; a message; a results file that is whole, or none."""
        self.assertIn(done.returncode, CLEAN, f"{what}\n{done.err}")
        self.assertEqual(done.returncode != 0, done.err.startswith("downhill: "), f"{what}: {done.returncode}\n{done.err}")
        if done.returncode == 0:
            self.assertTrue((self.folder / "r.h5").exists(), what)
        if (self.folder / "r.h5").exists():
            difference(self, self.whole, Results(self.folder / "r.h5").content(), what)

    def check_goes_on(self, what):
        """The same command, without trouble, ends as if there had been none, and keeps what was finished."""
        journal = self.folder / "r.journal"
        kept = journal_runs(journal) if journal.exists() else []
        self.downhill(*RUN)
        difference(self, self.whole, Results(self.folder / "r.h5").content(), what + ", then again")
        after = journal_runs(journal)
        self.assertEqual(after[:len(kept)], kept, what)
        self.assertEqual(len(after), RUNS, what)
        self.assertEqual(self.files(), ["r.h5", "r.journal", "tiny.yaml"], what)
        for name in ("r.h5", "r.journal"):
            (self.folder / name).unlink()

    def sample(self, count, most, seed):
        points = range(1, count + 1)
        return points if most >= count else sorted(random.Random(seed).sample(points, most))

    def attack(self, calls, how, name, most, harmless=False):
        self.reference()
        failed, count = 0, self.calls(RUN, calls)
        points = set(self.sample(count, 10 ** 9 if LONG else most, abs(how)))
        for number in sorted(points | set(range(count - 3, count + 1)) if harmless else points):  # the last ones publish
            what = f"{name} at call {number}"
            for path in ("r.h5", "r.journal"):
                (self.folder / path).unlink(missing_ok=True)
            done = self.faulty(RUN, calls, number, how)
            self.check_ended_well(done, what)
            if harmless:
                self.assertEqual(done.returncode, 0, f"{what}\n{done.err}")
            failed += done.returncode != 0
            self.check_goes_on(what)
        self.assertTrue(harmless or failed, "nothing failed")
        if LONG:
            print(f"{name}: {number} calls, {failed} of them failed the command", flush=True)

    def test_disk_error(self):
        self.attack("disk", errno.EIO, "EIO", 6)

    def test_disk_error_that_stays(self):
        self.attack("disk", -errno.EIO, "EIO from then on", 5)

    def test_disk_full(self):
        self.attack("disk", -errno.ENOSPC, "ENOSPC from then on", 5)

    def test_interrupted_calls(self):
        self.attack("disk", errno.EINTR, "EINTR", 6, harmless=True)

    def test_interrupted_opens(self):
        self.attack("open", errno.EINTR, "EINTR at open", 4 if SANITIZED else 10 ** 9, harmless=True)

    def test_interrupted_waits(self):
        self.attack("waits", errno.EINTR, "EINTR while waiting", 6, harmless=True)

    def test_system_error(self):
        """No memory to map, no process, no socket: ENOMEM for each call that is no allocation of the program's own."""
        self.attack("system", errno.ENOMEM, "ENOMEM from the system", 6)

    def test_interrupted_syncs(self):
        self.reference()
        for number in range(RUNS, self.calls(RUN, "sync") + 1):
            for name in ("r.h5", "r.journal"):
                (self.folder / name).unlink(missing_ok=True)
            done = self.faulty(RUN, "sync", number, errno.EINTR)
            self.assertEqual(done.returncode, 0, f"sync {number}: {done.err}")

    def test_half_calls(self):
        self.attack("disk", 0, "half", 6, harmless=True)

    def test_failed_sync(self):
        """The study stops, says how to go on, and no sync is tried again: a second one may lie."""
        self.reference()
        self.assertGreater(self.calls(RUN, "sync"), RUNS)  # --durable: one for each run
        for name in ("r.h5", "r.journal"):
            (self.folder / name).unlink()
        number = 5
        done = self.faulty(RUN, "sync", number, errno.EIO, count=True)
        self.assertEqual(done.returncode, 4)
        self.assertRegex(done.err, r"r.journal: cannot sync; \d+ finished runs? (is|are) kept, and the same command goes on from there: Input/output error")
        self.assertEqual(int((self.folder / "count").read_text()), number)
        (self.folder / "count").unlink()
        self.assertFalse((self.folder / "r.h5").exists())
        self.check_goes_on("a failed sync")

    def test_file_that_may_not_grow(self):
        """While plugins are copied, in the journal, in the results file."""
        self.reference()
        for size in range(1000, 220000, 6000 if LONG else 48000):  # the file of results is larger
            done = self.downhill(*RUN, expect=4, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY)))
            self.check_ended_well(done, f"at most {size} bytes")
            self.check_goes_on(f"at most {size} bytes")

    def test_export_that_may_not_grow(self):
        """The older file stays, whole."""
        self.downhill(*RUN)
        kept = self.outcome(READERS[0])
        for size in (0, 700, 5000):
            self.downhill(*READERS[0], expect=4, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY)))
            self.assertEqual({name: (self.folder / name).read_bytes() for name in self.files()}, kept, f"at most {size} bytes")

    def test_full_disk(self):
        """A real one: a small tmpfs in a namespace of its own, made larger when the study has stopped."""
        self.reference()
        whole = "".join(f"{word} " for word in (system.BUILD / "downhill", *RUN))
        script = f"""
            mkdir small && mount -t tmpfs -o size=SIZEk none small || exit 77
            cp tiny.yaml small && cd small
            {whole}; first=$?
            mount -o remount,size=50m . || exit 77
            {whole}; second=$?
            cp r.h5 r.journal ..
            echo "$first $second" >../codes"""
        for size in (12, 16, 20, 40, 100, 200) if LONG else (16, 20, 200):
            done = subprocess.run(["unshare", "-rm", "sh", "-c", script.replace("SIZE", str(size))], cwd=self.folder, capture_output=True,
                                  env={**os.environ, "XDG_CACHE_HOME": system.CACHE}, timeout=120)
            if done.returncode == 77 or b"unshare" in done.stderr:
                self.skipTest("no tmpfs can be mounted here")
            self.assertEqual((self.folder / "codes").read_text(), "4 0\n", done.stderr.decode())
            self.assertIn(b"No space left on device", done.stderr)
            difference(self, self.whole, Results(self.folder / "r.h5").content(), f"{size} kB")
            (self.folder / "small").rmdir()

    @unittest.skipIf(SANITIZED, "their allocator is not the program's")
    def test_no_memory(self):
        """Wherever memory runs out, the command ends with the machine's exit status, and goes on when there is more."""
        self.reference()
        for number in self.sample(self.calls(RUN, "memory"), 1000 if LONG else 16, 12):
            for name in ("r.h5", "r.journal"):
                (self.folder / name).unlink(missing_ok=True)
            done = self.faulty(RUN, "memory", number, errno.ENOMEM)
            self.assertEqual(done.returncode, 4, f"allocation {number}: {done.err}")
            self.assertIn("out of memory", done.err)
            self.check_ended_well(done, f"no memory at allocation {number}")
            if LONG or number % 4 == 0:
                self.check_goes_on(f"no memory at allocation {number}")

    @unittest.skipIf(SANITIZED, "their allocator is not the program's")
    def test_no_memory_to_read(self):
        """Files that such a command writes are there as a whole, or are what they were before."""
        self.downhill(*RUN)
        self.downhill("baseline", "write", "r.h5", "-o", "b", "--reason", "test")
        for command in READERS:
            kept = self.outcome(command)
            for number in self.sample(self.calls(command, "memory"), 10 ** 9 if LONG else 5, 12):
                done = self.faulty(command, "memory", number, errno.ENOMEM)
                self.assertEqual(done.returncode, 4, f"{command}, allocation {number}: {done.err}")
                self.check_files(kept, f"{command}, allocation {number}")
            if LONG:
                print(f"{command[0]}: {number} allocations", flush=True)

    @unittest.skipIf(SANITIZED, "as slow as there is much to read")
    def test_full_disk_for_readers(self):
        self.downhill(*RUN)
        self.downhill("baseline", "write", "r.h5", "-o", "b", "--reason", "test")
        for command in READERS:
            kept = self.outcome(command)
            for how in (-errno.ENOSPC, errno.EIO):
                for number in self.sample(self.calls(command, "disk"), 10 ** 9 if LONG else 1, how):
                    done = self.faulty(command, "disk", number, how)
                    self.assertIn(done.returncode, CLEAN | {2}, f"{command}, call {number}: {done.err}")
                    self.check_files(kept, f"{command}, {how} at call {number}", done.returncode == 0)

    @unittest.skipIf(SANITIZED, "as slow as there is much to read")
    def test_unreadable_results(self):
        """Of a report with all its charts: none is left out, and none said to be missing, because a column could not be read."""
        self.downhill(*RUN)
        command = ("report", "r.h5", "-o", "q")
        kept = self.outcome(command)
        for number in self.sample(self.calls(command, "pread"), 10 ** 9 if LONG else 8, 3):
            done = self.faulty(command, "pread", number, errno.EIO)
            self.assertIn(done.returncode, CLEAN, f"read {number}: {done.err}")
            self.check_files(kept, f"read {number}", done.returncode == 0)

    @unittest.skipIf(SANITIZED, "as slow as there is much to read")
    def test_full_disk_under_a_picture(self):
        """From gnuplot's end on: a picture that cannot be finished is not there."""
        self.downhill(*RUN)
        command = READERS[1]
        kept, calls = self.outcome(command), self.calls(command, "disk")
        for number in range(calls - 15, calls + 1):
            done = self.faulty(command, "disk", number, -errno.ENOSPC)
            what = f"call {number} of {calls}: {done.err}"
            self.assertIn(done.returncode, (0, 4), what)
            self.check_files(kept, what, done.returncode == 0)

    def outcome(self, command):
        """The files that a command leaves: name to bytes."""
        self.downhill(*command)
        return {name: (self.folder / name).read_bytes() for name in self.files()}

    def check_files(self, kept, what, all_of_them=False):
        """What is there is whole: the same command has left it before. The next one starts without what this one left."""
        for name in self.files():
            if not name.endswith(".tmp"):
                self.assertTrue((self.folder / name).read_bytes() == kept.get(name), f"{what}: {name}")
        self.assertTrue(not all_of_them or kept.keys() <= set(self.files()), what)
        for name in self.files():
            if name not in ("r.h5", "r.journal", "tiny.yaml", "b"):
                (self.folder / name).unlink()


if __name__ == "__main__":
    system.main()
