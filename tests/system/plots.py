"""Charts from outside: every format, axis and column gives whole files, beside them what they were drawn from, and nothing else."""
import itertools
import os
import re
import shutil
import subprocess
import xml.etree.ElementTree as tree

import h5py
import numpy as np

import system

STUDY = """
study: plotted
seeds: 4
budget: {epochs: 8}
limits: {cost: 1e5}
problems:
  - problem: logistic_nonconvex
    dataset: {file: %s/configs/datasets/breast_cancer.csv, standardise: true, test: 0.25}
    penalty: 0.001  # no certified minimum
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
        for word in ("rosenbrock", "logistic_nonconvex", "step", "falls off"):
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
        paths, _ = self.plot("--y", "gap")  # f* is not known: the least cost of all runs stands for it, and the label says so
        self.assertIn("cost − best seen", self.texts(paths[0]))
        data = (self.folder / (paths[0] + ".dat")).read_text()
        ends = [float(line.split()[1]) for line in data.splitlines() if re.match(r"[-\d]", line)]
        self.assertTrue(all(end >= 0 for end in ends))
        self.assertLess(min(ends), 0.5 * max(end for end in ends if np.isfinite(end)))

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
        for chart in ("contour", "final", "ledger", "schedule", "surface"):
            self.plot("--chart", chart, files=("n.h5",))
        self.plot("--format", "dumb", files=("n.h5",))
        self.plot("--format", "dumb", "--chart", "final", files=("n.h5",))
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


PATHS = """
study: ways
seeds: 3
budget: {steps: 40}
record: {every: 1 step}
problems:
  - {problem: rosenbrock, start: [-1.2, 1]}
  - {problem: himmelblau}
  - {problem: quadratic, dim: 5}
  - {problem: quadratic, dim: 2, condition: 30, instance: 1}
methods:
  - {optimizer: sgd, lr: [0.001, 0.0005]}
  - {name: falls off, optimizer: sgd, lr: 1}
"""


def rosenbrock(x, y):
    return (1 - x) ** 2 + 100 * (y - x**2) ** 2, np.array([-2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)])


def himmelblau(x, y):
    p, q = x**2 + y - 11, x + y**2 - 7
    return p**2 + q**2, np.array([4 * x * p + 2 * q, 2 * p + 4 * y * q])


MADE = {}


def results_of(case, study, name):
    """Runs a study once for all tests that only read its results."""
    if study not in MADE:
        case.write("study.yaml", study)
        case.downhill("run", "study.yaml", "-o", name, "-q")
        MADE[study] = (case.folder / name).read_bytes()
        for made in case.folder.iterdir():  # the study is not needed
            made.unlink()
    case.write(name, MADE[study])


class Paths(system.Case):
    """Problems in two dimensions: what is recorded of them, and the charts, from the results file alone."""

    def setUp(self):
        super().setUp()
        results_of(self, PATHS, "w.h5")

    def surfaces(self, path="w.h5"):
        """problem -> x1 [columns], x2 [rows], f [rows][columns], read as results/README.md says."""
        with h5py.File(self.folder / path) as file:
            found = {}
            for row, name in enumerate(file["problems/problem"].asstr()[:]):
                first, points = file["problems/surface_offset"][row], file["problems/surface_length"][row]
                if not points:
                    continue
                side = round(points ** 0.5)
                x1, x2, f = (file["surface/" + c][first:first + points].reshape(side, side) for c in ("x1", "x2", "f"))
                self.assertTrue((file["surface/problem"][first:first + points] == row).all())
                self.assertTrue((x1 == x1[0]).all() and (x2.T == x2[:, 0]).all())
                found[name] = x1[0], x2[:, 0], f
            return found

    def test_surfaces(self):
        found = self.surfaces()
        self.assertEqual(len(found), 3)
        self.assertEqual([name for name in found if "dim=5" in name], [])
        for name, function, box in (("rosenbrock", rosenbrock, (-2, 2, -1, 3)), ("himmelblau", himmelblau, (-5, 5, -5, 5))):
            x1, x2, f = found[name]
            np.testing.assert_allclose((x1[0], x1[-1], x2[0], x2[-1]), box, rtol=1e-15)
            np.testing.assert_allclose(f, function(*np.meshgrid(x1, x2))[0], rtol=1e-12, atol=1e-12)
        x1, x2, f = found[next(name for name in found if "quadratic" in name)]  # of `instance` 1: a quadratic form all the same
        x, y = (grid.ravel() for grid in np.meshgrid(x1, x2))
        form = np.linalg.lstsq(np.stack([x * x, x * y, y * y, x, y, x * 0 + 1]).T, f.ravel(), rcond=None)[0]
        eigenvalues = np.linalg.eigvalsh([[2 * form[0], form[1]], [form[1], 2 * form[2]]])
        self.assertAlmostEqual(eigenvalues[1] / eigenvalues[0], 30, 9)
        np.testing.assert_allclose(f.ravel(), np.stack([x * x, x * y, y * y, x, y, x * 0 + 1]).T @ form, atol=1e-9 * f.max())

    def test_minimisers(self):
        with h5py.File(self.folder / "w.h5") as file:
            known = dict(zip(file["problems/problem"].asstr()[:], zip(file["problems/x_star_1"][:], file["problems/x_star_2"][:])))
        self.assertEqual(known["rosenbrock"], (1, 1))
        self.assertEqual(himmelblau(*known["himmelblau"])[0], 0)
        self.assertTrue(np.isnan([value for name, value in known.items() if "dim=5" in name]).all())

    def test_paths(self):
        """Every step of gradient descent, against NumPy."""
        results = system.Results(self.folder / "w.h5")
        for name, function in (("rosenbrock", rosenbrock), ("himmelblau", himmelblau)):
            for row in results.rows(problem=name, status="finished"):
                x = np.array([results.history("x1", row), results.history("x2", row)]).T
                self.assertEqual(len(x), 41)
                if name == "rosenbrock":
                    self.assertEqual(tuple(x[0]), (-1.2, 1))
                for before, after in zip(x, x[1:]):
                    np.testing.assert_allclose(after, before - results.run("lr", row) * function(*before)[1], rtol=1e-12, atol=1e-13)
        starts = {results.history("x1", row)[0] for row in results.rows(problem="himmelblau")}
        self.assertEqual(len(starts), 3)  # one a seed

    def plot(self, *arguments, **more):
        return self.downhill("plot", "w.h5", "-o", "charts", *arguments, **more).out.splitlines()

    def texts(self, path):
        return " ".join("".join(node.itertext()).strip() for node in tree.parse(self.folder / path).iter(SVG + "text"))

    def test_charts(self):
        """Plugins are not needed, nor the study: the program has neither here."""
        self.downhill("plot", "w.h5", "-o", "all", "--chart", "all", "--format", "dumb")
        made = [name for name in self.files() if name.startswith("all/") and name.endswith(".txt")]
        for chart, count in (("contour", 3), ("convergence", 1), ("final", 4), ("heatmap", 0), ("ledger", 4), ("schedule", 1), ("sensitivity", 1),
                             ("speed", 4), ("surface", 3)):
            self.assertEqual(len([name for name in made if name.startswith("all/w-" + chart)]), count, chart)
        for chart, endings in (("contour", ("svg", "png")), ("surface", ("svg", "pdf"))):  # test_paths.c draws the others
            for ending in endings:
                paths = self.plot("--chart", chart, "--format", ending)
                self.assertEqual(len(paths), 3)
                for path in paths:
                    self.assertGreater((self.folder / path).stat().st_size, 3000)
                    for name in (path + ".gp", path + ".dat"):
                        self.assertIn(name, self.files())
            texts = self.texts(f"charts/w-{chart}-rosenbrock.svg")
            for word in ("sgd lr=0.001", "falls off", "seed 0, one of 3", "1 of 1 runs diverged", "paths of 40 steps", "lost or out of the box"):
                self.assertIn(word, texts)
            out = self.downhill("plot", "w.h5", "-o", "charts", "--chart", chart, "--format", "dumb", "--width", 90, "--height", 30).out
            for word in ("rosenbrock", "himmelblau", "falls off"):
                self.assertIn(word, out)

    def test_names_of_lines(self):
        """Lines of both pictures have names; gnuplot writes them on a plane alone, so those in space must be the same, colour by colour."""
        lines = {}
        for chart in ("contour", "surface"):
            self.plot("--chart", chart)
            picture = tree.parse(self.folder / f"charts/w-{chart}-rosenbrock.svg")
            lines[chart] = {(group.find(SVG + "title").text, path.get("stroke"))
                            for group in picture.iter(SVG + "g") if group.find(SVG + "title") is not None
                            for path in group.iter(SVG + "path") if "gnuplot_plot" not in group.find(SVG + "title").text and "M" in path.get("d", "")
                            and path.get("stroke")}
        self.assertEqual({name for name, _ in lines["surface"]}, {"sgd lr=0.001", "sgd lr=0.0005", "falls off"})
        self.assertEqual(lines["surface"], lines["contour"])

    def test_selection(self):
        paths = self.plot("--chart", "contour", "--best-of", "optimizer", "--seed", 2)
        self.assertTrue(all(path.endswith("-best-of-optimizer.svg") and "-seed-2-" in path for path in paths), paths)
        texts = self.texts(paths[0])
        self.assertIn("seed 2, one of 3", texts)
        self.assertIn("sgd lr=0.001", texts)
        self.assertNotIn("falls off", texts)
        done = self.downhill("plot", "w.h5", "--chart", "contour", "--seed", 7, expect=2)
        self.assertIn("has no run of seed 7", done.err)

    def test_contour_lines(self):
        """What is drawn as the line of a level lies on it: f there, by NumPy, is that level."""
        self.plot("--chart", "contour")
        data = (self.folder / "charts/w-contour-rosenbrock.svg.dat").read_text()
        levels = 0
        for block in data.split("\n\n\n"):
            said = re.search(r"contour lines at (\S+)", block)
            points = np.array([line.split() for line in block.splitlines() if re.match(r"[-\d]", line)], float)
            if said and len(points):
                level = float(said.group(1))
                f = rosenbrock(*points.T)[0]
                inside = (abs(points[:, 0]) < 1.99) & (points[:, 1] > -0.99) & (points[:, 1] < 2.99)
                np.testing.assert_allclose(f[inside], level, rtol=0.2, atol=0.05)
                self.assertLess(np.median(abs(f[inside] / level - 1)), 0.01)
                levels += 1
        self.assertGreaterEqual(levels, 6)

    def test_contour_bands(self):
        """The polygon of a level goes once around every point above it and around no other, as both rules of filling need."""
        self.plot("--chart", "contour")
        blocks = (self.folder / "charts/w-contour-himmelblau.svg.dat").read_text().split("\n\n\n")
        points = np.random.default_rng(2385).uniform(-5, 5, (200, 2))
        f = himmelblau(*points.T)[0]
        bands = 0
        for block in blocks:
            said = re.search(r"at or above (\S+)", block)
            if not said:
                continue
            x, y = np.array([line.split() for line in block.splitlines() if line and line[0] != "#"], float).T
            x2, y2, level = np.roll(x, -1), np.roll(y, -1), float(said.group(1))
            for (px, py), value in zip(points, f):
                with np.errstate(divide="ignore", invalid="ignore"):
                    right = x + (py - y) / (y2 - y) * (x2 - x) > px
                winding = np.sum(right & (y <= py) & (py < y2)) - np.sum(right & (y2 <= py) & (py < y))
                if abs(value / level - 1) > 0.02:
                    self.assertEqual(winding, value > level, (level, px, py))
            bands += 1
        self.assertGreaterEqual(bands, 6)

    def test_without_surfaces(self):
        """Files of problems in more dimensions, and of older programs, have other charts."""
        self.write("l.yaml", PATHS.replace("  - {problem: rosenbrock, start: [-1.2, 1]}\n  - {problem: himmelblau}\n", "")
                   .replace("  - {problem: quadratic, dim: 2, condition: 30, instance: 1}\n", ""))
        self.downhill("run", "l.yaml", "-o", "l.h5", "-q")
        with h5py.File(self.folder / "w.h5", "a") as file:
            del file["surface"], file["problems/surface_offset"], file["problems/surface_length"], file["problems/x_star_1"]
        for name in ("l.h5", "w.h5"):
            done = self.downhill("plot", name, "--chart", "surface", expect=2)
            self.assertIn("no runs on a problem in two dimensions", done.err)
            self.downhill("plot", name, "--chart", "all", "-q")
            self.assertIn("charts/" + name[0] + "-convergence.svg", self.files())


RATES = """
study: rates
seeds: 5
budget: {steps: 60}
record: {every: 20 steps}
problems:
  - {problem: quadratic, dim: 4, condition: 10}
  - {problem: rosenbrock}
methods:
  - {optimizer: [sgd, momentum], lr: [0.0005, 0.002, 0.01, 0.05, 2]}
  - {optimizer: sgd, lr: [0.001, 0.01], schedule: [cosine, {name: warmup, length: 30, unit: steps, inner: constant}]}
  - {optimizer: nesterov, beta: [0.5, 0.9], lr: [0.001, 2]}
  - {name: alone, optimizer: adam, lr: 0.1}
"""


class Rates(system.Case):
    """Charts of ends, settings and seconds, against NumPy on the same file."""

    def setUp(self):
        super().setUp()
        results_of(self, RATES, "r.h5")
        self.results = system.Results(self.folder / "r.h5")

    def blocks(self, chart, *arguments):
        """The data file of each picture, in gnuplot's blocks."""
        paths = self.downhill("plot", "r.h5", "-o", "charts", "--chart", chart, *arguments).out.splitlines()
        return [(self.folder / (path + ".dat")).read_text().split("\n\n\n") for path in paths], paths

    def numbers(self, block):
        return np.array([line.split() for line in block.splitlines() if line and not line.startswith("#")], float)

    def ends(self, **labels):
        """(finished, final cost) of the runs with these labels"""
        return [(self.results.run("status", row) == "finished", self.results.run("final_cost", row)) for row in self.results.rows(**labels)]

    def test_final(self):
        files, paths = self.blocks("final")
        self.assertEqual(len(files), 2)
        for data, problem in zip(files, ("quadratic dim=4 condition=10", "rosenbrock")):
            drawn = {}
            for line in data[0].splitlines():
                if line.startswith("# row"):
                    method = drawn.setdefault(re.sub(r", \d+ of \d+ runs lost$", "", line.split(": ", 1)[1]), [])
                elif line and not line.startswith("#"):
                    method.append(float(line.split()[2]))
            f_star = self.results.data["problems/f_star"][list(self.results.data["problems/problem"]).index(problem.encode())]
            self.assertEqual(set(drawn), set(self.results.text("method")))
            medians = []
            for method, values in drawn.items():
                ends = self.ends(problem=problem, method=method)
                np.testing.assert_allclose(values, [cost - f_star for good, cost in ends if good], rtol=1e-15)
                medians.append(np.median([cost if good else np.inf for good, cost in ends]))
            self.assertEqual(medians, sorted(medians))

    def test_sensitivity(self):
        files, _ = self.blocks("sensitivity")
        self.assertEqual(len(files), 1)
        seen = 0
        for block in files[0]:
            method = re.search(r"^# method (.*)$", block, re.M).group(1)
            problem = re.search(r"problem (.*)$", block, re.M).group(1)
            self.assertNotEqual(method, "alone")
            rows = [row for row in self.results.rows(problem=problem)
                    if re.sub(r" lr=\S+", "", self.results.run("method", row)) == method]
            if "lost run" in block:
                lost = {self.results.run("lr", row) for row in rows if self.results.run("status", row) != "finished"}
                self.assertEqual(set(self.numbers(block)[:, 0]), lost)
                continue
            for lr, median, low, high in self.numbers(block):
                values = [self.results.run("final_cost", row) if self.results.run("status", row) == "finished" else np.inf
                          for row in rows if self.results.run("lr", row) == lr]
                self.assertEqual(len(values), 5)
                with np.errstate(invalid="ignore"):
                    want = np.quantile(values, (0.5, 0.25, 0.75), method="linear")
                if np.isfinite(want[0]):
                    np.testing.assert_allclose((median, low), want[:2], rtol=1e-12)
                    self.assertTrue(np.isinf(high) if not np.isfinite(want[2]) else abs(high / want[2] - 1) < 1e-12)
                else:
                    self.assertTrue(np.isinf(median) and np.isnan(low))
                seen += 1
        self.assertEqual(seen, 2 * (5 + 5 + 2 + 2 + 2 + 2))
        self.assertIn("no method was run at two values of weight_decay",
                      self.downhill("plot", "r.h5", "--chart", "sensitivity", "--over", "weight_decay", expect=2).err)
        self.assertIn('did you mean "lr"', self.downhill("plot", "r.h5", "--chart", "sensitivity", "--over", "l", expect=2).err)

    def test_heatmap(self):
        files, paths = self.blocks("heatmap")
        self.assertEqual(len(files), 2)
        self.assertEqual(self.blocks("heatmap", "--over", "lr,beta")[0], files)
        for data, problem in zip(files, ("quadratic dim=4 condition=10", "rosenbrock")):
            self.assertEqual(len(data), 1)  # nesterov alone has two of each
            self.assertIn("# method nesterov\n", data[0])
            f_star = self.results.data["problems/f_star"][list(self.results.data["problems/problem"]).index(problem.encode())]
            for lr, beta, median, runs, lost in self.numbers(data[0]):
                ends = self.ends(problem=problem, optimizer="nesterov", lr=lr, optimizer_beta=beta)
                self.assertEqual((len(ends), sum(not good for good, _ in ends)), (runs, lost))
                self.assertAlmostEqual(median, np.median([cost - f_star if good else np.inf for good, cost in ends]), 12)
            self.assertEqual(len(self.numbers(data[0])), 4)
        text = " ".join("".join(node.itertext()) for node in tree.parse(self.folder / paths[1]).iter(SVG + "text"))
        self.assertIn("×", text)  # lr 2 is too much for rosenbrock
        self.assertIn("at two values of lr and two of momentum",
                      self.downhill("plot", "r.h5", "--chart", "heatmap", "--over", "lr,momentum", expect=2).err)
        # cells too small for numbers have none, and the title says what the colours stand for
        for width, numbers in ((440, True), (130, False)):
            path = self.downhill("plot", "r.h5", "-o", "small", "--chart", "heatmap", "--width", width).out.split()[0]
            texts = ["".join(node.itertext()).strip() for node in tree.parse(self.folder / path).iter(SVG + "text")]
            medians = {f"{number:.2g}" for number in self.numbers(files[0][0])[:, 2]}
            self.assertEqual((len(medians & set(texts)) > 1, "(dark)" in " ".join(texts)), (numbers, not numbers), texts)

    def test_schedule(self):
        files, paths = self.blocks("schedule")
        self.assertIn("the longest run of each method, of 5 seeds", (self.folder / paths[0]).read_text())
        for block in files[0]:
            step = self.numbers(block)[:, 0] if "rates" not in block and "others" not in block else ()
            label = re.search(r"^# method (.*)$", block, re.M).group(1)
            if "problem quadratic" not in block or not len(step):
                continue
            peak = float(re.search(r"lr=(\S+)", label).group(1)) if "lr=" in label else 0.1
            rate = self.numbers(block)[:, 1]
            if "cosine" in label:  # a row has the rate of the step that begins there, the last that of the last step
                np.testing.assert_allclose(rate[:-1], peak * (1 + np.cos(np.pi * step[:-1] / 60)) / 2, rtol=1e-12)
            elif "warmup" in label:
                self.assertTrue(rate[0] < rate[1] < rate[2] == rate[3] == peak)
            else:
                np.testing.assert_array_equal(rate, peak)

    def test_seconds(self):
        speed, _ = self.blocks("speed")
        ledger, _ = self.blocks("ledger")
        for data, bars, problem in zip(speed, ledger, ("quadratic dim=4 condition=10", "rosenbrock")):
            want = sorted((self.results.run("oracle_seconds", row) + self.results.run("optimizer_seconds", row)) / self.results.run("steps", row)
                          for row in self.results.rows(problem=problem) if self.results.run("steps", row))
            np.testing.assert_allclose(sorted(self.numbers(data[0])[:, 2]), want, rtol=1e-12)
            for row, share, oracle, optimizer in self.numbers(bars[0]):
                self.assertAlmostEqual(share, 100 * optimizer / (oracle + optimizer), 6)

    def test_formats(self):
        for chart in ("final", "heatmap", "ledger", "schedule", "sensitivity", "speed"):
            for ending in ("png", "dumb"):
                done = self.downhill("plot", "r.h5", "-o", "charts", "--chart", chart, "--format", ending, "--best-of", "optimizer")
                self.assertEqual(done.err, "")
                self.assertTrue("momentum" in done.out or ending == "png" or chart in ("heatmap", "schedule"), done.out)


COSTS = """
study: costs
seeds: 6
budget: {steps: 80}
limits: {cost: 1e9}
problems:
  - {problem: rosenbrock}
  - {problem: quadratic, dim: 4, condition: 10}
  - {problem: himmelblau}
methods:
  - {optimizer: sgd, lr: [0.0005, 0.002, 0.01, 0.3]}
  - {optimizer: adam, lr: [0.02, 0.1, 0.5]}
"""


def ranks(values):
    """Mean ranks of equal values, as SciPy's rankdata."""
    return np.array([(np.sum(values < v) + (1 + np.sum(values <= v))) / 2 for v in values])


class Costs(system.Case):
    """Charts of costs, ranks and tuning, against NumPy on the same file."""

    def setUp(self):
        super().setUp()
        results_of(self, COSTS, "c.h5")
        self.results = r = system.Results(self.folder / "c.h5")
        self.problems = list(dict.fromkeys(r.text("problem")))
        self.methods = list(dict.fromkeys(r.text("method")))
        self.stars = dict(zip((name.decode() for name in r.data["problems/problem"]), r.data["problems/f_star"]))

    def plot(self, chart, *arguments):
        return self.downhill("plot", "c.h5", "-o", "charts", "--chart", chart, *arguments).out.splitlines()

    def data(self, path):
        return (self.folder / (path + ".dat")).read_text()

    def lines(self, path):
        """Numbers of each block by (problem, method)."""
        found = {}
        for block in self.data(path).split("\n\n\n"):
            key = re.search(r"problem (.*)$", block, re.M).group(1), re.search(r"^# method (.*)$", block, re.M).group(1)
            found[key] = np.array([line.split() for line in block.splitlines() if line[0] != "#"], float)
        return found

    def texts(self, path):
        return " ".join("".join(node.itertext()) for node in tree.parse(self.folder / path).iter(SVG + "text"))

    def gap(self, row):
        return self.results.history("cost", row) - self.stars[self.results.run("problem", row)]

    def cost(self, row, tau, column="sample_gradients"):
        gap = self.gap(row)
        reached = np.flatnonzero(gap <= tau * gap[0])
        return self.results.history(column, row)[reached[0]] if len(reached) else np.inf

    def costs(self, problem, method, tau, column="sample_gradients"):
        rows = self.results.rows(problem=problem, method=method)
        self.assertEqual(len(rows), 6)
        return np.array([self.cost(row, tau, column) for row in rows])

    def check_steps(self, drawn, values, total):
        """The share of values that are at most x, from a first point at 0 to a last one at the end of the axis."""
        np.testing.assert_array_equal(drawn[:, 1], drawn[:, 2])
        self.assertEqual(drawn[0, 1], 0)
        self.assertEqual(drawn[-1, 1], drawn[-2, 1])
        want = np.unique(values[np.isfinite(values)])
        np.testing.assert_allclose(drawn[1:-1, 0], np.maximum(want, drawn[0, 0]), rtol=1e-12)
        np.testing.assert_allclose(drawn[1:-1, 1], [np.sum(values <= x * (1 + 1e-12)) / total for x in want], rtol=1e-12)

    def test_ecdf(self):
        drawn = self.lines(self.plot("ecdf")[0])
        taus = 10 ** (-np.arange(1, 36) / 5)
        whole = {}
        for problem in self.problems:
            for method in self.methods:
                values = np.concatenate([self.costs(problem, method, tau) for tau in taus])
                self.check_steps(drawn[problem, method], values, len(values))
                whole.setdefault(method, []).append(values)
        for method, values in whole.items():
            self.check_steps(drawn["all 3 problems", method], np.concatenate(values), 3 * 6 * 35)
        self.assertEqual(len(drawn), 4 * 7)

    def test_data_profile(self):
        for arguments, column, tau in (((), "sample_gradients", 1e-3), (("--target", 0.1, "--x", "step"), "step", 0.1)):
            path = self.plot("data_profile", *arguments)[0]
            self.assertEqual("-by-step-target-0.1" in path, bool(arguments))
            for (_, method), drawn in self.lines(path).items():
                values = np.concatenate([self.costs(problem, method, tau, column) for problem in self.problems])
                self.check_steps(drawn, values, 18)

    def test_profile(self):
        drawn = self.lines(self.plot("profile", "--target", 0.05)[0])
        middle = np.array([[np.median(self.costs(problem, method, 0.05)) for method in self.methods] for problem in self.problems])
        self.assertTrue(np.isfinite(middle).any(axis=1).all())
        for i, method in enumerate(self.methods):
            self.check_steps(drawn["", method], middle[:, i] / middle.min(axis=1), 3)
        self.assertIn("over 3 problems", self.texts("charts/c-profile-target-0.05.svg"))
        own = int(np.flatnonzero(np.isfinite(middle).all(axis=0) & (middle > middle.min(axis=1)[:, None]).any(axis=0))[0])
        path = self.plot("profile", "--target", 0.05, "--reference", self.methods[own])[0]
        self.assertIn("-against-", path)
        self.assertIn("cost over that of " + self.methods[own], self.texts(path))
        drawn = self.lines(path)
        for i, method in enumerate(self.methods):
            self.check_steps(drawn["", method], middle[:, i] / middle[:, own], 3)
        self.assertLess(min(line[1, 0] for line in drawn.values()), 1)
        self.assertIn("expected one such as", self.downhill("plot", "c.h5", "--chart", "profile", "--reference",
                                                            self.methods[own][:-1], expect=2).err)

    def test_time_to_target(self):
        paths = self.plot("time_to_target", "--target", 0.05)
        censored = 0
        for path, problem in zip(paths, self.problems):
            points, *bounds = self.data(path).split("\n\n\n")
            method, order, drawn = None, [], {}
            for line in points.splitlines():
                if line.startswith("# row"):
                    method = re.sub(r", \d+ of \d+ runs lost$", "", line.split(": ", 1)[1])
                    drawn[method] = []
                elif line.startswith("# expected"):
                    expected, low, high = map(float, re.findall(r"[-\d.e+]+|inf|nan", line.split("expected")[1].replace("interval", "").replace("to", "")))
                    costs = self.costs(problem, method, 0.05)
                    spent = np.array([self.results.history("sample_gradients", row)[-1] for row in self.results.rows(problem=problem, method=method)])
                    reached = np.isfinite(costs)
                    want = np.where(reached, costs, spent).sum() / reached.sum() if reached.any() else np.inf
                    np.testing.assert_allclose(expected, want, rtol=1e-12)
                    self.assertTrue(low <= expected <= high, line)
                    order.append(expected)
                elif line and line[0] != "#":
                    drawn[method].append(float(line.split()[2]))
            self.assertEqual(order, sorted(order))
            ends = []
            for method in self.methods:
                costs = self.costs(problem, method, 0.05)
                self.assertEqual(sorted(drawn[method]), sorted(costs[np.isfinite(costs)]))
                ends += [self.results.history("sample_gradients", row)[-1] for row, c in
                         zip(self.results.rows(problem=problem, method=method), costs) if np.isinf(c)]
            shown = [float(line.split()[2]) for block in bounds for line in block.splitlines() if line[0] != "#"]
            self.assertEqual(sorted(shown), sorted(ends))
            censored += len(shown)
        self.assertGreater(censored, 6)

    def test_critical_difference(self):
        """Mean ranks by hand; q(7) at 0.05 is 2.949 in table 5 of Demšar (2006)."""
        path = self.plot("critical_difference", "--final")[0]
        ranked, groups, difference = self.data(path).split("\n\n\n")
        final = np.array([[np.median([self.gap(row)[-1] if self.results.run("status", row) == "finished" else np.inf
                                      for row in self.results.rows(problem=problem, method=method)]) for method in self.methods]
                          for problem in self.problems])
        star = np.array([self.stars[problem] for problem in self.problems])
        want = np.mean([ranks(np.maximum(row, abs(f) * 2.0**-52)) for row, f in zip(final, star)], axis=0)
        method, got = None, {}
        for line in ranked.splitlines()[1:]:
            if line.startswith("# method "):
                method = line[9:]
            else:
                place, rank, low, high = map(float, line.split())
                got[method] = rank
                self.assertEqual(place, len(got))
        np.testing.assert_allclose([got[method] for method in self.methods], want, rtol=1e-12)
        self.assertEqual(list(got.values()), sorted(got.values()))
        cd = float(difference.splitlines()[1].split()[0])
        self.assertAlmostEqual(cd, 2.949 * np.sqrt(7 * 8 / (6 * 3)), 2)
        order = sorted(want)
        for line in groups.splitlines()[1:]:
            first, last = (int(n) - 1 for n in line.split())
            self.assertLess(order[last] - order[first], cd)
            self.assertTrue(last + 1 == len(order) or order[last + 1] - order[first] >= cd)

    def test_tuning(self):
        """Every draw of k settings, one by one."""
        drawn = self.lines(self.plot("tuning")[0])
        middle = self.lines(self.plot("tuning", "--band", "0.25,0.75")[0])
        for problem in self.problems:
            for optimizer in ("sgd", "adam"):
                values = [np.median([self.gap(row)[-1] if self.results.run("status", row) == "finished" else np.inf
                                     for row in self.results.rows(problem=problem, method=method)])
                          for method in self.methods if method.startswith(optimizer)]
                for k, mean, low, high in drawn[problem, optimizer]:
                    best = sorted(min(some) for some in itertools.combinations(values, int(k)))
                    np.testing.assert_allclose(mean, np.mean(best), rtol=1e-9)
                    quartile = [best[max(int(np.ceil(len(best) * q)) - 1, 0)] for q in (0.25, 0.5, 0.75)]
                    np.testing.assert_allclose((low, high), (quartile[0], quartile[2]), rtol=1e-12)
                    np.testing.assert_allclose(middle[problem, optimizer][int(k) - 1, 1], quartile[1], rtol=1e-12)

    def test_currencies(self):
        """Every column of the ledger is an axis."""
        labels = {"gradient_evals": "gradient evaluations (calls)", "hvps": "Hessian-vector products", "loss_evals": "loss evaluations",
                  "oracle_seconds": "seconds in the problem", "sample_gradients": "gradients of single", "sample_losses": "losses of single"}
        for axis, label in labels.items():
            path = self.plot("convergence", "--x", axis)[0]
            self.assertIn(label, self.texts(path))
            ends = {problem: max(self.results.history(axis, row)[-1] for row in self.results.rows(problem=problem)) for problem in self.problems}
            for (problem, _), drawn in self.lines(path).items():
                self.assertLessEqual(drawn[-1, 0], ends[problem])
            self.assertEqual(max(drawn[-1, 0] for (problem, _), drawn in self.lines(path).items() if problem == self.problems[0]),
                             ends[self.problems[0]])
        self.assertIn('did you mean loss_evals', self.downhill("plot", "c.h5", "--x", "loss_eval", expect=2).err)

    def test_bands(self):
        costs = {(problem, method): np.array([self.gap(row) for row in self.results.rows(problem=problem, method=method)])
                 for problem in self.problems for method in ("adam lr=0.02", "sgd lr=0.0005")}
        mean = self.lines(self.plot("convergence", "--band", "mean")[0])
        wide = self.lines(self.plot("convergence", "--band", "0.1,0.9")[0])
        for key, gaps in costs.items():
            at = mean[key][:, 0].astype(int)  # a row a step
            np.testing.assert_allclose(mean[key][:, 1], gaps.mean(axis=0)[at], rtol=1e-11)
            self.assertTrue((mean[key][:, 2] <= mean[key][:, 1]).all() and (mean[key][:, 1] <= mean[key][:, 3]).all())
            np.testing.assert_allclose(wide[key][:, 1:], np.quantile(gaps, (0.5, 0.1, 0.9), axis=0).T[at], rtol=1e-11)
        self.assertIn("bootstrap interval", self.texts("charts/c-convergence-band-mean.svg"))
        for bad in ("0.6,0.9", "0.1", "median"):
            self.downhill("plot", "c.h5", "--band", bad, expect=2)

    def test_sizes(self):
        for size, width in (("screen", None), ("column", 3.4), ("slide", 13.33)):
            for path in self.plot("convergence", "--chart", "final", "--chart", "critical_difference", "--chart", "contour", "--size", size):
                picture = tree.parse(self.folder / path).getroot()
                if width:
                    self.assertAlmostEqual(float(picture.get("width")) / 96, width, 1)
        self.downhill("plot", "c.h5", "--size", "poster", expect=2)


UGLY = """
study: ugly
seeds: 1
budget: {steps: 4}
limits: {cost: 1e30}
problems:
  - {name: "it's `touch hit` $(touch hit) §!touch hit", problem: rosenbrock}
  - {name: '\\write18{touch hit} % "<>"', problem: himmelblau}
methods:
  - {optimizer: sgd, lr: 1e9}
  - {name: "sgd' system('touch hit') '", optimizer: sgd, lr: 0.001}
  - {name: '\\input{/etc/passwd} $a_b^c$ & {', optimizer: adam, lr: 0.1}
  - {name: "наивный метод 日本 é α %s", optimizer: adam, lr: 0.2}
  - {name: "§!touch hit§", optimizer: sgd, lr: 0.002}
"""


class Ugly(system.Case):
    def plot(self, name, *arguments):
        done = self.downhill("plot", name, "-o", "charts", *arguments)
        self.assertEqual(done.err, "")  # gnuplot's warnings are errors
        self.assertFalse([path for path in self.folder.rglob("hit")])
        return done.out.splitlines()

    def test_names(self):
        """One seed, names that would be commands, in every format; what LaTeX makes of them is text."""
        results_of(self, UGLY, "u.h5")
        with h5py.File(self.folder / "u.h5", "a") as file:  # no study may have them, but any file
            for name in ("runs/method", "runs/problem", "problems/problem"):
                file[name][:] = [text.decode().replace("§", "\n").encode() for text in file[name][:]]
        for ending, charts in (("png", ("final", "ecdf", "critical_difference")), ("dumb", ("critical_difference", "contour", "tuning")),
                               ("svg", ("all",)), ("tex", ("all",))):
            paths = self.plot("u.h5", *(word for chart in charts for word in ("--chart", chart)), "--format", ending, "--title", "ugly \" ' ` $ % & # _ { } ~ ^ é 日本 \\input{x}")
        self.assertGreater(len(paths), 10)
        for path in paths:
            text = (self.folder / path).read_text()
            self.assertTrue((self.folder / path.replace(".tex", ".pdf")).exists())
            for command in ("\\input{", "\\write18", "$a_b"):
                self.assertNotIn(command, text)
        texts = "".join((self.folder / path).read_text() for path in paths)
        self.assertIn("\\textbackslash{}input\\{/etc/passwd\\} \\char36{}a\\_b\\textasciicircum{}c\\char36{} \\& \\{", texts)
        if not shutil.which("pdflatex"):
            self.skipTest("no pdflatex")
        page = "\\documentclass{article}\n\\usepackage{graphicx,xcolor}\n\\begin{document}\n"
        (self.folder / "charts/all.tex").write_text(page + "".join("\\input{%s}\n\n" % path.split("/")[1] for path in paths) + "\\end{document}\n")
        done = subprocess.run(["pdflatex", "-no-shell-escape", "-interaction=nonstopmode", "-halt-on-error", "all.tex"], cwd=self.folder / "charts",
                              env={**os.environ, "HOME": str(self.folder), "MKTEXPK": "0"}, stdout=subprocess.PIPE, stdin=subprocess.DEVNULL)
        self.assertEqual(done.returncode, 0, done.stdout.decode(errors="replace")[-2000:])

    def test_numbers(self):
        """All diverged; costs across 20 decades and 60 methods; one row."""
        study = "seeds: 1\nproblems:\n  - {problem: quadratic, dim: 3, condition: 2}\n"
        rates = ", ".join("%.4g" % 10**(i / 4 - 6) for i in range(60))
        for name, more in {"lost": "limits: {cost: 10}\nbudget: {steps: 3}\nmethods:\n  - {optimizer: sgd, lr: [1e6, 1e7]}\n",
                           "one": "budget: {steps: 1}\nmethods:\n  - {optimizer: sgd, lr: 0.1}\n",
                           "many": "limits: {cost: 1e200}\nbudget: {steps: 3}\nmethods:\n  - {optimizer: sgd, lr: [%s]}\n" % rates}.items():
            shutil.rmtree(self.folder / "charts", ignore_errors=True)
            results_of(self, f"study: {name}\n" + study + more, name + ".h5")
            for arguments in (("--size", "column", "--format", "png"), ("--chart", "all", "--format", "dumb"), ("--chart", "all")):
                self.plot(name + ".h5", *arguments)
            self.assertIn("only 1 seed", (self.folder / f"charts/{name}-convergence.svg").read_text())
        self.assertIn("50 others", (self.folder / "charts/many-convergence.svg").read_text())


if __name__ == "__main__":
    system.main()
