"""Cost, gradient, metrics and certified minima of the models on the data that ship, again in NumPy from the formulas at the top of the
plugins' files, at the points where runs ended; and the data as the runs saw them, from the CSV files."""
import csv

import numpy as np

import system

# problem, dataset, its target column
MODELS = [
    ("linear_regression", "diabetes", "progression"),
    ("logistic_regression", "breast_cancer", "diagnosis"),
    ("softmax_regression", "digits", "digit"),
    ("softmax_regression", "iris", "species"),
    ("softmax_regression", "wine", "cultivator"),
]
L2 = 0.0375
STUDY = """
study: models
seeds: 2
budget: {epochs: 3}
problems:
""" + "\n".join(f"  - {{name: {problem} {data}, problem: {problem}, dataset: {{name: {data}, test: 0.25}}"
                + (f", l2: {L2}" if problem != "linear_regression" else "") + ", start_scale: 0.5}" for problem, data, _ in MODELS) + """
methods:
  - {optimizer: adam, batch: 16, lr: 0.02}
  - {optimizer: sgd, batch: full, lr: 0.1}
"""


def linear(x, X, y):
    """Loss of each row, gradient of each row with respect to its prediction, predictions; x[0] is the intercept."""
    z = X @ x[1:] + x[0]
    return 0.5 * (z - y) ** 2, z - y, z


def logistic(x, X, y):
    z = X @ x[1:] + x[0]
    return np.logaddexp(0, z) - y * z, 1 / (1 + np.exp(-z)) - y, z


def softmax(x, X, y):
    classes = int(y.max()) + 1
    W = x[classes:].reshape(classes, -1)
    z = X @ W.T + x[:classes]
    most = z.max(axis=1, keepdims=True)
    log_sum = np.log(np.exp(z - most).sum(axis=1)) + most[:, 0]
    p = np.exp(z - log_sum[:, None])
    p[np.arange(len(y)), y.astype(int)] -= 1
    return log_sum - z[np.arange(len(y)), y.astype(int)], p, z


def gradient(X, slopes):
    """Of the mean loss: the intercepts', then the weights'."""
    slopes = slopes.reshape(len(X), -1)
    return np.concatenate([slopes.mean(axis=0), (slopes.T @ X / len(X)).ravel()])


def metrics(problem, loss, z, y):
    if problem == "linear_regression":
        return {"mae": abs(z - y).mean(), "r2": 1 - ((z - y) ** 2).sum() / ((y - y.mean()) ** 2).sum()}
    right = (z > 0) == (y > 0.5) if problem == "logistic_regression" else z.argmax(axis=1) == y
    return {"accuracy": right.mean(), "log_loss": loss.mean()}


def least(problem, X, y):
    """The minimum of the cost."""
    A = np.column_stack([np.ones(len(X)), X])
    if problem == "linear_regression":
        w = np.linalg.lstsq(A, y, rcond=None)[0]
        return ((A @ w - y) ** 2).mean() / 2
    classes = int(y.max()) + 1 if problem == "softmax_regression" else 1
    decay = L2 * np.ones((classes, A.shape[1]))
    decay[:, 0] = 0
    w = np.zeros((classes, A.shape[1]))
    for _ in range(30):
        z = A @ w.T
        if classes == 1:
            p = 1 / (1 + np.exp(-z))
            bend = (p * (1 - p))[:, :, None]
            error = p - y[:, None]
        else:
            p = np.exp(z - z.max(axis=1, keepdims=True))
            p /= p.sum(axis=1, keepdims=True)
            bend = p[:, :, None] * (np.eye(classes) - p[:, None, :])
            error = p - np.eye(classes)[y.astype(int)]
        g = error.T @ A / len(A) + decay * w
        part = {(j, k): A.T @ (bend[:, j, k, None] * A) / len(A) for j in range(classes) for k in range(j + 1)}
        H = np.block([[part[max(j, k), min(j, k)] for k in range(classes)] for j in range(classes)])
        H = H + np.diag(decay.ravel())
        if classes > 1:  # what all intercepts share has no effect
            common = np.zeros(w.shape)
            common[:, 0] = 1
            H = H + np.outer(common, common)
        w = w - np.linalg.solve(H, g.ravel()).reshape(w.shape)
        if abs(g).max() < 1e-9:  # the step just taken squares that
            break
    z = A @ w.T
    loss = np.logaddexp(0, z[:, 0]) - y * z[:, 0] if classes == 1 else \
        np.log(np.exp(z - z.max(axis=1, keepdims=True)).sum(axis=1)) + z.max(axis=1) - z[np.arange(len(y)), y.astype(int)]
    return loss.mean() + (decay * w ** 2).sum() / 2


class Models(system.Case):
    made = None  # the results file, made once

    def setUp(self):
        super().setUp()
        self.write("models.yaml", STUDY)
        if not Models.made:
            self.downhill("run", "models.yaml", "-o", "m.h5", "-q")
            Models.made = (self.folder / "m.h5").read_bytes()
        self.write("m.h5", Models.made)
        self.results = system.Results(self.folder / "m.h5")

    def data(self, problem, data):
        rows = [[float(value) for value in row.values()] for row in self.raw(problem, data)]
        table = np.array(rows)
        return table[:, :-1], table[:, -1]

    def raw(self, problem, data):
        return [{k: v for k, v in row.items() if k != "split"} for row in self.rows("m.h5", "--data", f"{problem} {data}")]

    def test_models(self):
        formula = {"linear_regression": linear, "logistic_regression": logistic, "softmax_regression": softmax}
        for problem, data, _ in MODELS:
            X, y = self.data(problem, data)
            rows = self.results.rows(problem=f"{problem} {data}")
            self.assertEqual(len(rows), 4)
            for row in rows:
                with self.subTest(problem=problem, data=data, row=row):
                    self.compare(row, problem, formula[problem], X, y)

    def compare(self, row, problem, formula, X, y):
        r = self.results
        first, count = r.run("final_offset", row), int(r.run("final_length", row))
        x = r.data["final/x"][first:first + count]
        training = int(r.run("samples", row))
        l2 = 0 if problem == "linear_regression" else L2
        intercepts = int(y.max()) + 1 if problem == "softmax_regression" else 1
        weights = np.concatenate([np.zeros(intercepts), x[intercepts:]])
        for split, part in (("train", slice(0, training)), ("test", slice(training, None))):
            loss, slopes, z = formula(x, X[part], y[part])
            cost = loss.mean() + l2 / 2 * (weights @ weights)
            column = "cost" if split == "train" else "test_cost"
            np.testing.assert_allclose(r.history(column, row)[-1], cost, rtol=1e-12)
            for name, value in metrics(problem, loss, z, y[part]).items():
                np.testing.assert_allclose(r.history(f"{split}_{name}", row)[-1], value, rtol=1e-12)
            if split == "train":
                norm = np.linalg.norm(gradient(X[part], slopes) + l2 * weights)
                np.testing.assert_allclose(r.history("gradient_norm", row)[-1], norm, rtol=1e-11)

    def test_minima(self):
        """Newton's method in NumPy, with whole Hessians, ends at the same value; for least squares, NumPy's lstsq."""
        r = self.results
        for problem, data, _ in MODELS:
            with self.subTest(problem=problem, data=data):
                X, y = self.data(problem, data)
                at = list(r.data["problems/problem"]).index(f"{problem} {data}".encode())
                f_star, gap = r.data["problems/f_star"][at], r.data["problems/f_star_gap"][at]
                training = int(r.data["problems/samples"][at])
                np.testing.assert_allclose(f_star, least(problem, X[:training], y[:training]), rtol=2e-13)
                self.assertTrue(0 <= gap <= 1e-12 * f_star)
                self.assertEqual(r.data["problems/certificate"][at], b"QR" if problem == "linear_regression" else b"self-concordance")
                for row in r.rows(problem=f"{problem} {data}"):
                    self.assertGreaterEqual(r.history("cost", row).min(), f_star)

    def test_curvature(self):
        """mu and L of least squares: the eigenvalues of the Hessian."""
        X, _ = self.data("linear_regression", "diabetes")
        at = list(self.results.data["problems/problem"]).index(b"linear_regression diabetes")
        training = int(self.results.data["problems/samples"][at])
        A = np.column_stack([np.ones(training), X[:training]])
        values = np.linalg.svd(A, compute_uv=False) ** 2 / training
        np.testing.assert_allclose(self.results.data["problems/smoothness"][at], values.max(), rtol=1e-12)
        np.testing.assert_allclose(self.results.data["problems/mu"][at], values.min(), rtol=1e-11)

    def test_polyak(self):
        """Polyak's step is told the minimum, and reaches it."""
        self.write("polyak.yaml", "study: polyak\nbudget: {steps: 3000}\nrecord: {every: 100 steps}\nmethods: [{optimizer: polyak}]\n"
                   "problems: [{problem: softmax_regression, dataset: iris, l2: 0.1}]")
        self.downhill("run", "polyak.yaml", "-o", "p.h5", "-q")
        r = system.Results(self.folder / "p.h5")
        self.assertLess(r.history("cost", 0)[-1] - r.data["problems/f_star"][0], 1e-9)
        self.assertIn("the same bits", self.downhill("replay", "p.h5", 0).out)

    def test_data(self):
        """Every row of the file is there once, standardised over the training rows, with its label's number in sorted order."""
        for problem, data, target in MODELS:
            X, y = self.data(problem, data)
            with open(system.SOURCE / f"configs/datasets/{data}.csv", newline="") as file:
                rows = list(csv.DictReader(file))
            labels = [row.pop(target) for row in rows]
            raw = np.array([[float(value) for value in row.values()] for row in rows])
            names = sorted(set(labels))
            want = np.array([float(label) if problem == "linear_regression" else names.index(label) for label in labels])
            self.assertEqual(len(X), len(raw))
            training = int(self.results.run("samples", self.results.rows(problem=f"{problem} {data}")[0]))
            self.assertLess(abs(training - 0.75 * len(raw)), 1)
            np.testing.assert_allclose(X[:training].mean(axis=0), 0, atol=1e-12)
            spread = X[:training].std(axis=0)
            np.testing.assert_allclose(spread[spread > 0], 1, rtol=1e-12)
            # Standardising is a rising line for each column, so ranks stay; the targets go with their rows.
            order = lambda table, target: sorted(map(tuple, np.column_stack([ranks(table), target])))
            self.assertEqual(order(X, y), order(raw, want))


def ranks(table):
    return np.column_stack([np.unique(np.round(column, 9), return_inverse=True)[1] for column in table.T])


if __name__ == "__main__":
    system.main()
