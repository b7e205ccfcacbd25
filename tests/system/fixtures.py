"""What released versions wrote stays readable: results files, journals, plugins, compiled and as sources (tests/fixtures)."""
import csv
import hashlib
import os
import platform
import shutil
import subprocess
import unittest

import system
from system import Results, journal_runs

FIXTURES = sorted(path for path in (system.SOURCE / "tests/fixtures").iterdir() if path.is_dir())


def table(path):
    with open(path, newline="") as file:
        return list(csv.DictReader(file))


@unittest.skipIf(platform.machine() != "x86_64", "the plugins were compiled for x86-64")
class Fixtures(system.Case):
    def each(self):
        self.assertTrue(FIXTURES)
        for fixture in FIXTURES:
            with self.subTest(fixture.name):
                for entry in self.folder.iterdir():
                    entry.unlink()
                for entry in fixture.iterdir():
                    shutil.copy(entry, self.folder)
                yield fixture

    def run_study(self):
        done = self.downhill("run", "study.yaml", "-o", "r.h5", "--json", "-p", ".")
        return system.parse_json(self, done.out)

    def test_results_are_read(self):
        for fixture in self.each():
            (self.folder / "r.journal").unlink()
            for name in ("runs", "history"):
                now, then = self.rows("r.h5", "--csv", "--table", name), table(fixture / (name + ".csv"))
                for new, old in zip(now, then, strict=True):  # columns may have been added since
                    self.assertEqual({column: new.get(column) for column in old}, old)
            self.downhill("plot", "r.h5", "-o", "p")
            shutil.rmtree(self.folder / "p")

    def same_plugins(self, results):
        """For each run of the results, whether the schedule `constant`, which is not the fixture's, is still the file of then.

        A run is known by the bytes of its plugins: another compiler's or a sanitizer's `constant` makes it another run."""
        now = hashlib.sha256((system.BUILD / "plugins/schedules/constant.so").read_bytes()).hexdigest()
        then = dict(zip(results.text("name", "plugins"), results.text("sha256", "plugins")))["constant"]
        return [schedule != "constant" or now == then for schedule in results.text("schedule")]

    def test_journal_goes_on(self):
        """No run of the same plugins is made again, and its results are the ones of then."""
        for fixture in self.each():
            whole, runs = Results(self.folder / "r.h5"), journal_runs(self.folder / "r.journal")
            kept = self.same_plugins(whole)
            self.assertIn(True, kept)
            (self.folder / "r.h5").unlink()
            self.assertEqual(self.run_study()["resumed"], sum(kept))
            self.assertEqual(journal_runs(self.folder / "r.journal")[:len(runs)], runs)
            now = Results(self.folder / "r.h5")
            for name in ("id", "status", "final_cost", "history_hash", "began", "wall_seconds"):
                self.assertEqual(list(now.data["runs/" + name][kept]), list(whole.data["runs/" + name][kept]), name)
            self.assertEqual(now.text("history_hash"), whole.text("history_hash"))

    def test_plugins_give_the_same_bits(self):
        self.same_bits(compiled=False)

    def test_sources_give_the_same_bits(self):
        """What was written against the headers of then compiles against those of today."""
        self.same_bits(compiled=True)

    def compile(self, source):
        subprocess.run([os.environ.get("DH_COMPILER", "gcc"), "-shared", "-fPIC", "-O3", "-ffp-contract=off", "-Wall", "-Werror",
                        "-I", system.SOURCE / "framework/include", source, "-o", source.with_suffix(".so")], check=True)

    def same_bits(self, compiled):
        for fixture in self.each():
            for source in self.folder.glob("*.c") if compiled else ():
                self.compile(source)
            whole = Results(self.folder / "r.h5")
            for name in ("r.h5", "r.journal"):
                (self.folder / name).unlink()
            self.assertEqual(self.run_study()["resumed"], 0)
            self.assertEqual(Results(self.folder / "r.h5").text("history_hash"), whole.text("history_hash"))


if __name__ == "__main__":
    system.main()
