"""Every dataset that ships or that scripts/fetch-data brings, as the program reads it, against scikit-learn's and NumPy's own loaders:
the same rows in the same order, the same labels, bit for bit before scaling.

Without scikit-learn (scripts/setup rivals) nothing is compared; a dataset that was not fetched is skipped with the command that brings
it. The largest files are compared in part; DH_LONG=1 takes all of each."""
import gzip
import os
import pathlib
import sys

import numpy as np

import system

try:
    from sklearn import datasets as sk, preprocessing
except ImportError:
    print("scikit-learn is not installed: scripts/setup rivals")
    sys.exit(77)

LONG = os.environ.get("DH_LONG", "") not in ("", "0")
SHIPPED = system.SOURCE / "configs/datasets"
FETCHED = pathlib.Path(os.environ.get("XDG_DATA_HOME") or pathlib.Path.home() / ".local/share") / "downhill/datasets"
STUDY = """
study: s
seeds: 1
budget: {steps: 1}
problems:
  - {name: p, problem: mlp, hidden: [1], dataset: %s}
methods:
  - {optimizer: sgd, lr: 0.001}
"""


def sparse(*paths):
    """Rows of all files, and whether each label is the larger one of the two."""
    parts = sk.load_svmlight_files(list(map(str, paths)), zero_based=False)
    x, y = np.vstack([part.toarray() for part in parts[::2]]), np.concatenate(parts[1::2])
    return x, y > y.min()


def idx(name, head):
    return np.frombuffer(gzip.decompress((FETCHED / "fashion_mnist" / name).read_bytes()), np.uint8)[head:]


class Loaders(system.Case):
    def read(self, dataset):
        """Features, targets and the number of training rows."""
        self.write("s.yaml", STUDY % dataset)
        self.downhill("run", "s.yaml", "-o", "s.h5", "-q")
        self.downhill("export", "s.h5", "--data", "p", "-o", "rows.csv")
        names, text = (self.folder / "rows.csv").read_text().split("\n", 1)
        numbers = text.replace("train,", "").replace("test,", "").replace("\n", ",").rstrip(",")
        table = np.fromstring(numbers, sep=",").reshape(-1, names.count(","))
        for name in ("s.h5", "s.journal", "rows.csv"):
            (self.folder / name).unlink()
        return table[:, :-1], table[:, -1], text.count("train,")

    def check(self, dataset, x, y, training=None):
        got, target, train = self.read(dataset)
        self.assertEqual(train, training or len(x))
        np.testing.assert_array_equal(got, x)
        np.testing.assert_array_equal(target, y)

    def check_part(self, dataset, x, y, count):
        """Some of the rows, whichever they are."""
        got, label, train = self.read(dataset % count)
        self.assertEqual((train, got.shape), (count, (count, x.shape[1])))
        whole = {(row.tobytes(), int(target)) for row, target in zip(x, y, strict=True)}
        for row, target in zip(got.astype(x.dtype), label, strict=True):
            self.assertIn((row.tobytes(), int(target)), whole)
        np.testing.assert_array_equal(got.astype(x.dtype), got)

    def fetched(self, name):
        if not (FETCHED / name).is_dir():
            self.skipTest(f"scripts/fetch-data {name}")
        return FETCHED / name

    def test_shipped(self):
        cancer = sk.load_breast_cancer()
        expected = {name: getattr(sk, "load_" + name)() for name in ("digits", "iris", "wine")}
        expected = {name: (bunch.data, bunch.target) for name, bunch in expected.items()}
        expected["breast_cancer"] = cancer.data, 1 - cancer.target  # ours are numbered by name
        diabetes = sk.load_diabetes(scaled=False)
        expected["diabetes"] = diabetes.data, diabetes.target
        expected["heart_scale"] = sparse(SHIPPED / "heart_scale.libsvm")
        self.assertEqual(sorted(expected), sorted(card.stem for card in SHIPPED.glob("*.yaml") if "\nfetch:" not in card.read_text()))
        for name, (x, y) in expected.items():
            with self.subTest(name):
                self.check(f"{{name: {name}, scale: none}}", x, y)
                if name != "heart_scale":  # as studies get it
                    got, _, _ = self.read(name)
                    np.testing.assert_allclose(got, preprocessing.StandardScaler().fit_transform(x), rtol=1e-11, atol=1e-12)

    def test_letter_recognition(self):
        table = np.genfromtxt(self.fetched("letter_recognition") / "letter-recognition.data", delimiter=",", dtype=str)
        letters, y = np.unique(table[:, 0], return_inverse=True)
        self.assertEqual(len(letters), 26)
        self.check("{name: letter_recognition, scale: none}", table[:, 1:].astype(float), y)

    def test_mushrooms(self):
        folder = self.fetched("mushrooms")
        x, y = sparse(folder / "agaricus.txt.train", folder / "agaricus.txt.test")
        self.check("{name: mushrooms, sparse: false}", x, y, 6513)

    def reuters(self, name):
        folder = self.fetched(name)
        if LONG:
            x, y = sparse(folder / "train.libsvm", folder / "test.libsvm")
            self.check(f"{{name: {name}, scale: none, sparse: false}}", x, y, 1554)
        x, y = sparse(folder / "test.libsvm")
        self.check_part(f"{{file: {folder}/test.libsvm, features: {x.shape[1]}, sparse: false, subsample: %d}}", x, y, 40)

    def test_reuters_corn(self):
        self.reuters("reuters_corn")

    def test_reuters_grain(self):
        self.reuters("reuters_grain")

    def test_fashion_mnist(self):
        folder = self.fetched("fashion_mnist")
        parts = ("train", "t10k") if LONG else ("t10k",)
        x, y = (np.concatenate([idx(f"{part}-{what}.gz", head) for part in parts])
                for what, head in (("images-idx3-ubyte", 16), ("labels-idx1-ubyte", 8)))
        x = x.reshape(-1, 784)
        if LONG:
            self.check("{name: fashion_mnist, scale: none}", x, y, 60000)
        self.check_part(f"{{file: {folder}/t10k-images-idx3-ubyte.gz, target_file: {folder}/t10k-labels-idx1-ubyte.gz, subsample: %d}}",
                        x[-10000:], y[-10000:], 300)


if __name__ == "__main__":
    system.main()
