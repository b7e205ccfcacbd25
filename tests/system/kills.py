"""kill -9 for the runner, in every phase of a study; then the same command again, until it is over. No finished run is lost or made
twice, the results file always opens, and the last one is, clocks aside, the file of a study that nobody disturbed, byte for byte.

Moments are random in each phase: the runner is watched from outside until the phase has begun, and is left alone for a random part of
what the phase takes. DH_KILLS is how many there are (scripts/torture); beside them faulty.so kills before the n-th call to the disk, or
in the middle of a write."""
import collections
import os
import pathlib
import random
import shutil
import signal
import subprocess
import time

import system
from system import SANITIZED, Results, difference, journal_runs

PHASES = ("planning", "reading", "certifying", "running", "building", "renamed")
KILLS = int(os.environ.get("DH_KILLS", 4 if SANITIZED else 8))
LONG = os.environ.get("DH_LONG", "") not in ("", "0")
STILL = system.BUILD / "tests/system/still"
FAULTY = system.BUILD / "tests/system/faulty.so"
SEEDS = 2 if SANITIZED else 8
STUDY = f"""
study: long
seeds: {SEEDS}
budget: {{steps: 200}}
record: {{every: 20 steps}}
problems:
  - {{problem: logistic_regression, l2: 0.001, dataset: {{name: breast_cancer, test: 0.2, stratified: true}}}}
  - {{problem: linear_regression, dataset: {{file: pixels.idx, target: 9, scale: 0.01, subsample: 60}}}}
  - {{problem: quadratic, dim: 40}}
methods:
  - {{optimizer: [sgd, momentum, adam], lr: [0.003, 0.01], batch: 16}}
"""


class Kills(system.Case):
    def setUp(self):
        super().setUp()
        self.random = random.Random(2385)
        self.runs = SEEDS * 3 * 6
        self.study = self.write("long.yaml", STUDY)
        pixels = self.random.randbytes(9 * 120000)  # large enough to be kept in the cache once it is read
        self.write("pixels.idx", bytes([0, 0, 8, 2]) + (120000).to_bytes(4, "big") + (9).to_bytes(4, "big") + pixels)
        self.cache = self.folder / "cache"
        self.environment = {"XDG_CACHE_HOME": str(self.cache)}

    def command(self, name="r.h5"):
        return ("run", self.study, "-o", name, "-q", "-j", 2)

    def finish(self, name="r.h5", **more):
        return self.downhill(*self.command(name), environment=self.environment, **more)

    # ---- where a runner is, seen from outside ----

    def phase(self, runner):
        """Its number; None: it is no more."""
        if runner.poll() is not None:
            return None
        try:
            held = {os.readlink(f"/proc/{runner.pid}/fd/{entry}") for entry in os.listdir(f"/proc/{runner.pid}/fd")}
            children = pathlib.Path(f"/proc/{runner.pid}/task/{runner.pid}/children").read_text().split()
            names = {pathlib.Path(f"/proc/{child}/comm").read_text().strip() for child in children}
        except (FileNotFoundError, ProcessLookupError):
            return self.seen  # a file or a child that went meanwhile
        if any(name.startswith(str(self.folder / "r.h5.")) for name in held):
            now = 4
        elif self.inode() != self.inode_before:
            now = 5
        elif str(self.folder / "r.journal") in held:
            now = 3
        elif "downhill-reader" in names:
            now = 1
        else:
            now = 2 if self.seen >= 1 else 0
        self.seen = max(self.seen, now)
        return self.seen

    def inode(self):
        try:
            return (self.folder / "r.h5").stat().st_ino
        except FileNotFoundError:
            return None

    def begin(self):
        self.seen, self.inode_before = 0, self.inode()
        return self.start(*self.command(), environment=self.environment)

    def measure(self):
        """Seconds that each phase takes when nobody disturbs it."""
        runner = self.begin()
        began = [time.monotonic()] + [None] * len(PHASES)
        while (now := self.phase(runner)) is not None:
            began[now] = began[now] or time.monotonic()
        runner.communicate()
        self.assertEqual(runner.returncode, 0)
        end = time.monotonic()
        for i in reversed(range(len(PHASES))):
            began[i] = began[i] or end
            end = began[i]
        began[-1] = time.monotonic()
        return [max(after - before, 0.002) for before, after in zip(began, began[1:])]

    # ---- one kill, and what must hold after it ----

    def kill(self, phase, left):
        """Kills a new runner somewhere in a phase, or behind it; True when it was not over by then. left: share of the runs to do."""
        runner = self.begin()
        while (now := self.phase(runner)) is not None and now < phase:
            time.sleep(0.0005)
        time.sleep(self.random.uniform(0, self.takes[phase]) * (left if PHASES[phase] == "running" else 1))
        now = self.phase(runner)
        runner.send_signal(signal.SIGKILL)
        runner.communicate(timeout=60)
        if runner.returncode == 0:
            return False
        self.assertEqual(runner.returncode, -signal.SIGKILL)
        self.hit[PHASES[self.seen if now is None else now]] += 1
        return True

    def check_after_kill(self, committed):
        """Nobody is left, what was committed still is, and a results file opens. Returns what is committed."""
        for _ in range(200):
            if not self.processes():
                break
            time.sleep(0.01)
        self.assertEqual(self.processes(), [])
        journal = self.folder / "r.journal"
        now = journal_runs(journal) if journal.exists() else []
        self.assertEqual(now[:len(committed)], committed, "a finished run is lost")
        if (self.folder / "r.h5").exists():
            difference(self, self.whole, Results(self.folder / "r.h5").content(), "a killed study's file is a whole one")
        return now

    def still(self, journal, name):
        """The journal with its clocks stopped, and the results that are built from it: as bytes."""
        path = self.folder / (name + ".journal")
        subprocess.run([STILL, journal, path], check=True)
        bare = path.read_bytes()
        self.finish(name + ".h5")
        results = (self.folder / (name + ".h5")).read_bytes()
        self.assertEqual(len(journal_runs(path)), self.runs, "a run is made again")
        for suffix in (".h5", ".journal"):
            (self.folder / (name + suffix)).unlink()
        return bare, results

    def check_end(self, committed, what):
        """The study is over: each run is there once, and the file is the one of an undisturbed study."""
        path, journal = self.folder / "r.h5", self.folder / "r.journal"
        final = journal_runs(journal)
        self.assertEqual(final[:len(committed)], committed, what)
        self.assertEqual(len(final), self.runs, f"{what}: a run was made twice")
        self.assertEqual(len({run for run, _ in final}), self.runs, what)
        made = path.read_bytes()
        difference(self, self.whole, Results(path).content(), what)
        path.unlink()
        self.finish()
        self.assertTrue(path.read_bytes() == made, f"{what}: the journal does not give the same file")
        bare, results = self.still(journal, "still")
        self.assertTrue(bare == self.still_journal, f"{what}: other runs")
        self.assertTrue(results == self.still_results, f"{what}: another file")
        self.clear()

    def clear(self):
        for name in ("r.h5", "r.journal"):
            (self.folder / name).unlink(missing_ok=True)
        self.assertEqual([name for name in self.files() if not name.startswith("cache/")], ["long.yaml", "pixels.idx"])

    def reference(self):
        self.finish()
        self.whole = Results(self.folder / "r.h5").content()
        self.still_journal, self.still_results = self.still(self.folder / "r.journal", "still")
        self.clear()

    # ---- the attacks ----

    def test_random_moments(self):
        self.reference()
        shutil.rmtree(self.cache)
        self.takes = self.measure()
        self.clear()
        self.hit = collections.Counter()
        kills = 0
        while kills < KILLS:
            committed, killed = [], True
            for _ in range(min(self.random.randint(2, 9), KILLS - kills)):
                phase = (kills + 2) % len(PHASES)
                if PHASES[phase] == "certifying" or self.random.random() < 0.5:  # what is kept is not certified again
                    shutil.rmtree(self.cache, ignore_errors=True)
                killed = self.kill(phase, 1 - len(committed) / self.runs)
                committed = self.check_after_kill(committed)
                kills += killed
                if not killed:
                    break
            if killed:
                self.finish()
            self.check_end(committed, f"after {kills} kills")
            if LONG or kills >= KILLS:
                print(f"{kills} kills:", ", ".join(f"{self.hit[name]} {name}" for name in PHASES), flush=True)
        if KILLS >= 100:
            self.assertGreaterEqual(min(self.hit[name] for name in PHASES), KILLS // 50, self.hit)
        leftovers = [path.name for path in self.cache.rglob("*.tmp")]
        self.assertLessEqual(len(leftovers), 3, leftovers)

    def call(self, number, how):
        """A run of one slot, killed at its n-th call to the disk (0: at none). How many calls there were; None: it was killed."""
        path = self.folder / "count"
        environment = {**self.environment, "LD_PRELOAD": str(FAULTY), "DH_FAULT": f"disk {number} {how}", "DH_FAULT_COUNT": str(path)}
        if SANITIZED:
            environment["ASAN_OPTIONS"] = os.environ.get("ASAN_OPTIONS", "") + ":verify_asan_link_order=0:detect_leaks=0"
        runner = self.start(*self.command()[:-1], 1, environment=environment)
        runner.communicate(timeout=120)
        if runner.returncode == -signal.SIGKILL:
            path.unlink(missing_ok=True)
            return None
        self.assertEqual(runner.returncode, 0)
        calls = int(path.read_text())
        path.unlink()
        return calls

    def test_each_call(self):
        """Killed before each call to the disk, and in the middle of each write: a new study each time, and once on top of the other."""
        self.study.write_text(STUDY.replace(f"seeds: {SEEDS}", "seeds: 1").replace("[0.003, 0.01]", "0.01"))
        self.runs = 9
        self.reference()
        for how in ("kill", "tear"):
            shutil.rmtree(self.cache)
            most = self.call(0, how)
            self.clear()
            self.assertGreater(most, self.runs)
            points = range(1, most + 1) if LONG else sorted(self.random.sample(range(1, most + 1), 1 if SANITIZED else 2))
            for number in points:
                shutil.rmtree(self.cache)
                calls = self.call(number, how)
                if calls is not None:  # a slower study waits for the disk more often, and this one was fast
                    self.assertLess(calls, number, "it was not killed")
                    self.assertGreater(calls, most // 2)
                committed = self.check_after_kill([])
                self.finish()
                self.check_end(committed, f"{how} at call {number} of {most}")
            print(f"{how}: {len(points)} of {most} calls", flush=True)


if __name__ == "__main__":
    system.main()
