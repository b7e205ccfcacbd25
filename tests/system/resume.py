"""Stopped at some moment, the same command goes on: finished runs are not repeated, and the end is the same."""
import os
import pathlib
import random
import signal
import struct
import time

import system
from system import Results, difference, journal_runs

SEEDS = 12 if system.SANITIZED else 30
STUDY = """
study: long
seeds: %d
budget: {steps: 900}
record: {every: 30 steps}
problems:
  - problem: linear_regression
    dataset: {synthetic: line, samples: 1500}
  - {problem: quadratic, dim: 40}
methods:
  - {optimizer: [sgd, momentum, adam], lr: [0.003, 0.01]}
""" % SEEDS
RUNS = SEEDS * 2 * 6


class Resume(system.Case):
    def setUp(self):
        super().setUp()
        self.study = self.write("long.yaml", STUDY)
        self.random = random.Random(2385)

    def command(self, name="r.h5", *more):
        return ("run", self.study, "-o", name, "--json", *more)

    def finish(self, name="r.h5", **more):
        done = self.downhill(*self.command(name), **more)
        return system.parse_json(self, done.out), Results(self.folder / name)

    def uninterrupted(self):
        summary, results = self.finish("whole.h5")
        self.assertEqual((summary["runs"], summary["committed"], summary["resumed"], summary["finished"]), (RUNS, RUNS, 0, RUNS))
        return results

    def wait_for(self, count):
        """Until so many runs are committed."""
        for _ in range(10000):
            if (self.folder / "r.journal").exists() and len(journal_runs(self.folder / "r.journal")) >= count:
                return
            time.sleep(0.003)
        self.fail(f"no {count} runs in 30 s")

    def assert_no_workers(self):
        for _ in range(100):
            if not self.processes():
                return
            time.sleep(0.02)
        self.fail(f"left behind: {self.processes()}")

    def began(self):
        results = Results(self.folder / "r.h5")
        return dict(zip(results.text("id"), results.data["runs/began"]))

    def test_kill_a_slot(self):
        """A worker slot that is killed is replaced, and its runs are made again: nobody notices."""
        whole = self.uninterrupted()
        process = self.start(*self.command("r.h5", "-j", "3"))
        self.wait_for(1)  # before, a plugin being loaded would be blamed
        killed = 0
        while process.poll() is None and killed < 12:
            slots = [pid for pid, name in self.processes() if name.startswith("downhill-worke")]
            if slots:
                try:
                    os.kill(self.random.choice(slots), signal.SIGKILL)
                    killed += 1
                except ProcessLookupError:
                    pass
            time.sleep(self.random.uniform(0.005, 0.06))
        _, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0, err)
        self.assertGreater(killed, 5)
        results = Results(self.folder / "r.h5")
        crashed = [results.run("cause", row) for row in range(results.count) if results.run("status", row) != "finished"]
        self.assertTrue(all("slot died" in cause or "signal 9" in cause for cause in crashed), crashed)
        self.assertLessEqual(len(crashed), killed)
        expected, found = whole.by_run(), results.by_run()
        for row in results.rows(status="finished"):
            self.assertTrue(found[results.key(row)] == expected[results.key(row)])
        self.assert_no_workers()

    def idle_slots(self, runner):
        """Worker slots of the runner that have no run under way; a process that ends while it is looked at is none."""
        idle = []
        for pid, name in self.processes():
            if name.startswith("downhill-worke"):
                try:
                    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
                    parent = int(pathlib.Path(f"/proc/{pid}/stat").read_text().split()[3])
                except (FileNotFoundError, ProcessLookupError):
                    continue
                if parent == runner and not children:
                    idle.append(pid)
        return idle

    def test_kill_an_idle_slot(self):
        """The last run is still under way when a slot that has nothing to do dies."""
        self.study = self.write("two.yaml", """
study: two
budget: {steps: 20}
limits: {seconds: 2}
problems: [{problem: bowl}]
methods: [{optimizer: sgd, lr: 0.1}, {optimizer: loops, lr: 0.1}]
""")
        process = self.start(*self.command("r.h5", "-j", "2", "--plugins", system.HOSTILE / "plugins/loops.so"))
        self.wait_for(1)
        until = time.monotonic() + 30
        while len(idle := self.idle_slots(process.pid)) != 1 and time.monotonic() < until:
            time.sleep(0.002)  # the other slot may not have begun its run yet
        self.assertEqual(len(idle), 1)
        os.kill(idle[0], signal.SIGKILL)
        out, err = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 0, err)
        summary = system.parse_json(self, out.decode())
        self.assertEqual((summary["finished"], summary["timed_out"]), (1, 1))

    def test_interrupt(self):
        """Ctrl-C (and SIGTERM) stops cleanly, says how to go on, and leaves a file of what there is."""
        whole = self.uninterrupted()
        expected = whole.by_run()
        for how, committed in ((signal.SIGINT, RUNS // 9), (signal.SIGTERM, RUNS // 3)):
            process = self.start(*self.command("r.h5", "-j", "1"))
            self.wait_for(committed)
            process.send_signal(how)
            out, err = (text.decode() for text in process.communicate(timeout=60))
            self.assertEqual(process.returncode, 130, err)
            self.assertIn("The same command goes on from there", err)
            self.assert_no_workers()
            results = Results(self.folder / "r.h5")
            self.assertTrue(committed <= results.count < RUNS, results.count)
            self.assertEqual(system.parse_json(self, out)["committed"], results.count)
            self.assertTrue(all(expected[key] == bits for key, bits in results.by_run().items()))
        began = self.began()
        summary, results = self.finish()
        self.assertEqual(summary["resumed"], len(began))
        difference(self, whole.content(), results.content(), "after Ctrl-C")
        after = self.began()
        self.assertTrue(all(after[run] == moment for run, moment in began.items()), "a finished run was repeated")

    def test_torn_tail(self):
        summary, whole = self.finish("r.h5")
        journal = self.folder / "r.journal"
        data = journal.read_bytes()
        runs = journal_runs(journal)
        for cut in (1, 40, len(data) - runs[-1][1] - 3, len(data) - runs[-2][1] - 60, len(data) - runs[40][1] - 39):
            journal.write_bytes(data[:-cut])
            left = len(journal_runs(journal))
            done = self.downhill(*self.command())
            self.assertRegex(done.err, r"r.journal: \d+ bytes of an unfinished entry were cut off")
            self.assertEqual(system.parse_json(self, done.out)["resumed"], left)
            difference(self, whole.content(), Results(self.folder / "r.h5").content(), f"{cut} bytes were cut")
        flipped = bytearray(data)
        flipped[runs[100][1] + 200] ^= 4  # what lies behind a damaged frame is not believed either
        journal.write_bytes(flipped)
        self.assertEqual(self.finish()[0]["resumed"], 100)

    def test_journal_of_someone_else(self):
        self.write("r.journal", "Dear diary,\n")
        done = self.downhill(*self.command(), expect=2)
        self.assertIn("r.journal: not a journal", done.err)
        self.assertEqual((self.folder / "r.journal").read_text(), "Dear diary,\n")
        self.assertFalse((self.folder / "r.h5").exists())

    def test_two_runners(self):
        first = self.start(*self.command("r.h5", "-j", "1"))
        self.wait_for(1)
        second = self.downhill(*self.command(), expect=4)
        self.assertRegex(second.err, rf"r.journal: held by process {first.pid}")
        self.assertIsNone(first.poll(), "the first was over too soon")
        self.assertEqual(first.communicate(timeout=100)[1], b"")
        self.assertEqual(first.returncode, 0)
        self.assertEqual(Results(self.folder / "r.h5").count, RUNS)

    def test_again_does_nothing(self):
        self.finish()
        before = (self.folder / "r.h5").read_bytes()
        began, runs = self.began(), journal_runs(self.folder / "r.journal")
        summary, _ = self.finish()
        self.assertEqual((summary["resumed"], summary["committed"]), (RUNS, RUNS))
        self.assertEqual(self.began(), began)
        self.assertEqual(journal_runs(self.folder / "r.journal"), runs)
        self.assertEqual((self.folder / "r.h5").read_bytes(), before)
        (self.folder / "r.h5").unlink()
        self.finish()
        self.assertEqual((self.folder / "r.h5").read_bytes(), before)

    def test_left_by_the_dead(self):
        """A results file that was being written when its process was killed goes; one of the living stays."""
        self.write("r.h5.999999999.tmp", "half a file")
        living = self.write(f"r.h5.{os.getpid()}.tmp", "a whole one soon")
        other = self.write("other.h5.999999999.tmp", "of another study")
        self.finish()
        self.assertEqual(self.files(), sorted(["long.yaml", "r.h5", "r.journal", living.name, other.name]))

    def test_more_runs(self):
        """A study that has grown makes the new runs only; one that has shrunk has results of what it names."""
        self.finish()
        began = self.began()
        self.study.write_text(STUDY.replace("[sgd, momentum, adam]", "[sgd, momentum, adam, adagrad]"))
        summary, results = self.finish()
        self.assertEqual((summary["resumed"], summary["committed"]), (RUNS, RUNS * 4 // 3))
        after = dict(zip(results.text("id"), results.data["runs/began"]))
        self.assertTrue(all(after[run] == moment for run, moment in began.items()))
        self.study.write_text(STUDY.replace("[sgd, momentum, adam]", "sgd"))
        summary, results = self.finish()
        self.assertEqual((summary["resumed"], results.count), (RUNS // 3, RUNS // 3))

    def test_frames_are_whole(self):
        """The journal as results/README.md describes it."""
        self.finish()
        data, at, sequence = (self.folder / "r.journal").read_bytes(), 0, 0
        while at < len(data):
            magic, kind, number, size = struct.unpack_from("<4sIQQ", data, at)
            self.assertEqual((magic, number, at % 8), (b"DHJ1", sequence, 0))
            self.assertIn(kind, (1, 2))
            if kind == 1:
                self.assertEqual(data[at + 40:at + 40 + size].decode(), STUDY)
            at, sequence = at + 40 + (size + 7) // 8 * 8, sequence + 1
        self.assertEqual(sequence, RUNS + 1)


if __name__ == "__main__":
    system.main()
