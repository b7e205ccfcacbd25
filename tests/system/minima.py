"""The minima of the largest problems that scripts/fetch-data has data for, against scikit-learn's best: minutes for each, so for scripts/torture alone.

Fashion-MNIST's ten classes, and two made of them: those of the upper body, and the others."""
import gzip
import os
import pathlib
import sys
import warnings

import numpy as np

import system

try:
    from sklearn.linear_model import LogisticRegression
except ImportError:
    print("scikit-learn is not installed: scripts/setup rivals")
    sys.exit(77)

FOLDER = pathlib.Path(os.environ.get("XDG_DATA_HOME") or pathlib.Path.home() / ".local/share") / "downhill/datasets/fashion_mnist"
UPPER, L2 = (0, 2, 3, 4, 6), 1e-4
TWO = "{name: fashion_mnist, label_map: {" + ", ".join(f"{k}: upper" for k in UPPER) + ', "*": other}}'


class Minima(system.Case):
    def read(self, name, head):
        path = FOLDER / name
        if not path.exists():
            self.skipTest("scripts/fetch-data fashion_mnist")
        return np.frombuffer(gzip.decompress(path.read_bytes()), np.uint8)[head:]

    def found(self, problem, dataset, more=""):
        """f*, after its gap was looked at."""
        self.write("s.yaml", f"study: s\nbudget: {{steps: 1}}\nmethods: [{{optimizer: sgd}}]\n"
                   f"problems: [{{problem: {problem}, l2: {L2}, dataset: {dataset}{more}}}]\n")
        self.downhill("run", "s.yaml", "-o", "s.h5", "-q", environment={"XDG_CACHE_HOME": str(self.folder)}, seconds=7200)
        f_star, gap = (system.Results(self.folder / "s.h5").data[f"problems/{name}"][0] for name in ("f_star", "f_star_gap"))
        self.assertTrue(0 <= gap <= 1e-12 * f_star, f"{problem}: {f_star}, {gap}")
        return f_star

    def rivals(self, y, **how):
        """The cost where scikit-learn ends; its C is 1 / (m l2), and the intercept has no penalty either."""
        X = self.read("train-images-idx3-ubyte.gz", 16).reshape(len(y), -1) / 255
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of line searches that rounding ends
            model = LogisticRegression(C=1 / (len(y) * L2), tol=1e-9, **how).fit(X, y)
        z = X @ model.coef_.T + model.intercept_
        z = np.column_stack([np.zeros(len(y)), z]) if z.shape[1] == 1 else z
        most = z.max(axis=1)
        losses = np.log(np.exp(z - most[:, None]).sum(axis=1)) + most - z[np.arange(len(y)), y]
        return losses.mean() + L2 / 2 * (model.coef_ ** 2).sum()

    def labels(self):
        return self.read("train-labels-idx1-ubyte.gz", 8).astype(int)

    def test_two_classes(self):
        rival = self.rivals(np.isin(self.labels(), UPPER).astype(int), solver="newton-cg")
        np.testing.assert_allclose(self.found("logistic_regression", TWO), rival, rtol=1e-12)

    def test_two_classes_by_margins(self):
        """Minima that no rival here knows to many digits: their certificates alone."""
        for loss in ("hinge", "squared_hinge"):
            self.assertGreater(self.found("svm", TWO, f", loss: {loss}"), 0)

    def test_ten_classes(self):
        """L-BFGS ends a little above."""
        f_star, rival = self.found("softmax_regression", "fashion_mnist"), self.rivals(self.labels(), solver="lbfgs", max_iter=5000)
        self.assertGreaterEqual(rival, f_star * (1 - 1e-12))
        np.testing.assert_allclose(f_star, rival, rtol=1e-6)


if __name__ == "__main__":
    system.main()
