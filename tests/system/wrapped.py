"""Problems around problems: what noise changes and what it leaves alone, shifted and rotated landscapes, and bad values."""
import numpy as np

import system

STUDY = """study: wrapped
seeds: 2
budget: {steps: 30}
record: {every: 1 steps}
problems:
  - {name: plain, problem: rosenbrock}
  - {name: noisy, problem: noisy, additive: [0, 0.25, 1], inner: rosenbrock}
  - {name: factor, problem: noisy, multiplicative: 0.5, tail: student, freedom: 2.5, inner: rosenbrock}
  - {name: still, problem: moved, shift: 0, rotate: no, inner: rosenbrock}
  - {name: plain q, problem: quadratic, center: random, dim: 7}
  - {name: noisy q, problem: noisy, inner: {name: noisy, inner: {name: quadratic, center: random, dim: 7}}}
  - {name: moved, problem: moved, inner: rosenbrock}
  - {name: noise inside, problem: moved, shift: 0, rotate: no, inner: {name: noisy, additive: 0.25, inner: rosenbrock}}
  - {name: both, problem: noisy, additive: 0.25, inner: {name: moved, inner: rosenbrock}}
methods:
  - {optimizer: sgd, lr: [0.0001, 0.0002]}
  - {optimizer: lbfgs}
"""
RATES = [0.0001, 0.0002]


def rosenbrock(x, y):
    return (1 - x) ** 2 + 100 * (y - x ** 2) ** 2, np.array([-2 * (1 - x) - 400 * x * (y - x ** 2), 200 * (y - x ** 2)])


class Wrapped(system.Case):
    def noise(self, r, row, rate):
        """What was added to the gradient in each step of descent at this rate."""
        x = np.array([r.history("x1", row), r.history("x2", row)])
        _, gradient = rosenbrock(*x[:, :-1])
        return (x[:, :-1] - x[:, 1:]) / rate - gradient

    def test_study(self):
        self.write("wrapped.yaml", STUDY)
        self.downhill("run", "wrapped.yaml", "-o", "w.h5", "-q")
        r = system.Results(self.folder / "w.h5")
        row = lambda problem, method, seed=0: r.rows(problem=problem, method=method, seed=seed)[0]
        sgd = [f"sgd lr={rate:.4f}" for rate in RATES]
        self.assertEqual(len(set(r.text("id"))), r.count)

        # Without noise and without a move: the runs of the plain problem.
        for seed in range(2):
            for method in sgd + ["lbfgs"]:
                for same, plain in [("noisy additive=0", "plain"), ("still", "plain"), ("noisy q", "plain q")]:
                    one, other = row(same, method, seed), row(plain, method, seed)
                    for column in ["cost", "gradient_norm"] + ["x1", "x2"] * (plain == "plain"):
                        self.assertEqual(r.history(column, one).tobytes(), r.history(column, other).tobytes(), (same, method, column))

        # The recorded cost is exact; the noise is that of the step, whatever the method, and only its size varies.
        seen = []
        for seed in range(2):
            for level in ["0.25", "1"]:
                for rate, method in zip(RATES, sgd):
                    i = row("noisy additive=" + level, method, seed)
                    cost, gradient = rosenbrock(r.history("x1", i), r.history("x2", i))
                    np.testing.assert_allclose(r.history("cost", i), cost, rtol=1e-13)
                    np.testing.assert_allclose(r.history("gradient_norm", i), np.hypot(*gradient), rtol=1e-12)
                    seen.append(self.noise(r, i, rate) / float(level))
                    self.assertEqual(len(seen[-1][0]), 30)
        for k in (1, 2, 3):
            np.testing.assert_allclose(seen[k], seen[0], atol=1e-7)
            np.testing.assert_allclose(seen[4 + k], seen[4], atol=1e-7)
        self.assertGreater(abs(seen[4] - seen[0]).min(), 1e-6)
        self.assertGreater(abs(np.diff(seen[0])).min(), 1e-6)
        self.assertLess(abs(np.mean(seen[0])), 6 / np.sqrt(60))

        for method in sgd:
            one, other = row("noise inside", method), row("noisy additive=0.25", method)
            self.assertEqual(r.history("x1", one).tobytes(), r.history("x1", other).tobytes())

        # A factor of the whole step.
        i = row("factor", sgd[0])
        added, gradient = self.noise(r, i, RATES[0]), rosenbrock(r.history("x1", i), r.history("x2", i))[1][:, :-1]
        np.testing.assert_allclose(added[0] * gradient[1], added[1] * gradient[0], atol=1e-6 * abs(gradient).max() ** 2)
        self.assertGreater(abs(added).max(), 0.01)

        # Moved: the same run, seen from elsewhere; its start, its cost, and a box around it all.
        problems = {p["problem"]: p for p in self.rows("w.h5", "--table", "problems")}
        box = [float(problems["moved"]["box_" + side]) for side in ("x1_min", "x1_max", "x2_min", "x2_max")]
        for problem in ("moved", "both"):
            self.assertEqual([problems[problem][k] for k in ("f_star", "certificate", "convex")], ["0", "analytic", "0"])
            self.assertEqual([float(problems[problem]["box_" + s]) for s in ("x1_min", "x1_max", "x2_min", "x2_max")], box)
        self.assertEqual(problems["noisy q"]["convex"], "1")
        self.assertNotEqual(box, [-2, 2, -1, 3])
        points = {}
        for seed in range(2):
            for method in sgd:
                one, other = row("moved", method, seed), row("plain", method, seed)
                np.testing.assert_allclose(r.history("cost", one), r.history("cost", other), rtol=1e-9)
                points[seed, method] = [np.array([r.history(c, i) for c in ("x1", "x2")]) for i in (one, other)]
                x1, x2 = points[seed, method][0]
                self.assertTrue(box[0] <= x1[0] <= box[1] and box[2] <= x2[0] <= box[3])
        moved, plain = (np.hstack([points[seed, sgd[1]][k] for seed in range(2)]) for k in range(2))
        design = np.vstack([plain, np.ones(plain.shape[1])])
        map_, _, rank, _ = np.linalg.lstsq(design.T, moved.T, rcond=None)
        self.assertEqual(rank, 3)
        np.testing.assert_allclose(map_[:2].T @ map_[:2], np.eye(2), atol=1e-9)  # one rotation and one shift for all seeds
        np.testing.assert_allclose(design.T @ map_, moved.T, atol=1e-9)
        self.downhill("replay", "w.h5", r.text("id")[row("both", sgd[0])])

    def test_bad(self):
        bad = [
            ("{problem: noisy, inner: ridge}", r":4:15: inner: problem 'ridge' needs a dataset and cannot be wrapped"),
            ("{problem: noisy, inner: bowl, additive: -1}", r":4:45: additive: expected a number >= 0 .*got '-1'"),
            ("{problem: noisy, inner: bowl, freedom: 1}", r":4:44: freedom: expected a number > 1 .*got '1'"),
            ("{problem: noisy, inner: bowl, tail: cauchy}", r":4:41: tail: expected one of normal, student; got 'cauchy'"),
            ("{problem: moved, inner: {name: zakharov, dim: 5000}}", r":4:15: .*5000 variables cannot be rotated, at most 4096 can"),
            ("{problem: moved, inner: bowl, start: [1, 2, 3]}", r":4:15: start: expected 2 numbers"),
        ]
        for problem, message in bad:
            self.write("bad.yaml", f"study: bad\nbudget: {{steps: 5}}\nproblems:\n  - {problem}\nmethods: [{{optimizer: sgd, lr: 1}}]\n")
            done = self.downhill("run", "bad.yaml", "--dry-run", expect=2)
            self.assertRegex(done.err, "bad.yaml" + message if message[0] == ":" else message)


system.main()
