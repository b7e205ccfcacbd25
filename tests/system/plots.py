"""Charts from outside: every format, axis and column gives whole files, beside them what they were drawn from, and nothing else."""
import re
import shutil
import subprocess
import xml.etree.ElementTree as tree

import system

STUDY = """
study: plotted
seeds: 4
budget: {epochs: 8}
limits: {cost: 1e5}
problems:
  - problem: logistic_regression
    dataset: {file: %s/configs/datasets/breast_cancer.csv, standardise: true, test: 0.25}
    l2: 0  # no certified minimum
  - problem: rosenbrock
methods:
  - {optimizer: [sgd, adam], lr: 0.02, batch: [32, full]}
  - {name: falls off, optimizer: sgd, lr: 40}
""" % system.SOURCE
SVG = "{http://www.w3.org/2000/svg}"


class Plots(system.Case):
    def setUp(self):
        super().setUp()
        self.write("p.yaml", STUDY)
        self.downhill("run", "p.yaml", "-o", "p.h5", "-q")
        self.before = set(self.files())

    def plot(self, *arguments, files=("p.h5",), **more):
        """The paths that were printed, once it is sure that the program wrote these, their script and data, and no more."""
        shutil.rmtree(self.folder / "charts", ignore_errors=True)
        done = self.downhill("plot", *files, "-o", "charts", *arguments, **more)
        new = set(self.files()) - self.before
        if "dumb" not in arguments:
            self.assertTrue(done.out.splitlines())
            for path in done.out.splitlines():
                self.assertEqual({name for name in new if name.startswith(path)}, {path, path + ".gp", path + ".dat"})
                new -= {path, path + ".gp", path + ".dat"}
        self.assertEqual({name for name in new if not name.startswith("charts/")}, set())
        self.assertEqual(self.processes(), [])
        return done.out.splitlines(), done

    def texts(self, path):
        return ["".join(node.itertext()).strip() for node in tree.parse(self.folder / path).iter(SVG + "text")]

    def test_formats(self):
        for ending, check in (("png", lambda data: data[:8] == b"\x89PNG\r\n\x1a\n" and data[-8:-4] == b"IEND"),
                              ("pdf", lambda data: data[:5] == b"%PDF-" and b"%%EOF" in data[-32:]),
                              ("svg", lambda data: tree.fromstring(data).tag == SVG + "svg")):
            with self.subTest(format=ending):
                paths, _ = self.plot("--format", ending)
                for path in paths:
                    self.assertTrue(path.endswith("." + ending))
                    data = (self.folder / path).read_bytes()
                    self.assertTrue(check(data), data[:40])
                    self.assertGreater(len(data), 3000)

    def test_in_the_terminal(self):
        _, done = self.plot("--format", "dumb", "--width", 90, "--height", 30)
        self.assertNotIn("\x1b", done.out)
        self.assertLessEqual(max(map(len, done.out.splitlines())), 90)
        for word in ("rosenbrock", "logistic_regression", "step", "falls off"):
            self.assertIn(word, done.out)

    def test_axes(self):
        for axis in ("step", "epoch", "gradients", "seconds"):
            paths, _ = self.plot("--x", axis)
            with self.subTest(x=axis):
                texts = self.texts(paths[0])
                self.assertTrue(any(axis[:-1] in text for text in texts), texts)
                for label in ("falls off", "sgd lr=0.02 batch=32", "adam lr=0.02 batch=full"):
                    self.assertTrue(any(label[:12] in text for text in texts), (label, texts))

    def test_columns(self):
        for y in ("cost", "test_cost", "test_accuracy", "train_accuracy", "gradient_norm", "rate"):
            with self.subTest(y=y):
                paths, _ = self.plot("--y", y)
                data = (self.folder / (paths[0] + ".dat")).read_text()
                numbers = [line for line in data.splitlines() if re.match(r"[-\d]", line)]
                self.assertGreater(len(numbers), 20)
        done = self.downhill("plot", "p.h5", "--y", "test_acuracy", expect=2)
        self.assertIn("test_acuracy", done.err)
        self.assertIn("test_accuracy", done.err)
        done = self.downhill("plot", "p.h5", "--y", "gap", expect=2)
        self.assertIn("logistic_regression", done.err)

    def test_script_draws_it_again(self):
        """gnuplot alone makes the same picture from script and data, in another folder."""
        paths, _ = self.plot("--title", "Once more")
        first = (self.folder / paths[0]).read_bytes()
        copy = self.folder / "copy"
        shutil.copytree(self.folder / "charts", copy)
        for path in copy.glob("*.svg"):
            path.unlink()
        script = paths[0].rsplit("/", 1)[1] + ".gp"
        subprocess.run(["gnuplot", script], cwd=copy, check=True)
        second = (copy / paths[0].rsplit("/", 1)[1]).read_bytes()
        plain = lambda picture: re.sub(rb' font-(family|weight)="[^"]*"', b"", picture)  # downhill adds to these
        self.assertTrue(plain(second) == plain(first), "another picture")
        self.assertIn("Once more", self.texts(paths[0]))

    def test_several_files(self):
        self.write("q.yaml", STUDY.replace("plotted", "second").replace("lr: 0.02", "lr: 0.07"))
        self.downhill("run", "q.yaml", "-o", "q.h5", "-q")
        self.before = set(self.files())
        paths, _ = self.plot(files=("p.h5", "q.h5"))
        texts = " ".join(self.texts(paths[0]))
        self.assertIn("lr=0.02", texts)
        self.assertIn("lr=0.07", texts)

    def test_names_are_only_text(self):
        """Nothing in a label is code: not for gnuplot, not for a shell, not for XML."""
        names = ["'; system('touch hacked'); '", "`touch hacked`", "$(touch hacked)", "a\\nb \\\\ {/Bold c}_d^e", "<b>&amp; \\\"q\\\"",
                 "@MACRO %s %n # !", "α → β ½ 𝛻f"]
        methods = "".join(f'  - {{name: "{name}", optimizer: sgd, lr: 0.0{i + 1}}}\n'.replace("\\\\", "\\\\\\\\").replace("a\\nb", "a nb")
                          for i, name in enumerate(names))
        self.write("n.yaml", "study: names\nbudget: {steps: 30}\nproblems:\n  - {name: \"'; set output 'hacked'; '\", problem: bowl}\n"
                             f"methods:\n{methods}")
        self.downhill("run", "n.yaml", "-o", "n.h5", "-q")
        self.before = set(self.files())
        results = system.Results(self.folder / "n.h5")
        for ending in ("svg", "png", "pdf"):
            paths, _ = self.plot("--format", ending, "--title", "'; system(\"touch hacked\") '", files=("n.h5",))
            if ending == "svg":
                texts = " ".join(self.texts(paths[0])).replace("’", "'")  # quotes are shown as others that mean nothing
                for name in results.text("method"):
                    self.assertIn(name[:9].strip(), texts)
        self.plot("--format", "dumb", files=("n.h5",))
        self.assertFalse([name for name in self.files() if "hacked" in name])

    def test_nothing_but_failures(self):
        """A study whose runs all diverge at once has a chart that says so."""
        self.write("f.yaml", "study: f\nbudget: {steps: 9}\nproblems: [{problem: bowl, start: [1e160, 1]}]\n"
                             "methods: [{optimizer: sgd, lr: 0.1}]\n")
        self.downhill("run", "f.yaml", "-o", "f.h5", "-q")
        self.before = set(self.files())
        paths, _ = self.plot(files=("f.h5",))
        tree.parse(self.folder / paths[0])

    def test_quiet_and_size(self):
        _, done = self.plot("--format", "png", "--width", 640, "--height", 400)
        data = (self.folder / done.out.split()[0]).read_bytes()
        width, height = (int.from_bytes(data[at:at + 4], "big") for at in (16, 20))
        self.assertEqual(width * 400, height * 640)
        self.assertEqual(self.downhill("plot", "p.h5", "-q", "-o", "charts").out, "")

    def test_unwritable(self):
        self.write("file", "")
        done = self.downhill("plot", "p.h5", "-o", "file/charts", expect=4)
        self.assertIn("file/charts", done.err)


if __name__ == "__main__":
    system.main()
