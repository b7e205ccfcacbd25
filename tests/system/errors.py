"""What is wrong with a study, its data, the command line or the machine is said at once, in one message with its place, and leaves
nothing behind."""
import os
import random
import resource
import shutil
import subprocess

import system
from system import SANITIZED, Results

STUDY = """study: small
seeds: 2
budget: {steps: 12}
problems:
  - problem: bowl
methods:
  - {optimizer: sgd, lr: 0.1}
"""
LARGE = STUDY.replace("seeds: 2", "seeds: 200").replace("steps: 12", "steps: 400")  # 9 MB of journal
SECONDS = 20 if SANITIZED else 2


class Errors(system.Case):
    def refuse(self, *arguments, expect=2, pattern, **more):
        """The command fails at once with one message, and no file has come or changed."""
        before = {name: (self.folder / name).stat().st_mtime_ns for name in self.files()}
        folders = {path for path in self.folder.rglob("*") if path.is_dir()}
        spent = self.processor_seconds()
        done = self.downhill(*arguments, expect=expect, seconds=60, **more)
        self.assertLess(self.processor_seconds() - spent, SECONDS, arguments)
        self.assertEqual(done.out, "")
        self.assertEqual(sum(line.startswith("downhill") for line in done.err.splitlines()), 1, done.err)
        self.assertRegex(done.err, pattern)
        self.assertLess(len(done.err), 1500)
        self.assertTrue(all(c in "\n\t" or c.isprintable() for c in done.err), repr(done.err))
        self.assertEqual({name: (self.folder / name).stat().st_mtime_ns for name in self.files()}, before)
        self.assertEqual({path for path in self.folder.rglob("*") if path.is_dir()}, folders)
        self.assertEqual(self.processes(), [])
        return done.err

    def processor_seconds(self):
        """Of all that was started here: what a busy machine does not change."""
        usage = resource.getrusage(resource.RUSAGE_CHILDREN)
        return usage.ru_utime + usage.ru_stime

    def bad_study(self, text, pattern, expect=2):
        self.write("bad.yaml", text)
        err = self.refuse("run", "bad.yaml", "-o", "new/bad.h5", expect=expect, pattern=pattern)
        self.refuse("run", "bad.yaml", "--dry-run", expect=expect, pattern=pattern)
        return err

    def test_studies(self):
        change = lambda old, new: STUDY.replace(old, new)
        bad = [
            (change("seeds: 2", "sedes: 2"), r"bad.yaml:2:1: unknown key 'sedes' in a study; did you mean 'seeds'\?"),
            (change("lr: 0.1", "lr: fast"), r"bad.yaml:7:\d+: lr: expected a number >= 0, got 'fast'"),
            (change("seeds: 2", "seeds: 2\nseeds: 3"), r"bad.yaml:3:1: 'seeds' is given twice \(first on line 2\)"),
            (change("optimizer: sgd", "optimizer: polyak_averag"),
             r"bad.yaml:7:\d+: no optimizer is called 'polyak_averag'.*did you mean 'polyak_average'"),
            (change("problem: bowl", "problem: bowels"), r"bad.yaml:5:\d+: no problem is called 'bowels'"),
            (change("lr: 0.1", "lr: 0.1, schedule: cosinus"),
             r"bad.yaml:7:\d+: no schedule is called 'cosinus': did you mean 'cosine'"),
            (change("sgd, lr: 0.1", "adam, beta1: 1"), r"bad.yaml:7:\d+: beta1: expected a number >= 0 and < 1, got '1'"),
            (change("sgd, lr: 0.1", "adam, beta_1: 0.9"), r"bad.yaml:7:\d+: .*has a parameter 'beta_1': did you mean 'beta1'"),
            (change("sgd, lr: 0.1", "adam, beta1: [0.9, x]"), r"bad.yaml:7:\d+: beta1: expected a number .*got 'x'"),
            (change("sgd, lr", "{name: momentum, form: heavy}, lr"), r"bad.yaml:7:\d+: form: expected one of averaged, heavy_ball"),
            (change("lr: 0.1", "lr: []"), r"bad.yaml:7:\d+: lr: an empty list makes an empty study"),
            (change("methods:\n  - {optimizer: sgd, lr: 0.1}", "methods: []"), r"bad.yaml:6:\d+: .*empty"),
            (change("sgd, lr: 0.1", "sgd, schedule: warmup"), r"bad.yaml:7:\d+: schedule 'warmup' wraps another: add inner"),
            (change("sgd, lr: 0.1", "{name: sgd, inner: adam}"), r"bad.yaml:7:\d+: optimizer 'sgd' wraps no other"),
            (change("bowl", "linear_regression"), r"bad.yaml:5:\d+: problem 'linear_regression' needs a dataset"),
            (change("bowl", "bowl\n    dataset: diabetes"), r"bad.yaml:6:\d+: problem 'bowl' takes no dataset"),
            (change("bowl", "linear_regression\n    dataset: diabetis"), r"bad.yaml:6:\d+: .*got 'diabetis'; did you mean 'diabetes'"),
            (change("bowl", "linear_regression\n    dataset: {file: none.csv}"), r"none.csv: cannot open: No such file"),
            (change("bowl", "linear_regression\n    dataset: {synthetic: lien}"), r"bad.yaml:6:\d+: .*'lien'; did you mean 'line'"),
            (change("bowl", "logistic_regression\n    dataset: {synthetic: low_rank}"), "target"),
            (change("bowl", "bowl\n    start: [1, 2, 3]"), r"bad.yaml:5:\d+: start: expected 2 numbers for problem 'bowl', got 3"),
            (change("bowl", "quadratic\n    dim: 1e9"), r"bad.yaml:6:\d+: dim: expected|bad.yaml:5:\d+: .*memory"),
            ("", r"bad.yaml:1:1: the file is empty"),
            ("study: [", r"bad.yaml:\d+:\d+: "),
            ("a: &x [1]\nb: *x\n", r"bad.yaml:1:\d+: anchors"),
            (b"\xff\xfe" + STUDY.encode("utf-16-le"), r"bad.yaml:1:1: "),
        ]
        for text, pattern in bad:
            with self.subTest(text=text[-200:]):
                self.bad_study(text, pattern)
        self.refuse("run", "missing.yaml", pattern=r"missing.yaml: cannot open: No such file")
        self.refuse("run", ".", pattern=r"\.: not a regular file")

    def test_history_too_long(self):
        """A method whose history would not fit is told before the others run."""
        self.bad_study(STUDY + "  - {optimizer: adam, budget: {steps: 1e9}, record: {every: 1 step}}\n",
                       r"bad.yaml:8:\d+: this method would record 1000000\d+ rows a run: record less often")

    def test_full_output(self):
        """What could not be printed is no success."""
        study = self.write("small.yaml", STUDY)
        self.downhill("run", study, "-o", "small.h5", "-q")
        for arguments in (["list"], ["list", "--json"], ["describe", "adam"], ["export", "small.h5"], ["run", study, "-o", "small.h5"],
                          ["run", study, "--dry-run"], ["replay", "small.h5", "0"], ["--help"], ["--version"]):
            with open("/dev/full", "wb") as full:
                process = subprocess.run([system.BUILD / "downhill", *map(str, arguments)], stdout=full, stderr=subprocess.PIPE,
                                         cwd=self.folder, text=True)
            self.assertEqual(process.returncode, 4, arguments)
            self.assertIn("standard output: cannot write", process.stderr)

    def test_large_studies(self):
        """Bytes without sense, an alias bomb, a product of lists that never ends: told at once, in little memory."""
        noise = random.Random(2385)
        bomb = "a: &a [x, x]\n" + "".join(f"{c}: &{c} [*{b}, *{b}]\n" for b, c in zip("abcdefghijklmnopqrs", "bcdefghijklmnopqrst"))
        lists = "[" + ", ".join(str(0.001 * i) for i in range(1, 400)) + "]"
        many = STUDY.replace("sgd, lr: 0.1", f"adam, lr: {lists}, beta1: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6], beta2: {lists}"
                             .replace("0.399", "0.4"))
        for text in (noise.randbytes(1 << 20), bytes(noise.choices(b"[]{}:,-&*!|>'\" \nabc019", k=1 << 20)), b"[" * (1 << 20),
                     b"- " * (1 << 19), b"a: " + b"x" * (1 << 20), STUDY.encode() + b"#" * (1 << 20), bomb, many,
                     b"\0" * (1 << 20)):
            with self.subTest(begin=text[:40]):
                self.bad_study(text, r"bad.yaml(:\d+:\d+)?: ")

    def test_every_study_of_the_corpus(self):
        for path in sorted((system.SOURCE / "tests/hostile/studies").glob("*.yaml")):
            with self.subTest(file=path.name):
                self.refuse("run", path, "-o", "new/x.h5", pattern=r"\.yaml:\d+:\d+: ")

    def csv_study(self, options=""):
        return STUDY.replace("problem: bowl", f"problem: linear_regression\n    dataset: {{file: data.csv{options}}}")

    def test_csv(self):
        good = "a,b,y\n" + "".join(f"{i},{i * i},{3 * i}\n" for i in range(9))
        for text, options, pattern in [
            ("a,b,y\n1,2,3\n1,2\n", "", r"data.csv:3:\d+: .*3"),
            ("a,b,y\n1,2,3\n1,2,3,4\n", "", r"data.csv:3:\d+: "),
            ("a,b,y\n1,2,3\n4,five,6\n", "", r"data.csv:3:3: .*five"),
            ("a,b,y\n1,2,3\n4,nan,6\n", "", r"data.csv:3:3: .*nan"),
            ("a,b,y\n1,2,3\n4,inf,6\n", "", r"data.csv:3:3: "),
            ("a,b,y\n1,2,3\n4,,6\n", "", r"data.csv:3:3: "),
            ("a,b,y\n1,2,3\n4,\"5,6\n", "", r"data.csv:3:3: "),
            ("", "", r"data.csv(:1:1)?: .*empty|data.csv:1:1: "),
            ("a,b,y\n", "", r"data.csv:\d+:\d+: "),
            (b"\x89HDF\r\n\x1a\n\0\0\0\0", "", r"data.csv:1:1: "),
            (good, ", target: z", r"data.csv:1:\d+: .*'z'|bad.yaml:6:\d+: .*'z'"),
            (good, ", target: 4", r"data.csv:1:\d+: |bad.yaml:6:\d+: "),
            (good, ", test: 0.01", r"bad.yaml:6:\d+: "),
            (good.replace("3,9", "3,9e999"), "", r"data.csv:5:3: "),
        ]:
            with self.subTest(text=text[:60], options=options):
                self.write("data.csv", text)
                self.bad_study(self.csv_study(options), pattern)

    def test_gigabytes(self):
        """Files of that size, without the disk space."""
        with open(self.folder / "data.csv", "wb") as file:
            file.truncate(5 << 30)
        self.bad_study(self.csv_study(), r"data.csv: 5368709120 bytes, larger than the allowed")
        with open(self.folder / "bad.yaml", "wb") as file:
            file.truncate(2 << 30)
        self.refuse("run", "bad.yaml", pattern=r"bad.yaml: 2147483648 bytes, larger than the allowed")

    def test_usage(self):
        study = self.write("small.yaml", STUDY)
        self.downhill("run", study, "-o", "small.h5", "-q")
        for arguments, pattern in [
            (["ran"], "no command is called 'ran': did you mean 'run'"),
            (["--verbose"], "no command is called"),
            (["run"], "expected a study"),
            (["run", study, study], "expected one study"),
            (["run", study, "-j", "0"], "-j: expected a number from 1 to 1024, got '0'"),
            (["run", study, "-j", "two"], "-j: expected"),
            (["run", study, "--only", "optimiser=sgd"], "did you mean 'optimizer'"),
            (["run", study, "--only", "sgd"], "expected KEY=GLOB"),
            (["run", study, "--only", "seed=7"], "none of the study's 2 runs is left"),
            (["run", study, "--shard", "3/2"], "--shard: expected I/N with 1 <= I <= N"),
            (["run", study, "--shard", "1/2x"], "--shard: expected"),
            (["run", study, "--shard", "auto"], "SLURM_ARRAY_TASK_ID"),
            (["run", study, "-o", "results.txt"], "-o: expected a name that ends with .h5"),
            (["run", study, "-o", ".h5"], "-o: expected a name that ends with .h5"),
            (["run", study, "--plugins", "nowhere"], "plugins: nowhere: No such file"),
            (["run", study, "--turbo"], "unrecognized option"),
            (["list", "optimiser"], "did you mean 'optimizers'"),
            (["describe"], "expected a name"),
            (["describe", "adamm"], "is called 'adamm': did you mean 'adam'"),
            (["export", "small.h5", "--table", "run"], "did you mean 'runs'"),
            (["export", "none.h5"], "none.h5"),
            (["export", "small.h5", "--data", "bowel"], "no problem is called 'bowel': did you mean 'bowl'"),
            (["export", "small.h5", "--data", "bowl", "-o", "x.csv"], "problem 'bowl' has no dataset"),
            (["export", "small.h5", "--batches", "99"], "expected a row number below 2"),
            (["export", study], "small.yaml"),
            (["replay", "small.h5"], "expected a file and a run"),
            (["replay", "small.h5", "2"], "expected a row number below 2"),
            (["replay", "small.h5", "zzzz"], "expected a row number"),
            (["plot", "small.h5", "--format", "gif"], "gif"),
            (["plot", "small.h5", "--x", "time"], "time"),
            (["plot", "small.h5", "--y", "accuracy"], "accuracy"),
            (["plot", "small.h5", "--chart", "convergance"], "did you mean convergence"),
            (["plot", "small.h5", "--width", "3"], "from 20 to 20000"),
        ]:
            with self.subTest(arguments=arguments):
                environment = {"SLURM_ARRAY_TASK_ID": "", "OMPI_COMM_WORLD_RANK": ""}
                done = self.refuse(*arguments, pattern=pattern, environment=environment)
                self.assertNotIn("\x1b", done)

    def test_results_that_are_none(self):
        study = self.write("small.yaml", STUDY)
        self.downhill("run", study, "-o", "small.h5", "-q")
        whole = (self.folder / "small.h5").read_bytes()
        noise = random.Random(7)
        for name, data in [("empty.h5", b""), ("text.h5", b"study: x\n"), ("cut.h5", whole[:len(whole) // 2]),
                           ("noise.h5", noise.randbytes(5000)), ("head.h5", whole[:64]), ("zero.h5", whole[:2000] + bytes(30000))]:
            self.write(name, data)
            for command in (["export", name], ["plot", name], ["replay", name, "0"]):
                with self.subTest(name=name, command=command):
                    self.refuse(*command, pattern=name)

    def test_no_gnuplot(self):
        study = self.write("small.yaml", STUDY)
        self.downhill("run", study, "-o", "small.h5", "-q")
        self.write("empty/readme", "no programs here")
        done = self.downhill("plot", "small.h5", expect=4, environment={"PATH": str(self.folder / "empty")})
        self.assertRegex(done.err, "downhill: .*gnuplot")
        self.assertFalse([name for name in self.files() if name.endswith(".svg")])

    def test_no_place_for_results(self):
        study = self.write("small.yaml", STUDY)
        self.write("file", "")
        self.refuse("run", study, "-o", "file/x.h5", expect=2, pattern="file: exists and is not a folder")
        self.refuse("run", study, "-o", "file/new/x.h5", expect=4, pattern="file/new: cannot create the folder: Not a directory")
        self.refuse("run", study, "-o", "/proc/downhill/x.h5", expect=4, pattern="/proc/downhill: cannot create the folder")
        (self.folder / "x.h5").mkdir()
        done = self.downhill("run", study, "-o", "x.h5", expect=4)
        self.assertIn("x.h5", done.err)
        if os.geteuid():
            (self.folder / "locked").mkdir(mode=0o500)
            self.refuse("run", study, "-o", "locked/x.h5", expect=4, pattern="locked/x.journal: .*Permission denied")

    def disk(self, size):
        """A disk of its own, which can be full."""
        disk = self.folder / "disk"
        disk.mkdir()
        if subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "none", disk], stderr=subprocess.DEVNULL).returncode:
            self.skipTest("nothing can be mounted here")
        self.addCleanup(subprocess.run, ["umount", "-l", disk])
        return disk

    def test_full_disk(self):
        """What was committed is kept and said; with room the same command goes on, and nothing has been repeated."""
        study, disk = self.write("large.yaml", LARGE), self.disk("600k")
        full = self.downhill("run", study, "-o", "disk/x.h5", expect=4)
        self.assertIn("No space left on device", full.err)
        subprocess.run(["mount", "-o", "remount,size=90M", disk], check=True)
        self.check_kept(study, full)

    def test_file_size_limit(self):
        study = self.write("large.yaml", LARGE.replace("steps: 400", "steps: 1200"))
        limit = lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (12 << 20, resource.RLIM_INFINITY))  # more than any plugin has
        full = self.downhill("run", study, "-o", "disk/x.h5", expect=4, preexec_fn=limit)
        self.assertIn("File too large", full.err)
        self.check_kept(study, full)

    def check_kept(self, study, full):
        self.assertRegex(full.err, r"x.journal: cannot write; \d+ finished runs are kept, and the same command goes on from there")
        self.assertFalse((self.folder / "disk/x.h5").exists())
        kept = system.journal_runs(self.folder / "disk/x.journal")
        self.assertTrue(0 < len(kept) < 200)
        summary = system.parse_json(self, self.downhill("run", study, "-o", "disk/x.h5", "--json").out)
        self.assertEqual((summary["resumed"], summary["committed"]), (len(kept), 200))
        self.downhill("run", study, "-o", "whole.h5", "-q")
        system.difference(self, Results(self.folder / "whole.h5").content(), Results(self.folder / "disk/x.h5").content(),
                          "after a full disk")

    def test_no_room_for_the_results_file(self):
        """The journal fits, the file built from it does not: an older file stays, the journal too."""
        study, disk = self.write("large.yaml", LARGE), self.disk("90M")
        self.downhill("run", study, "-o", "disk/x.h5", "-q")
        old = (disk / "x.h5").read_bytes()
        study.write_text(LARGE.replace("seeds: 200", "seeds: 201"))
        room = os.statvfs(disk)
        (disk / "filler").write_bytes(bytes(room.f_bavail * room.f_bsize - len(old) // 2))
        done = self.downhill("run", study, "-o", "disk/x.h5", expect=4)
        self.assertRegex(done.err, "x.h5: .*No space left on device")
        self.assertEqual((disk / "x.h5").read_bytes(), old)
        self.assertEqual(self.files(), ["disk/filler", "disk/x.h5", "disk/x.journal", "large.yaml"])
        (disk / "filler").unlink()
        summary = system.parse_json(self, self.downhill("run", study, "-o", "disk/x.h5", "--json").out)
        self.assertEqual((summary["resumed"], summary["committed"]), (201, 201))

    def test_no_worker(self):
        """A program without its worker says so, and makes no results."""
        study = self.write("small.yaml", STUDY)
        alone = self.folder / "bin"
        alone.mkdir()
        shutil.copy(system.BUILD / "downhill", alone / "downhill")
        self.refuse("run", study, expect=None, pattern="plugins", program=alone / "downhill")
        (alone / "plugins").symlink_to(system.BUILD / "plugins")
        self.refuse("run", study, expect=4, pattern="downhill-worker: cannot start the worker", program=alone / "downhill")


if __name__ == "__main__":
    system.main()
