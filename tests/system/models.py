"""Cost, gradient, metrics and certified minima of the models on the data that ship, again in NumPy from the formulas at the top of the
plugins' files, at the points where runs ended; and the data as the runs saw them, from the CSV files."""
import csv
import os
from fractions import Fraction

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # more of them only wait for one another here
import numpy as np
from scipy.optimize import linprog

import system

try:
    from sklearn.svm import SVC
except ImportError:
    SVC = None  # nothing to compare the hinge's minima with

L2 = 0.0375


# Loss of each row, its slope and its bend (first and second derivative) at the prediction z.
def squared(z, y):
    return 0.5 * (z - y) ** 2, z - y, np.ones_like(z)


def logistic(z, y):
    p = 1 / (1 + np.exp(-z))
    return np.logaddexp(0, z) - y * z, p - y, p * (1 - p)


def poisson(z, y):
    return np.exp(z) - y * z, np.exp(z) - y, np.exp(z)


def huber(z, y, delta=40):
    e = z - y
    near = abs(e) <= delta
    return np.where(near, e ** 2 / 2, delta * (abs(e) - delta / 2)), np.clip(e, -delta, delta), near * 1.0


def pseudo_huber(z, y, delta=40):
    q = (z - y) / delta
    return delta ** 2 * (np.sqrt(1 + q ** 2) - 1), (z - y) / np.sqrt(1 + q ** 2), (1 + q ** 2) ** -1.5


def quantile(z, y, tau=0.3, width=8):
    e = z - y
    high, low = e > width * (1 - tau), e < -width * tau
    loss = np.where(high, (1 - tau) * e - width * (1 - tau) ** 2 / 2, np.where(low, -tau * e - width * tau ** 2 / 2, e ** 2 / 2 / width))
    return loss, np.where(high, 1 - tau, np.where(low, -tau, e / width)), (~high & ~low) / width


def geman_mcclure(z, y, c=60):
    e = z - y
    u = (e / c) ** 2
    return e ** 2 / 2 / (1 + u), e / (1 + u) ** 2, (1 - 3 * u) / (1 + u) ** 3


def tukey(z, y, c=90):
    e = z - y
    u = np.minimum((e / c) ** 2, 1)
    return c ** 2 / 6 * (1 - (1 - u) ** 3), e * (1 - u) ** 2, (1 - u) * (1 - 5 * u)


def hinge(z, y):
    s = 2 * y - 1
    return np.maximum(0, 1 - s * z), -s * (s * z < 1), np.zeros_like(z)


def squared_hinge(z, y):
    s = 2 * y - 1
    d = np.maximum(0, 1 - s * z)
    return d ** 2, -2 * s * d, 2.0 * (d > 0)


def softmax(z, y):
    """Here z, slope and bend have an axis, or two, for the classes."""
    most = z.max(axis=1, keepdims=True)
    log_sum = np.log(np.exp(z - most).sum(axis=1)) + most[:, 0]
    p, one = np.exp(z - log_sum[:, None]), np.eye(z.shape[1])
    return log_sum - z[np.arange(len(y)), y.astype(int)], p - one[y.astype(int)], p[:, :, None] * (one - p[:, None, :])


# problem, dataset, its target column, formula, settings, name of the certificate
MODELS = [
    ("huber_regression", "diabetes", "progression", huber, f"l2: {L2}, delta: 40", "duality, convexity"),
    ("linear_regression", "diabetes", "progression", squared, "", "QR"),
    ("logistic_nonconvex", "breast_cancer", "diagnosis", logistic, f"penalty: {L2}", ""),
    ("logistic_regression", "breast_cancer", "diagnosis", logistic, f"l2: {L2}", "convexity, self-concordance"),
    ("poisson_regression", "diabetes", "progression", poisson, f"l2: {L2}", "convexity, self-concordance"),
    ("pseudo_huber", "diabetes", "progression", pseudo_huber, f"l2: {L2}, delta: 40", "duality, self-concordance"),
    ("quantile_regression", "diabetes", "progression", quantile, f"l2: {L2}, tau: 0.3, width: 8", "duality, convexity"),
    ("ridge", "diabetes", "progression", squared, f"l2: {L2}", "QR"),
    ("robust_regression", "diabetes", "progression", geman_mcclure, f"l2: {L2}, loss: geman_mcclure, c: 60", ""),
    ("robust_regression", "diabetes", "progression", tukey, f"l2: {L2}, loss: tukey, c: 90", ""),
    ("softmax_regression", "digits", "digit", softmax, f"l2: {L2}", "convexity, self-concordance"),
    ("softmax_regression", "iris", "species", softmax, f"l2: {L2}", "convexity, self-concordance"),
    ("softmax_regression", "wine", "cultivator", softmax, f"l2: {L2}", "convexity, self-concordance"),
    ("svm", "breast_cancer", "diagnosis", squared_hinge, f"l2: {L2}", "duality, convexity"),
    ("svm", "breast_cancer", "diagnosis", hinge, f"l2: {L2}, loss: hinge", "duality, convexity"),
]
MODELS = [(f"{problem} {data} {formula.__name__}", problem, data, target, formula, settings, proof)
          for problem, data, target, formula, settings, proof in MODELS]
STUDY = """
study: models
seeds: 2
budget: {epochs: 3}
problems:
""" + "\n".join(f"  - {{name: {name}, problem: {problem}, dataset: {{name: {data}, test: 0.25}}, start_scale: 0.5"
                + (f", {settings}}}" if settings else "}") for name, problem, data, _, _, settings, _ in MODELS) + """
methods:
  - {optimizer: adam, batch: 16, lr: 0.02}
  - {optimizer: adam, batch: full, lr: 0.1}
"""


def penalty(problem, w, l2=L2):
    """Of the weights w [classes][1 + features], the intercepts first: value, slope and diagonal of the bend."""
    w = np.column_stack([np.zeros(len(w)), w[:, 1:]])
    if problem == "linear_regression":
        return 0, 0 * w, 0 * w
    if problem == "logistic_nonconvex":
        return L2 * (w ** 2 / (1 + w ** 2)).sum(), L2 * 2 * w / (1 + w ** 2) ** 2, None
    bend = np.full(w.shape, l2)
    bend[:, 0] = 0
    return l2 / 2 * (w ** 2).sum(), l2 * w, bend


def objective(problem, formula, w, A, y, l2=L2):
    """Cost, gradient, losses of the rows, their bends, predictions; w as above, A with a column of ones."""
    z = A @ w.T
    loss, slope, bend = formula(z if formula is softmax else z[:, 0], y)
    value, pull, _ = penalty(problem, w, l2)
    return loss.mean() + value, slope.reshape(len(A), -1).T @ A / len(A) + pull, loss, bend, z


def metrics(problem, loss, z, y):
    if problem == "softmax_regression":
        return {"accuracy": (z.argmax(axis=1) == y).mean(), "log_loss": loss.mean()}
    z = z[:, 0]
    if set(y) <= {0, 1}:
        return {"accuracy": ((z > 0) == (y > 0.5)).mean(), "hinge_loss" if problem == "svm" else "log_loss": loss.mean()}
    if problem == "poisson_regression":
        z = np.exp(z)
        deviance = {"deviance": 2 * (y * np.log(y / z) - (y - z)).mean()}
    else:
        deviance = {}
    return {"mae": abs(z - y).mean(), "r2": 1 - ((z - y) ** 2).sum() / ((y - y.mean()) ** 2).sum(), **deviance}


def least_hinge(X, y, l2):
    """The minimum of the hinge's sum: scikit-learn says which rows lie at the corner and which inside; then the corners are equations, and
    the conditions of Karush, Kuhn and Tucker prove what solves them."""
    A, s, C = np.column_stack([np.ones(len(X)), X]), 2 * y - 1, 1 / (len(X) * l2)
    B, D = A * s[:, None], l2 * np.diag(np.arange(A.shape[1]) > 0)
    fit = SVC(kernel="linear", C=C, tol=1e-10).fit(X, y)
    inside = np.zeros(len(X))
    inside[fit.support_] = abs(fit.dual_coef_[0]) / C
    corner = np.flatnonzero((inside > 1e-9) & (inside < 1 - 1e-9))
    inside = np.round(inside)
    inside[corner] = 0
    K = np.block([[D, -B[corner].T / len(X)], [B[corner], np.zeros((len(corner),) * 2)]])
    w, share = np.split(np.linalg.lstsq(K, np.concatenate([B.T @ inside / len(X), np.ones(len(corner))]), rcond=1e-15)[0], [len(D)])
    inside[corner] = share
    room = np.delete(1 - B @ w, corner)
    assert abs(D @ w - B.T @ inside / len(X)).max() < 1e-12 and share.min() > 0 and share.max() < 1
    assert ((room > 1e-4) == (np.delete(inside, corner) == 1)).all() and abs(room).min() > 1e-4
    return np.maximum(0, 1 - B @ w).mean() + w @ D @ w / 2


def least_unpenalised_hinge(X, y):
    """A linear programme: the least mean of t with t >= 0 and t >= 1 - s (A w), by HiGHS."""
    A, m = np.column_stack([np.ones(len(X)), X]), len(X)
    lines = np.hstack([-A * (2 * y - 1)[:, None], -np.eye(m)])
    free = [(None, None)] * A.shape[1] + [(0, None)] * m
    w = linprog(np.repeat([0, 1 / m], [A.shape[1], m]), lines, -np.ones(m), bounds=free, method="highs").x[:A.shape[1]]
    return np.maximum(0, 1 - (2 * y - 1) * (A @ w)).mean()


def least(problem, formula, X, y, l2=L2):
    """The minimum of the cost, by Newton's method with whole Hessians and halved steps, from an intercept amid the targets. Of a list of formulas,
    the last one's, from the minima of those before."""
    if formula is hinge:
        return least_hinge(X, y, l2) if l2 else least_unpenalised_hinge(X, y)
    A, formulas = np.column_stack([np.ones(len(X)), X]), formula if isinstance(formula, list) else [formula]
    classes = int(y.max()) + 1 if formula is softmax else 1
    w = np.zeros((classes, A.shape[1]))
    if problem in ("huber_regression", "pseudo_huber", "quantile_regression"):
        w[0, 0] = np.median(y)
    for formula in formulas:
        for _ in range(200):
            cost, g, _, bend, _ = objective(problem, formula, w, A, y, l2)
            bend = bend.reshape(len(A), classes, classes)
            part = {(j, k): A.T @ (bend[:, j, k, None] * A) / len(A) for j in range(classes) for k in range(j + 1)}
            H = np.block([[part[max(j, k), min(j, k)] for k in range(classes)] for j in range(classes)])
            H = H + np.diag(penalty(problem, w, l2)[2].ravel())
            for column in range(w.shape[1] if not l2 else 1) if classes > 1 else ():  # what the classes share has no effect
                common = np.zeros(w.shape)
                common[:, column] = 1
                H = H + np.outer(common, common)
            step = np.linalg.lstsq(H, g.ravel(), rcond=1e-14)[0] if classes == 1 else np.linalg.solve(H, g.ravel())
            length = 1.0
            while length > 1e-6 and objective(problem, formula, w - length * step.reshape(w.shape), A, y, l2)[0] > cost:
                length /= 2
            w = w - length * step.reshape(w.shape)
            if abs(g).max() < 1e-9 * max(1, abs(cost)):  # the step just taken squares that
                break
    return objective(problem, formula, w, A, y, l2)[0]


# problem, dataset, settings, activation of each hidden layer, their widths (None: the standard ones), loss
NETS = [
    ("mlp", "digits", "activation: tanh, hidden: [16, 8]", ["tanh"] * 2, [16, 8], "cross_entropy"),
    ("mlp", "iris", "loss: squared, hidden: [7]", ["relu"], [7], "one_hot"),
    ("mlp", "wine", "activation: gelu, hidden: [5, 6, 4]", ["gelu"] * 3, [5, 6, 4], "cross_entropy"),
    ("mlp", "iris", "activation: sigmoid", ["sigmoid"], [32], "cross_entropy"),
    ("mlp", "diabetes", "activation: gelu, hidden: [9, 5]", ["gelu"] * 2, [9, 5], "number"),
    ("mlp", "breast_cancer", "activation: linear, hidden: [3]", ["linear"], [3], "cross_entropy"),
    ("mlp", "{file: numbers.csv}", "loss: cross_entropy, hidden: [6]", ["relu"], [6], "cross_entropy"),
    ("autoencoder", "digits", "", ["tanh", "linear", "tanh"], [32, 8, 32], "input"),
    ("autoencoder", "wine", "layers: [5], activation: sigmoid, code: activated", ["sigmoid"], [5], "input"),
    ("autoencoder", "iris", "layers: [3, 2], activation: gelu", ["gelu", "linear", "gelu"], [3, 2, 3], "input"),
]
# Activation and its slope, from the formulas.
ACTIVATIONS = {
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2),
    "relu": (lambda z: np.maximum(z, 0), lambda z: z > 0),
    "linear": (lambda z: z, np.ones_like),
    "sigmoid": (lambda z: 1 / (1 + np.exp(-z)), lambda z: np.exp(-z) / (1 + np.exp(-z)) ** 2),
    "gelu": (lambda z: z / 2 * (1 + np.tanh(GELU(z))),
             lambda z: (1 + np.tanh(GELU(z))) / 2 + z / 2 * (1 - np.tanh(GELU(z)) ** 2) * np.sqrt(2 / np.pi) * (1 + 3 * 0.044715 * z ** 2)),
}


def GELU(z):
    return np.sqrt(2 / np.pi) * (z + 0.044715 * z ** 3)


def perceptron(x, sizes, activations, loss, X, y):
    """Mean loss with the penalty, length of the gradient, metrics."""
    layers, at = [], 0
    for inputs, outputs in zip(sizes, sizes[1:]):
        layers.append((x[at:at + inputs * outputs].reshape(outputs, inputs), x[at + inputs * outputs:at + (inputs + 1) * outputs]))
        at += (inputs + 1) * outputs
    assert at == len(x)
    act = [ACTIVATIONS[name] for name in [*activations, "linear"]]
    values, before = [X], []
    for number, (W, b) in enumerate(layers):
        before.append(values[-1] @ W.T + b)
        values.append(act[number][0](before[-1]))
    z = values[-1]
    if loss == "cross_entropy":
        each, error, _ = softmax(z, y)
    else:
        error = z - {"input": X, "number": y[:, None], "one_hot": y[:, None] == np.arange(sizes[-1])}[loss]
        each = (error ** 2).sum(axis=1) / 2
    seen = {"loss": each.mean()}
    if loss == "input":
        seen["rmse"] = np.sqrt((error ** 2).mean())
    elif loss == "number":
        seen |= {"accuracy": np.nan, "r2": 1 - (error ** 2).sum() / ((y - y.mean()) ** 2).sum()}
    else:
        seen |= {"accuracy": (z.argmax(axis=1) == y).mean(), "r2": np.nan}
    square, error = 0, error / len(X)
    for number in reversed(range(len(layers))):
        W, b = layers[number]
        square += ((error.T @ values[number] + L2 * W) ** 2).sum() + (error.sum(axis=0) ** 2).sum()
        if number:
            error = error @ W * act[number - 1][1](before[number - 1])
    return each.mean() + L2 / 2 * sum((W ** 2).sum() for W, _ in layers), np.sqrt(square), seen


class Models(system.Case):
    made = None  # the results file, made once
    tables = {}  # of its problems, read once

    def setUp(self):
        super().setUp()
        self.write("models.yaml", STUDY)
        if not Models.made:
            self.downhill("run", "models.yaml", "-o", "m.h5", "-q")
            Models.made = (self.folder / "m.h5").read_bytes()
        self.write("m.h5", Models.made)
        self.results = system.Results(self.folder / "m.h5")

    def data(self, name):
        """Features and target of a problem, training rows first."""
        if name not in Models.tables:
            text = self.downhill("export", "m.h5", "--data", name).out.replace("train,", "").replace("test,", "")
            Models.tables[name] = np.loadtxt(text.splitlines()[1:], delimiter=",")
        return Models.tables[name][:, :-1], Models.tables[name][:, -1]

    def test_models(self):
        for name, problem, _, _, formula, _, _ in MODELS:
            X, y = self.data(name)
            rows = self.results.rows(problem=name)
            self.assertEqual(len(rows), 4)
            for row in rows:
                with self.subTest(problem=name, row=row):
                    self.compare(row, problem, formula, np.column_stack([np.ones(len(X)), X]), y)

    def compare(self, row, problem, formula, A, y):
        r = self.results
        self.assertEqual(r.run("status", row), "finished")
        first, count = r.run("final_offset", row), int(r.run("final_length", row))
        x = r.data["final/x"][first:first + count]
        classes = count // A.shape[1]  # x has the intercepts first, then the weights of each class
        w = np.column_stack([x[:classes], x[classes:].reshape(classes, -1)])
        training = int(r.run("samples", row))
        for split, part in (("train", slice(0, training)), ("test", slice(training, None))):
            cost, g, loss, _, z = objective(problem, formula, w, A[part], y[part])
            np.testing.assert_allclose(r.history("cost" if split == "train" else "test_cost", row)[-1], cost, rtol=1e-12)
            for name, value in metrics(problem, loss, z, y[part]).items():
                np.testing.assert_allclose(r.history(f"{split}_{name}", row)[-1], value, rtol=1e-11)
            if split == "train":
                np.testing.assert_allclose(r.history("gradient_norm", row)[-1], np.linalg.norm(g), rtol=1e-10)

    def test_minima(self):
        r = self.results
        for name, problem, data, _, formula, _, proof in MODELS:
            with self.subTest(problem=name):
                at = list(r.data["problems/problem"]).index(name.encode())
                f_star, gap = r.data["problems/f_star"][at], r.data["problems/f_star_gap"][at]
                self.assertEqual(r.data["problems/certificate"][at], proof.encode())
                if not proof:
                    self.assertTrue(np.isnan(f_star))
                    continue
                if formula is hinge and not SVC:
                    continue
                if system.SANITIZED and data == "digits":
                    continue  # NumPy takes long, and what it says is known from the other builds
                X, y = self.data(name)
                training = int(r.data["problems/samples"][at])
                np.testing.assert_allclose(f_star, least(problem, formula, X[:training], y[:training]), rtol=1e-12)
                self.assertTrue(0 <= gap <= 1e-12 * abs(f_star))
                for row in r.rows(problem=name):
                    self.assertGreaterEqual(r.history("cost", row).min(), f_star)

    def test_least_squares(self):
        """Minimum and curvatures on every dataset that ships, also where columns depend on one another (digits), by LAPACK."""
        self.write("squares.yaml", "study: squares\nbudget: {steps: 1}\nmethods: [{optimizer: sgd}]\nproblems:\n"
                   "  - {problem: linear_regression, intercept: [yes, no], dataset: [breast_cancer, diabetes, digits, heart_scale, iris, wine]}\n"
                   "  - {problem: ridge, l2: 0.0375, dataset: [breast_cancer, diabetes, digits, heart_scale, iris, wine]}\n")
        self.downhill("run", "squares.yaml", "-o", "m.h5", "-q")
        r = self.results = system.Results(self.folder / "m.h5")
        names = [name.decode() for name in r.data["problems/problem"]]
        self.assertEqual(len(names), 18)
        for row, name in enumerate(names):
            X, y = (table[:int(r.data["problems/samples"][row])] for table in self.data(name))
            first, ridge = np.ones((len(X), int("no" not in name))), "ridge" in name
            A = np.vstack([np.column_stack([first, X]) / np.sqrt(len(X)), np.sqrt(L2) * np.eye(X.shape[1] + first.shape[1])[first.shape[1]:] * ridge])
            b = np.concatenate([y / np.sqrt(len(X)), np.zeros(X.shape[1])])
            x, _, rank, s = np.linalg.lstsq(A, b, rcond=len(b) * 2.0 ** -52)
            with self.subTest(problem=name):
                np.testing.assert_allclose(r.data["problems/f_star"][row], ((A @ x - b) ** 2).sum() / 2, rtol=1e-12)
                np.testing.assert_allclose(r.data["problems/smoothness"][row], s[0] ** 2, rtol=1e-12)
                np.testing.assert_allclose(r.data["problems/mu"][row], s[-1] ** 2 * (rank == A.shape[1]), rtol=1e-10)
                self.assertEqual(r.data["problems/certificate"][row], b"QR")

    def test_small_penalties(self):
        """A minimum that little holds in place is certified as well, or nothing but the rows."""
        near = [lambda z, y, delta=delta: huber(z, y, delta) for delta in (40, 10, 3, 1.345)]
        sharp = [lambda z, y, width=width: quantile(z, y, 0.5, width) for width in np.geomspace(8, 0.1, 30)]
        cases = [("wine", 1e-5, softmax, "softmax_regression"), ("iris", 1e-6, softmax, "softmax_regression"),
                 ("diabetes", 1e-8, huber, "huber_regression, delta: 40"), ("breast_cancer", 1e-7, squared_hinge, "svm"),
                 ("diabetes", 1e-8, quantile, "quantile_regression, tau: 0.3, width: 8"), ("breast_cancer", 1e-3, hinge, "svm, loss: hinge"),
                 ("heart_scale", 1e-3, hinge, "svm, loss: hinge"), ("heart_scale", 0, logistic, "logistic_regression"),
                 ("diabetes", 0, poisson, "poisson_regression"), ("diabetes", 0, huber, "huber_regression, delta: 40"),
                 ("diabetes", 0, pseudo_huber, "pseudo_huber, delta: 40"), ("heart_scale", 0, squared_hinge, "svm"),
                 ("diabetes", 0, quantile, "quantile_regression, tau: 0.3, width: 8"), ("heart_scale", 0, hinge, "svm, loss: hinge"),
                 ("diabetes", 0, near, "huber_regression"), ("diabetes", 0, sharp, "quantile_regression")]
        cases = [case for case in cases if SVC or case[2] is not hinge or not case[1]]
        if not system.SANITIZED:  # it takes long
            cases.append(("digits", 1e-5, softmax, "softmax_regression"))
        for row, (problem, X, y, l2, formula) in enumerate(self.certified(cases)):
            with self.subTest(case=cases[row]):
                f_star, gap = (self.results.data[f"problems/{name}"][row] for name in ("f_star", "f_star_gap"))
                np.testing.assert_allclose(f_star, least(problem, formula, X, y, l2), rtol=1e-12)
                self.assertTrue(0 <= gap <= 1e-12 * abs(f_star))

    def test_parted_classes(self):
        """Where planes part the classes and no penalty is there, f* is 0, the infimum. Where they part some, it is that of the others."""
        cases = [(data, 0, None, problem) for data, problem in [
            ("breast_cancer", "logistic_regression"), ("breast_cancer", "svm"), ("breast_cancer", "svm, loss: hinge"),
            ("wine", "softmax_regression"), ("digits", "softmax_regression"), ("iris", "softmax_regression")]]
        parts = list(self.certified(cases))
        _, X, y, _, _ = parts.pop()
        X, y = X[y > 0], y[y > 0] - 1  # a plane parts setosa from the others
        stars, r = np.append(np.zeros(len(parts)), 2 / 3 * least("logistic_regression", logistic, X, y, 0)), self.results
        np.testing.assert_allclose(r.data["problems/f_star"], stars, rtol=1e-12)
        self.assertTrue((r.data["problems/f_star_gap"] <= 1e-12 * stars).all())

    def test_dependent_columns(self):
        """A column for each label says a group of them twice, beside an intercept and beside another group: the minima are those of fewer columns,
        and are certified without a penalty."""
        r = np.random.default_rng(385)
        a, b, x = r.integers(0, 4, 300), r.integers(0, 3, 300), r.normal(size=(300, 2)).round(3)
        z = 0.6 * a - 0.8 * b + x[:, 0] - x[:, 1] / 2
        targets = {"label": z + r.logistic(size=300) > 0, "number": (z + r.normal(size=300)).round(3), "count": r.poisson(np.exp(z / 4)),
                   "class": np.clip(np.round(z + r.normal(size=300)), -1, 1) + 1}
        for name, y in targets.items():
            self.write(f"{name}.csv", f"a,b,x1,x2,{name}\n" + "".join(
                f"{'pqrs'[i]},{'uvw'[j]},{u},{v},{w if name == 'number' else 'klm'[int(w)] if name in ('label', 'class') else int(w)}\n"
                for i, j, (u, v), w in zip(a, b, x, y)))
        cases = [("logistic_regression", "label", logistic), ("svm", "label", squared_hinge), ("svm, loss: hinge", "label", hinge),
                 ("huber_regression, delta: 10", "number", lambda z, y: huber(z, y, 10)), ("pseudo_huber", "number", lambda z, y: pseudo_huber(z, y, 1)),
                 ("quantile_regression, width: 8", "number", lambda z, y: quantile(z, y, 0.5, 8)), ("poisson_regression", "count", poisson),
                 ("softmax_regression", "class", softmax)]
        self.write("hot.yaml", "study: hot\nbudget: {steps: 1}\nmethods: [{optimizer: sgd}]\nproblems:\n" + "".join(
            f"  - {{name: {number} {intercept}, problem: {problem}, intercept: {intercept}, l2: 0, dataset: {{file: {data}.csv, target: {data}, one_hot: [a, b]}}}}\n"
            for number, (problem, data, _) in enumerate(cases) for intercept in ("yes", "no")))
        self.downhill("run", "hot.yaml", "-o", "m.h5", "-q")
        self.results = system.Results(self.folder / "m.h5")
        X = np.column_stack([*(a == k for k in range(1, 4)), *(b == k for k in range(1, 3)), x])
        for row, (f_star, gap) in enumerate(zip(self.results.data["problems/f_star"], self.results.data["problems/f_star_gap"])):
            problem, data, formula = cases[row // 2]
            with self.subTest(problem=problem, intercept=row % 2 == 0):
                np.testing.assert_allclose(f_star, least(problem.split(",")[0], formula, X, targets[data].astype(float), 0), rtol=1e-12)
                self.assertTrue(0 <= gap <= 1e-12 * abs(f_star))

    def test_hostile_numbers(self):
        """Columns whose squares are no numbers, gradients whose squares are none, predictions that nearly cancel: no certificate says more than is so."""
        far = Fraction(9), Fraction(67108864), Fraction("1.125"), Fraction(1), Fraction(603979776), Fraction("1.125")
        a, b, c = (sum(x * y for x, y in zip(u, v)) for u, v in ((far[:3], far[:3]), (far[:3], far[3:]), (far[3:], far[3:])))
        shortest = (c + 2 * b + a) / (a * c - b * b)  # |w|^2 where both margins are 1: (1, 1) K^-1 (1, 1)', K = [[a, -b], [-b, c]]
        cases = [("logistic_regression", "1,1e-170,yes 1.0000001,1e-170,no", 0, 0), ("softmax_regression", "1,1e-170,yes 1.0000001,1e-170,no", 0, 0),
                 ("pseudo_huber", "1,1e-170,0.5 1.0000001,1e-170,-0.5", 0, 0), ("poisson_regression", "1,1e-170,0 1.0000001,1e-170,2", 0, 1 - np.log(2)),
                 *(("pseudo_huber", f"{x!r},0,{t!r} {3 * x!r},0,{3 * t!r}", 0, 0) for x, t in ((1e-143, 1e-20), (1e-100, 1e-63), (1e-60, 1e-110))),
                 ("svm, loss: hinge", "9,67108864,1.125,no 1,603979776,1.125,yes", 1e-12, float(Fraction(1e-12) / 2 * shortest))]
        for number, (_, rows, _, _) in enumerate(cases):
            columns = "a,b,y" if rows.split()[0].count(",") == 2 else "a,b,c,y"
            self.write(f"{number}.csv", "\n".join([columns, *rows.split()]) + "\n")
        self.write("hostile.yaml", "study: hostile\nbudget: {steps: 1}\nmethods: [{optimizer: sgd}]\nproblems:\n" + "".join(
            f"  - {{name: {number}, problem: {problem}, intercept: no, l2: {l2}, dataset: {{file: {number}.csv, target: y}}}}\n"
            for number, (problem, _, l2, _) in enumerate(cases)))
        self.downhill("run", "hostile.yaml", "-o", "m.h5", "-q")
        self.results = system.Results(self.folder / "m.h5")
        for (problem, rows, _, true), f_star, gap in zip(cases, self.results.data["problems/f_star"], self.results.data["problems/f_star_gap"]):
            with self.subTest(problem=problem, rows=rows):
                if not np.isnan(f_star):
                    self.assertLessEqual(f_star - gap, true * (1 + 1e-14))
        np.testing.assert_allclose(f_star, true, rtol=1e-12)  # of the last one

    def certified(self, cases):
        """Of each case (dataset, l2, formula, problem): problem, features and target of its training rows, l2, formula."""
        self.write("small.yaml", "study: small\nbudget: {steps: 1}\nmethods: [{optimizer: sgd}]\nproblems:\n" + "".join(
            f"  - {{name: {data} {row}, problem: {problem}, dataset: {{name: {data}, test: {0.75 if l2 else 0}}}, l2: {l2}}}\n"
            for row, (data, l2, _, problem) in enumerate(cases)))
        self.downhill("run", "small.yaml", "-o", "m.h5", "-q")
        self.results = system.Results(self.folder / "m.h5")
        for row, (data, l2, formula, problem) in enumerate(cases):
            X, y = (table[:int(self.results.data["problems/samples"][row])] for table in self.data(f"{data} {row}"))
            yield problem.split(",")[0], X, y, l2, formula

    def test_networks(self):
        digits = np.random.default_rng(2385)
        self.write("numbers.csv", "a,b,kind\n" + "".join(f"{a:.3f},{b:.3f},{k}\n" for a, b, k in zip(digits.normal(size=60), digits.normal(size=60),
                                                                                 digits.integers(4, size=60))))
        self.write("nets.yaml", "study: nets\nbudget: {epochs: 4}\nmethods: [{optimizer: adam, batch: 16, lr: 0.02}]\nproblems:\n" + "".join(
            f"  - {{name: net{number}, problem: {problem}, dataset: {{{data.strip('{}') if ':' in data else 'name: ' + data}, test: 0.25}}, "
            f"l2: {L2}{', ' if settings else ''}{settings}}}\n" for number, (problem, data, settings, *_) in enumerate(NETS)))
        self.downhill("run", "nets.yaml", "-o", "m.h5", "-q")
        r = self.results = system.Results(self.folder / "m.h5")
        for row, (problem, data, _, activations, hidden, loss) in enumerate(NETS):
            with self.subTest(problem=problem, data=data, loss=loss):
                X, y = self.data(f"net{row}")
                outputs = {"number": 1, "input": X.shape[1]}.get(loss) or int(y.max()) + 1
                first, count, training = r.run("final_offset", row), int(r.run("final_length", row)), int(r.run("samples", row))
                x = r.data["final/x"][first:first + count]
                for split, part in (("train", slice(0, training)), ("test", slice(training, None))):
                    cost, norm, seen = perceptron(x, [X.shape[1], *hidden, outputs], activations, loss, X[part], y[part])
                    np.testing.assert_allclose(r.history("cost" if split == "train" else "test_cost", row)[-1], cost, rtol=1e-12)
                    for name, value in seen.items():
                        np.testing.assert_allclose(r.history(f"{split}_{name}", row)[-1], value, rtol=1e-11)
                    if split == "train":
                        np.testing.assert_allclose(r.history("gradient_norm", row)[-1], norm, rtol=1e-10)
                self.assertLess(r.history("cost", row)[-1], r.history("cost", row)[0])

    def test_components(self):
        """The best linear autoencoder is the plane of principal components."""
        self.write("pca.yaml", "study: pca\nbudget: {steps: 400}\nrecord: {every: 100 steps}\nmethods: [{optimizer: lbfgs}]\n"
                   "problems: [{problem: autoencoder, dataset: wine, layers: [3], activation: linear}]")
        self.downhill("run", "pca.yaml", "-o", "m.h5", "-q")
        r = self.results = system.Results(self.folder / "m.h5")
        X, _ = self.data("autoencoder wine layers=[3] activation=linear")
        values = np.linalg.svd(X - X.mean(axis=0), compute_uv=False)
        np.testing.assert_allclose(r.history("cost", 0)[-1], (values[3:] ** 2).sum() / 2 / len(X), rtol=1e-8)

    def test_factors(self):
        """Cost, gradient and minimum of a factorisation from NumPy's singular values; what is seen and what is not add up."""
        settings = [("digits", 5, 1, 0), ("wine", 3, 1, 1e-3), ("iris", 6, 1, 0), ("digits", 4, 0.3, 0), ("wine", 2, 0.7, 0.01)]
        self.write("factors.yaml", "study: factors\nbudget: {steps: 300}\nrecord: {every: 100 steps}\nmethods: [{optimizer: lbfgs}]\n"
                   "problems:\n" + "".join(f"  - {{name: f{k}, problem: matrix_factorization, dataset: {data}, rank: {rank}, "
                                           f"observed: {share}, l2: {l2}}}\n" for k, (data, rank, share, l2) in enumerate(settings)))
        self.downhill("run", "factors.yaml", "-o", "m.h5", "-q")
        r = self.results = system.Results(self.folder / "m.h5")
        for row, (data, rank, share, l2) in enumerate(settings):
            A, _ = self.data(f"f{row}")
            seen = round(share * A.size)
            x = r.data["final/x"][r.run("final_offset", row):][:int(r.run("final_length", row))]
            U, V = np.split(x.reshape(-1, rank), [len(A)])
            E, cost = U @ V.T - A, r.history("cost", row)[-1]
            rmse, unseen = (r.run(f"final_train_{name}", row) for name in ("rmse", "unseen_rmse"))
            np.testing.assert_allclose(cost, rmse ** 2 / 2 + l2 / 2 * (x ** 2).sum(), rtol=1e-12, atol=1e-25)
            self.assertEqual(np.isnan(unseen), share == 1)
            np.testing.assert_allclose(seen * rmse ** 2 + (A.size - seen) * np.nan_to_num(unseen) ** 2, (E ** 2).sum(), rtol=1e-11, atol=1e-15)
            f_star = r.data["problems/f_star"][row]
            if share < 1:
                self.assertTrue(np.isnan(f_star))
                continue
            g = np.vstack([E @ V, E.T @ U]) / A.size + l2 * x.reshape(-1, rank)
            np.testing.assert_allclose(r.history("gradient_norm", row)[-1], np.linalg.norm(g), rtol=1e-8, atol=1e-16)
            values = np.linalg.svd(A, compute_uv=False)
            kept = np.maximum(values - A.size * l2, 0) * (np.arange(len(values)) < rank)
            self.assertEqual(r.data["problems/certificate"][row], b"Eckart-Young")
            np.testing.assert_allclose(f_star, ((values - kept) ** 2).sum() / 2 / A.size + l2 * kept.sum(), rtol=1e-12, atol=1e-28)
            np.testing.assert_allclose(cost, f_star, rtol=1e-6, atol=1e-6)  # no other minimum is there to stay in
            self.assertGreaterEqual(cost, f_star * (1 - 1e-14))

    def test_phases(self):
        """Six squares a number are enough to find it again, but for its sign; with noise nothing is promised."""
        self.write("phases.yaml", "study: phases\nbudget: {steps: 400}\nrecord: {every: 50 steps, metrics: every}\nmethods: [{optimizer: lbfgs}]\n"
                   "problems:\n  - {problem: phase_retrieval}\n  - {problem: phase_retrieval, init: spectral}\n"
                   "  - {problem: phase_retrieval, noise: 0.1, init: spectral}\n")
        self.downhill("run", "phases.yaml", "-o", "m.h5", "-q")
        r = system.Results(self.folder / "m.h5")
        distance = [r.history("train_distance", row) for row in range(3)]
        np.testing.assert_array_equal(r.data["problems/f_star"], [0, 0, np.nan])
        self.assertEqual(list(r.data["problems/certificate"]), [b"planted", b"planted", b""])
        self.assertLess(distance[1][0], distance[0][0])
        for row in range(2):
            self.assertLess(r.history("cost", row)[-1], 1e-18)
            self.assertLess(distance[row][-1], 1e-8)
        self.assertTrue(1e-4 < distance[2][-1] < 0.2)
        self.assertEqual(r.run("final_train_distance", 2), distance[2][-1])

    def test_cache(self):
        """A minimum is looked for once: what the cache says is believed, also that there is none; a damaged file is not."""
        study = self.write("c.yaml", "study: c\nbudget: {steps: 1}\nmethods: [{optimizer: sgd}]\n"
                           "problems: [{problem: ridge, dataset: diabetes, l2: 0.5}]")
        cache = self.folder / "cache"

        def found():
            return self.downhill("run", study, "--dry-run", environment={"XDG_CACHE_HOME": str(cache)}).out

        first = found()
        self.assertIn("f* = ", first)
        kept = list((cache / "downhill/optima").iterdir())
        self.assertEqual(len(kept), 1)
        text = kept[0].read_text()
        kept[0].rename(self.folder / "elsewhere")
        for there in (False, True):  # not to be looked for, but believed if it is known
            done = self.downhill("run", study, "--dry-run", "--no-minima", environment={"XDG_CACHE_HOME": str(cache)}).out
            self.assertEqual("f* = " in done, there)
            self.assertEqual(list((cache / "downhill/optima").iterdir()), kept if there else [])
            if not there:
                (self.folder / "elsewhere").rename(kept[0])
        head = text.split("\n")[0]
        for lie, seen in ((text.replace("\n0x1.", "\n0x0.", 1), "f* = "), (f"{head}\ninf nan\n", None)):
            kept[0].write_text(lie)
            out = found()
            self.assertNotEqual(out.split("f* = ")[-1][:12], first.split("f* = ")[-1][:12])
            self.assertEqual("f* = " in out, seen is not None)
        for damage in ("", text[:-1], text + "x", text.replace(head, "downhill optimum 0", 1), "nonsense", f"{head}\nnan 0x0p+0\n"):
            kept[0].write_text(damage)
            self.assertEqual(found().split("f* = ")[-1][:12], first.split("f* = ")[-1][:12])
            self.assertEqual(kept[0].read_text(), text)
        kept[0].unlink()
        cache.chmod(0o500)  # nor is a cache needed
        self.assertIn("f* = ", found())
        cache.chmod(0o700)

    def test_curvature(self):
        """mu and L: eigenvalues of the Hessian at its least and greatest, from the losses' second derivatives."""
        bends = {squared: 1, logistic: 0.25, huber: 1, pseudo_huber: 1, quantile: 1 / 8, geman_mcclure: 1, tukey: 1, softmax: 0.5,
                 squared_hinge: 2}
        dips = {geman_mcclure: -0.25, tukey: -0.8}
        for name, problem, _, _, formula, settings, _ in MODELS:
            at = list(self.results.data["problems/problem"]).index(name.encode())
            mu, L = self.results.data["problems/mu"][at], self.results.data["problems/smoothness"][at]
            with self.subTest(problem=name):
                if formula not in bends:
                    self.assertTrue(mu == 0 and np.isnan(L))  # there is no bound
                    continue
                X, _ = self.data(name)
                training = int(self.results.data["problems/samples"][at])
                A = np.column_stack([np.ones(training), X[:training]])
                weights = np.diag(np.arange(A.shape[1]) > 0) * (L2 if "l2" in settings else 2 * L2 if "penalty" in settings else 0)
                values = np.linalg.eigvalsh(bends[formula] * A.T @ A / training + weights)
                np.testing.assert_allclose(L, values.max(), rtol=1e-12)
                np.testing.assert_equal(self.results.data["problems/kappa"][at], L / mu if mu > 0 else np.nan)
                if formula is squared:
                    np.testing.assert_allclose(mu, values.min(), rtol=1e-11)
                elif formula in dips:
                    np.testing.assert_allclose(mu, dips[formula] * np.linalg.eigvalsh(A.T @ A / training).max(), rtol=1e-12)
                else:
                    self.assertEqual(mu, -L2 / 2 if problem == "logistic_nonconvex" else 0)

    def test_wide_curvature(self):
        """L beyond 512 columns: never too small, near where no value is negative, and some percent too large elsewhere."""
        random = np.random.default_rng(2385)
        self.write("counts.libsvm", "".join(f"{i % 2} " + " ".join(f"{j}:{random.integers(1, 9)}" for j in sorted(
            random.choice(520, 30, replace=False) + 1)) + "\n" for i in range(90)))
        sets = {"signed": "{synthetic: logistic, samples: 90, features: 515}", "counts": "{file: counts.libsvm, features: 520}"}
        cases = [("ridge", "signed", 1, 0.01, 1), ("linear_regression", "signed", 1, 0, 1), ("huber_regression", "signed", 1, 2.5, 0),
                 ("svm", "counts", 2, 0.01, 0), ("logistic_regression", "counts", 0.25, 0.3, 1)]
        self.write("wide.yaml", "study: wide\nbudget: {steps: 1}\nmethods: [{optimizer: sgd}]\nproblems:\n" + "".join(
            f"  - {{name: wide {problem}, problem: {problem}, dataset: {sets[data]}, intercept: {'yes' if constant else 'no'}"
            + (f", l2: {l2}}}\n" if l2 else "}\n") for problem, data, _, l2, constant in cases))
        self.downhill("run", "wide.yaml", "-o", "m.h5", "-q")
        r = system.Results(self.folder / "m.h5")
        for row, (problem, data, bend, l2, constant) in enumerate(cases):
            X, _ = self.data("wide ridge" if data == "signed" else "wide svm")
            A = np.column_stack([np.ones((len(X), constant)), X])
            self.assertGreater(A.shape[1], 512)
            most = np.linalg.eigvalsh(bend * A.T @ A / len(A) + np.diag(l2 * (np.arange(A.shape[1]) >= constant)))[-1]
            over = r.data["problems/smoothness"][row] / most - 1
            with self.subTest(problem=problem):
                self.assertTrue(-1e-14 < over < (1e-8 if data == "counts" else 0.05), over)
                self.assertEqual(r.data["problems/mu"][row], 0 if constant else l2)

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
        for name, _, data, target, _, _, _ in {model[2]: model for model in MODELS}.values():  # one of each dataset
            X, y = self.data(name)
            with open(system.SOURCE / f"configs/datasets/{data}.csv", newline="") as file:
                rows = list(csv.DictReader(file))
            labels = [row.pop(target) for row in rows]
            raw = np.array([[float(value) for value in row.values()] for row in rows])
            names = sorted(set(labels))
            want = np.array([float(label) if data == "diabetes" else names.index(label) for label in labels])
            self.assertEqual(len(X), len(raw))
            training = int(self.results.run("samples", self.results.rows(problem=name)[0]))
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
