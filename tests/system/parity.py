"""Every experiment of the tutorial again in NumPy, from its own formulas, on the same data, start and index sequence: the costs
must agree at every recorded step."""
import numpy as np

import system

TOLERANCE = 1e-12


# The tutorial's full-batch gradient and its stochastic one, which carries a factor 2.
def gradient(X, y, theta):
    return X.T @ (X @ theta - y) / len(y)


def doubled(X, y, theta):
    return 2 * X.T @ (X @ theta - y)


def cost(X, y, theta):
    return np.sum((X @ theta - y) ** 2) / (2 * len(y))


# Each takes data, start and the samples of every step, and yields theta after each step.
def batch_descent(X, y, theta, samples):
    for _ in samples:
        theta = theta - 0.1 * gradient(X, y, theta)
        yield theta


def one_at_a_time(X, y, theta, samples):
    for i in samples:
        theta = theta - 0.01 * doubled(X[i], y[i], theta)
        yield theta


def mini_batches(X, y, theta, samples):
    for i in samples:
        theta = theta - 0.1 * gradient(X[i], y[i], theta)
        yield theta


def falling_rate(X, y, theta, samples):
    for t, i in enumerate(samples):
        theta = theta - 5 / (t + 50) * doubled(X[i], y[i], theta)
        yield theta


def momentum(X, y, theta, samples):
    v = np.zeros_like(theta)
    for _ in samples:
        v = 0.9 * v + (1 - 0.9) * gradient(X, y, theta)
        theta = theta - 0.1 * v
        yield theta


def adagrad(X, y, theta, samples):
    s = np.zeros_like(theta)
    for _ in samples:
        g = gradient(X, y, theta)
        s = s + g ** 2
        theta = theta - 0.1 * g / (np.sqrt(s) + 1e-8)
        yield theta


def in_lanes(terms):
    """The sum of 100 terms in the order that framework/src/kernel states: 8 lanes, then one tree."""
    lane = np.concatenate([terms, np.zeros(-len(terms) % 8)]).reshape(-1, 8).sum(axis=0)
    while len(lane) > 1:
        lane = lane[:len(lane) // 2] + lane[len(lane) // 2:]
    return lane[0]


def same_gradient(X, y, theta):
    error = theta[0] + X[:, 1] * theta[1] - y
    return np.array([in_lanes(error), in_lanes(error * X[:, 1])]) / len(y)


def rmsprop(X, y, theta, samples):
    """A constant rate over a mean that fades: near the minimum the step grows until the method is unstable, and the last bit of
    a sum is blown up to 1e-4 of the cost. Whoever adds in another order sees another path, so here the order is the same; that
    each single step is right in any order is another test."""
    s = np.zeros_like(theta)
    for _ in samples:
        g = same_gradient(X, y, theta)
        s = 0.9 * s + (1 - 0.9) * g ** 2
        theta = theta - 0.01 * g / (np.sqrt(s) + 1e-8)
        yield theta


def adam(X, y, theta, samples):
    m, v = np.zeros_like(theta), np.zeros_like(theta)
    for t, _ in enumerate(samples, 1):
        g = gradient(X, y, theta)
        m = 0.9 * m + (1 - 0.9) * g
        v = 0.999 * v + (1 - 0.999) * g ** 2
        theta = theta - 0.01 * (m / (1 - 0.9 ** t)) / (np.sqrt(v / (1 - 0.999 ** t)) + 1e-8)
        yield theta


# The method's name in configs/tutorial.yaml -> its experiment, steps in all, samples in a step.
EXPERIMENTS = {
    "batch gradient descent": (batch_descent, 1000, 100),
    "stochastic, one at a time": (one_at_a_time, 50 * 100, 1),
    "mini-batches of 20": (mini_batches, 200 * 5, 20),
    "stochastic, falling rate": (falling_rate, 50 * 100, 1),
    "momentum": (momentum, 1000, 100),
    "AdaGrad": (adagrad, 1000, 100),
    "RMSProp": (rmsprop, 1000, 100),
    "Adam": (adam, 1000, 100),
}
PROBLEM = "linear_regression line"


class Parity(system.Case):
    def setUp(self):
        super().setUp()
        self.downhill("run", system.SOURCE / "configs/tutorial.yaml", "-o", "t.h5", "-q")
        self.results = system.Results(self.folder / "t.h5")
        data = self.rows("t.h5", "--data", PROBLEM)
        self.y = np.array([float(row["y"]) for row in data])
        self.X = np.array([[1, float(row["x"])] for row in data])

    def test_data_is_the_tutorials(self):
        x = self.X[:, 1]
        self.assertEqual(len(x), 100)
        self.assertTrue(0 <= x.min() < 0.2 and 1.8 < x.max() < 2)
        noise = self.y - 4 - 3 * x
        self.assertLess(abs(noise.mean()), 0.4)
        self.assertTrue(0.7 < noise.std() < 1.3)

    def test_every_experiment(self):
        self.assertEqual(sorted({self.results.run("method", i) for i in range(self.results.count)}), sorted(EXPERIMENTS))
        for name in EXPERIMENTS:
            rows = self.results.rows(method=name)
            self.assertEqual(len(rows), 10, name)
            for row in rows:
                with self.subTest(method=name, seed=int(self.results.run("seed", row))):
                    self.compare(row, *EXPERIMENTS[name])

    def samples(self, row, steps, size):
        given = self.rows("t.h5", "--batches", row)
        self.assertEqual([int(step["step"]) for step in given], list(range(steps)))
        index = [np.array(step["samples"].split(), dtype=int) for step in given]
        self.assertEqual({len(i) for i in index}, {size})
        return index

    def compare(self, row, experiment, steps, size):
        r = self.results
        start = np.array([r.history("x1", row)[0], r.history("x2", row)[0]])
        samples = self.samples(row, steps, size) if size < 100 else [None] * steps
        path = [start, *experiment(self.X, self.y, start, samples)]
        at = r.history("step", row)
        np.testing.assert_array_equal(at, np.arange(steps + 1))
        expected = np.array([cost(self.X, self.y, path[step]) for step in at])
        np.testing.assert_allclose(r.history("cost", row), expected, rtol=TOLERANCE, atol=0)
        self.assertEqual(r.run("status", row), "finished")
        last = path[-1]
        residual = self.y - self.X @ last
        r2 = 1 - np.sum(residual ** 2) / np.sum((self.y - self.y.mean()) ** 2)
        np.testing.assert_allclose(r.run("final_train_mae", row), np.mean(np.abs(residual)), rtol=TOLERANCE)
        np.testing.assert_allclose(r.run("final_train_r2", row), r2, rtol=TOLERANCE)
        first = r.run("final_offset", row)
        np.testing.assert_allclose(r.data["final/x"][first:first + 2], last, rtol=TOLERANCE)

    def test_each_step_of_rmsprop(self):
        for row in self.results.rows(method="RMSProp"):
            path = np.column_stack([self.results.history("x1", row), self.results.history("x2", row)])
            s = np.zeros(2)
            for theta, after in zip(path, path[1:]):
                g = gradient(self.X, self.y, theta)
                s = 0.9 * s + (1 - 0.9) * g ** 2
                np.testing.assert_allclose(after, theta - 0.01 * g / (np.sqrt(s) + 1e-8), rtol=TOLERANCE)

    def test_methods_are_paired(self):
        """Equal seeds start at the same point, other seeds elsewhere; the index sequences of the two one-sample methods agree."""
        starts = {}
        for row in range(self.results.count):
            point = (self.results.history("x1", row)[0], self.results.history("x2", row)[0])
            starts.setdefault(int(self.results.run("seed", row)), set()).add(point)
        self.assertEqual({len(points) for points in starts.values()}, {1})
        self.assertEqual(len(set.union(*starts.values())), 10)
        one, two = (self.results.rows(method=name, seed=7)[0] for name in list(EXPERIMENTS)[1:4:2])
        sequence = [step["samples"] for step in self.rows("t.h5", "--batches", one)]
        self.assertEqual(sequence, [step["samples"] for step in self.rows("t.h5", "--batches", two)])
        other = self.results.rows(method=self.results.run("method", one), seed=8)[0]
        self.assertNotEqual(sequence, [step["samples"] for step in self.rows("t.h5", "--batches", other)])
        self.assertEqual(set(sequence), {str(i) for i in range(100)})

    def test_batches_of_an_epoch(self):
        row = self.results.rows(method="mini-batches of 20", seed=3)[0]
        steps = [list(map(int, step["samples"].split())) for step in self.rows("t.h5", "--batches", row)]
        epochs = [sum(steps[i:i + 5], []) for i in range(0, len(steps), 5)]
        self.assertEqual(len(epochs), 200)
        for epoch in epochs:
            self.assertEqual(sorted(epoch), list(range(100)))
        self.assertEqual(len({tuple(epoch) for epoch in epochs}), 200)


if __name__ == "__main__":
    system.main()
