"""What the system tests share: a folder for each test, the program, its results, and the processes that it must not leave behind.

DH_BUILD and DH_SOURCE (folders) come from meson, DH_SANITIZE says with which sanitizers the program was built."""
import atexit
import csv
import io
import json
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest

import h5py
import numpy as np

CACHE = tempfile.mkdtemp(prefix="dh_cache_")  # not the user's
atexit.register(shutil.rmtree, CACHE, ignore_errors=True)
BUILD = pathlib.Path(os.environ["DH_BUILD"])
SOURCE = pathlib.Path(os.environ["DH_SOURCE"])
HOSTILE = BUILD / "tests/hostile"
SANITIZED = os.environ.get("DH_SANITIZE", "none") != "none"

# Columns that depend on the clock or on the machine.
TIMES = {"seconds", "oracle_seconds", "optimizer_seconds", "wall_seconds", "began", "peak_memory", "clock_sampled"}


class Case(unittest.TestCase):
    """A test in a folder of its own, which is the program's working directory."""

    maxDiff = 4000

    def setUp(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="dh_" + type(self).__name__.lower() + "_"))
        self.addCleanup(shutil.rmtree, self.folder, ignore_errors=True)

    def write(self, name, text):
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text) if isinstance(text, str) else path.write_bytes(text)
        return path

    def start(self, *arguments, program=BUILD / "downhill", cwd=None, environment=None, **more):
        env = {**os.environ, "XDG_CACHE_HOME": CACHE, **(environment or {})}
        return subprocess.Popen([program, *map(str, arguments)], cwd=cwd or self.folder, env=env, stdin=subprocess.DEVNULL,
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE, **more)

    def downhill(self, *arguments, expect=0, seconds=120, **more):
        """Runs the program to its end; .out and .err are texts. Fails when the exit status is another than expected."""
        process = self.start(*arguments, **more)
        try:
            out, err = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            process.kill()
            out, err = process.communicate()
            self.fail(f"{arguments}: still running after {seconds} s\n{out}\n{err}")
        process.out, process.err = out.decode(), err.decode()
        if expect is not None:
            self.assertEqual(process.returncode, expect, f"{arguments}\n{process.out}\n{process.err}")
        return process

    def rows(self, *arguments, **more):
        """The CSV that an export prints, as a list of maps."""
        return list(csv.DictReader(io.StringIO(self.downhill("export", *arguments, **more).out, newline="")))

    def files(self):
        return sorted(str(path.relative_to(self.folder)) for path in self.folder.rglob("*") if not path.is_dir())

    def processes(self):
        """Processes other than this one whose working directory is the test's folder."""
        found = []
        for entry in pathlib.Path("/proc").iterdir():
            try:
                if entry.name.isdigit() and os.readlink(entry / "cwd") == str(self.folder):
                    state = (entry / "stat").read_text().rsplit(")", 1)[1].split()[0]
                    if state != "Z":
                        found.append((int(entry.name), (entry / "comm").read_text().strip()))
            except OSError:
                pass  # it ended meanwhile
        return found


class Results:
    """A results file in memory."""

    def __init__(self, path):
        with h5py.File(path) as file:
            self.data = {}
            file.visititems(lambda name, item: self.data.update({name: item[()]}) if isinstance(item, h5py.Dataset) else None)
            self.attributes = dict(file.attrs)
        self.count = len(self.data["runs/id"])
        self.columns = [name[len("history/"):] for name in self.data if name.startswith("history/")]

    def text(self, name, table="runs"):
        return [value.decode() for value in self.data[table + "/" + name]]

    def run(self, name, row):
        value = self.data["runs/" + name][row]
        return value.decode() if isinstance(value, bytes) else value

    def history(self, column, row):
        first = self.run("offset", row)
        return self.data["history/" + column][first:first + self.run("length", row)]

    def rows(self, **labels):
        """Row numbers of the runs with these values in columns of /runs."""
        return [i for i in range(self.count) if all(self.run(key, i) == value for key, value in labels.items())]

    def key(self, row):
        return self.run("problem", row), self.run("method", row), int(self.run("seed", row))

    def bits(self, row):
        """What must be the same whenever this run is made: its history, its end, its final point."""
        names = [name for name in sorted(set(self.columns) - TIMES - {"row", "run"})
                 if not np.isnan(self.history(name, row)).all()]  # columns of other problems
        first = self.run("final_offset", row)
        point = self.data["final/x"][first:first + self.run("final_length", row)]
        return ([(name, self.history(name, row).tobytes()) for name in names], point.tobytes(), self.run("status", row),
                self.run("history_hash", row), self.run("cause", row))

    def by_run(self):
        return {self.key(row): self.bits(row) for row in range(self.count)}

    def content(self):
        """Everything that must not depend on how the study was executed, comparable."""
        return {name: value.tolist() if getattr(value, "dtype", None) == object else
                value.tobytes() if isinstance(value, np.ndarray) else value
                for name, value in self.data.items() if name.split("/")[-1] not in TIMES}


def journal_runs(path):
    """(id, position) of each run in a journal, up to its first torn frame: read without any of the program's code."""
    data = pathlib.Path(path).read_bytes()
    at, runs = 0, []
    while at + 40 <= len(data):
        magic, kind, _, size = struct.unpack_from("<4sIQQ", data, at)
        end = at + 40 + (size + 7) // 8 * 8
        if magic != b"DHJ1" or end > len(data):
            break
        if kind == 2:
            runs.append((data[at + 44:at + 76].decode(), at))
        at = end
    return runs


def difference(test, one, other, what):
    """Fails with the names of the datasets that differ, not with their bytes."""
    names = sorted(name for name in {*one, *other} if one.get(name) != other.get(name))
    test.assertEqual(names, [], what)


def parse_json(test, text):
    def refuse(word):
        raise ValueError(word + " is no JSON")
    try:
        return json.loads(text, parse_constant=refuse)
    except ValueError as error:
        test.fail(f"{error}: {text[:500]}")


main = unittest.main
