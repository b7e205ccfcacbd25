"""Datasets from files of every format, as the program gives them to its runs: written by NumPy, h5py or by hand, read back by
`export --data` and compared. Also what a reader cannot do, and what is kept of large files."""
import gzip
import io
import pathlib
import shutil
import stat
import struct
import unittest

import h5py
import numpy as np

import system

STUDY = """\
study: s
seeds: 1
budget: {steps: 1}
problems:
  - {name: p, problem: %s, dataset: %s}
methods:
  - {optimizer: sgd, lr: 0.001}
"""

RNG = np.random.default_rng(11)
X = np.round(RNG.normal(size=(14, 5)) * 100, 3)
X[RNG.random(X.shape) < 0.4] = 0
X[0, 4] = 2.385  # the last feature occurs
Y = RNG.integers(0, 2, 14)


def libsvm(x, y, base=1):
    return "".join(f"{t} " + " ".join(f"{j + base}:{v!r}" for j, v in enumerate(row.tolist()) if v) + "\n"
                   for row, t in zip(x, y.tolist(), strict=True))


def idx(array):
    codes = {"u1": 8, "i1": 9, "i2": 11, "i4": 12, "f4": 13, "f8": 14}
    big = array.astype(array.dtype.newbyteorder(">"))
    return struct.pack(">HBB", 0, codes[array.dtype.str[1:]], array.ndim) + struct.pack(f">{array.ndim}I", *array.shape) + big.tobytes()


def npy(array):
    out = io.BytesIO()
    np.save(out, array)
    return out.getvalue()


class Datasets(system.Case):
    def read(self, dataset, problem="linear_regression"):
        """The rows as a run gets them: split names, features, targets, and the names of the columns."""
        self.write("s.yaml", STUDY % (problem, dataset))
        self.downhill("run", "s.yaml", "-o", "s.h5", "-q")
        rows = self.rows("s.h5", "--data", "p")
        names = list(rows[0])
        table = np.array([[float(row[name] or "nan") for name in names[1:]] for row in rows])
        (self.folder / "s.h5").unlink()
        return [row["split"] for row in rows], table[:, :-1], table[:, -1], names[1:-1]

    def check(self, dataset, x=X, y=Y, problem="linear_regression"):
        _, got, target, _ = self.read(dataset, problem)
        np.testing.assert_array_equal(got, x)
        np.testing.assert_array_equal(target, y)

    def test_libsvm(self):
        self.write("a.libsvm", libsvm(X, Y))
        self.check("{file: a.libsvm}")
        self.write("zero.svm.gz", gzip.compress(("# features from 0\n\n" + libsvm(X, Y, 0).replace("\n", " # end\r\n", 3)).encode()))
        self.check("{file: zero.svm.gz, index_base: 0, sparse: false}")
        self.check("{file: a.libsvm, features: 7}", np.hstack([X, np.zeros((14, 2))]))

    def test_npy(self):
        whole = np.column_stack([X, Y])
        for k, array in enumerate([whole, np.asfortranarray(whole), whole.astype(">f8"), whole.astype("<f4"), whole.astype("<i4"),
                                   np.abs(whole).astype("u1"), whole.astype(">i2"), whole > 1]):
            self.write("a.npy", npy(array))
            with self.subTest(dtype=array.dtype, fortran=array.flags.f_contiguous):
                self.check("{file: a.npy}", array[:, :-1].astype(float), array[:, -1].astype(float))
        self.write("cube.npy.gz", gzip.compress(npy(X[:, :4].reshape(14, 2, 2))))
        self.write("y.npy", npy(Y))
        self.check("{file: cube.npy.gz, target_file: y.npy}", X[:, :4])
        self.check("{file: a.npy, target: 1}", array[:, 1:], array[:, 0])

    def test_idx(self):
        pixels = RNG.integers(0, 256, (9, 3, 2)).astype("u1")
        self.write("a-idx3-ubyte", idx(pixels))
        self.write("b-idx1-ubyte.gz", gzip.compress(idx(Y[:9].astype("u1"))))
        self.check("{file: a-idx3-ubyte, target_file: b-idx1-ubyte.gz}", pixels.reshape(9, 6), Y[:9])
        for dtype in "i1", "i2", "i4", "f4", "f8":
            array = (X[:, :3] / 2).astype(dtype)
            self.write("c.idx", idx(array))
            with self.subTest(dtype=dtype):
                self.check("{file: c.idx, target: 3}", array[:, :2], array[:, 2])

    def test_hdf5(self):
        with h5py.File(self.folder / "a.h5", "w") as f:
            f["data/x"] = X
            f["y"] = Y
            f.create_dataset("packed", data=np.column_stack([X, Y]).astype(">f4"), chunks=(4, 3), compression="gzip", shuffle=True)
        self.check("{file: a.h5:/data/x, target_file: a.h5:/y}")
        self.check("{file: a.h5:/packed}", X.astype("f4"))

    def test_csv(self):
        self.write("a.csv.gz", gzip.compress(b"color,size,y\nred,1.5,0\n\"blue, dark\",,1\nred,3,0\n"))
        _, x, _, names = self.read("{file: a.csv.gz, one_hot: color, missing: keep}")
        self.assertEqual(names, ["color=blue, dark", "color=red", "size"])
        np.testing.assert_array_equal(x, [[0, 1, 1.5], [1, 0, np.nan], [0, 1, 3]])

    def test_files_for_the_test(self):
        """Labels of both files are numbered together, and the larger number of features counts."""
        self.write("a.libsvm", libsvm(X[:10, :3], np.where(Y[:10] > 0, 5, 2)))
        self.write("b.libsvm", libsvm(X[10:], np.array([2, 3, 5, 3])))
        split, x, y, _ = self.read("{file: a.libsvm, test_file: b.libsvm, validation: 0.2, split_seed: 4}", "softmax_regression")
        self.assertEqual(split, ["train"] * 8 + ["test"] * 4 + ["validation"] * 2)
        np.testing.assert_array_equal(x[8:12], X[10:])
        np.testing.assert_array_equal(y[8:12], [0, 1, 2, 1])
        narrow = np.where(np.arange(5) < 3, X[:10], 0)
        found = [np.flatnonzero((narrow == row).all(axis=1)) for row in np.delete(x, slice(8, 12), axis=0)]
        self.assertEqual(sorted(np.concatenate(found).tolist()), sorted({int(i) for f in found for i in f}))
        for rows, label in zip(found, np.delete(y, slice(8, 12)), strict=True):
            self.assertIn(label, np.where(Y[rows] > 0, 2, 0))

    def test_validation(self):
        """What is recorded of the validation split, worked out again from the final point and the rows."""
        dataset = "{name: breast_cancer, test: 0.2, validation: 0.1, stratified: true}"
        self.write("s.yaml", (STUDY % ("logistic_regression", dataset)).replace("steps: 1}", "steps: 40}").replace("0.001", "0.3"))
        self.downhill("run", "s.yaml", "-o", "s.h5", "-q")
        rows = self.rows("s.h5", "--data", "p")
        with h5py.File(self.folder / "s.h5") as f:
            w, begin = f["final/x"][:], f["runs/offset"][0]
            end = begin + f["runs/length"][0]
            history = {name: f["history"][name][begin:end] for name in ("validation_cost", "validation_accuracy", "test_cost", "step")}
            self.assertEqual(f["problems/validation_samples"][0], 57)
            self.assertEqual(f["runs/final_validation_accuracy"][0], history["validation_accuracy"][-1])
        for split in "validation", "test":
            x = np.array([[float(v) for v in list(row.values())[1:]] for row in rows if row["split"] == split])
            z, y = x[:, :-1] @ w[1:] + w[0], x[:, -1]
            cost = np.mean(np.logaddexp(0, z) - y * z) + 0.0005 * w[1:] @ w[1:]
            np.testing.assert_allclose(history[f"{split}_cost"][-1], cost, rtol=1e-12)
            if split == "validation":
                self.assertEqual(len(x), 57)
                np.testing.assert_allclose(history["validation_accuracy"][-1], np.mean((z > 0) == y), rtol=1e-15)

    def test_shipped_libsvm(self):
        """heart_scale, by a reading of its own."""
        lines = (system.SOURCE / "configs/datasets/heart_scale.libsvm").read_text().splitlines()
        x = np.zeros((270, 13))
        for i, line in enumerate(lines):
            for pair in line.split()[1:]:
                index, value = pair.split(":")
                x[i, int(index) - 1] = float(value)
        y = np.array([float(line.split()[0]) > 0 for line in lines])
        self.check("heart_scale", x, y, "logistic_regression")
        self.check("{name: heart_scale, sparse: true}", x, y, "logistic_regression")

    @unittest.skipIf(system.SANITIZED, "as slow as it is large")
    def test_large_files_are_kept(self):
        pixels = RNG.integers(0, 256, (2000, 600)).astype("u1")
        self.write("a.idx", idx(np.hstack([pixels, pixels[:, :1]])))
        cache = self.folder / "cache"
        environment = {"XDG_CACHE_HOME": str(cache)}

        def run(**more):
            self.write("s.yaml", STUDY % ("linear_regression", "{file: a.idx, target: 601, scale: 0.01}"))
            return self.downhill("run", "s.yaml", "-o", "s.h5", "--dry-run", environment=environment, **more)

        run()
        kept = list((cache / "downhill/rows").iterdir())
        self.assertEqual(len(kept), 1)
        self.assertEqual(stat.S_IMODE(kept[0].stat().st_mode), 0o600)
        self.assertLess(kept[0].stat().st_size, 2000 * 610 * 2)  # a byte a pixel
        before = kept[0].stat()
        run()
        self.assertEqual(kept[0].stat().st_mtime_ns, before.st_mtime_ns)
        with open(kept[0], "r+b") as file:  # damaged: read anew
            file.seek(5000)
            file.write(b"\xff\xfe\xfd")
        run()
        self.assertNotEqual(kept[0].stat().st_mtime_ns, before.st_mtime_ns)
        environment["XDG_CACHE_HOME"] = "/proc/no/such"  # no cache: in memory
        run()

    def test_reader_alone(self):
        """Started by hand, or by a program that asks nonsense, it ends with a message."""
        done = self.downhill(expect=2, program=system.BUILD / "downhill-reader")
        self.assertIn("downhill-reader is started by downhill", done.err)


class Reader(system.Case):
    def test_missing_reader(self):
        alone = self.folder / "bin"
        alone.mkdir()
        for name in "downhill", "downhill-worker":
            shutil.copy(system.BUILD / name, alone)
        (alone / "plugins").symlink_to(system.BUILD / "plugins")
        self.write("a.csv", "a,y\n1,2\n3,4\n")
        self.write("s.yaml", STUDY % ("linear_regression", "{file: a.csv}"))
        done = self.downhill("run", "s.yaml", "-o", "s.h5", expect=4, program=alone / "downhill")
        self.assertIn("downhill-reader: cannot start it", done.err)

    def test_damaged_files_by_name(self):
        bad = pathlib.Path(system.SOURCE / "tests/hostile/rows")
        for dataset, message in [
                ("{file: %s/index_zero.libsvm}", "index_zero.libsvm:1:3: expected an index from 1"),
                ("{file: %s/cut.libsvm.gz}", "expected more of a gzip file"),
                ("{file: %s/never_written.h5:/x}", "more values than the file can hold"),
                ("{file: %s/no_path.h5}", "expected the path of an array behind the name"),
                ("{file: %s/none.npy}", "s.yaml:5:")]:
            self.write("s.yaml", STUDY % ("linear_regression", dataset % bad))
            self.assertIn(message, self.downhill("run", "s.yaml", "-o", "s.h5", expect=2).err)


if __name__ == "__main__":
    system.main()
