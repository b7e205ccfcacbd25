"""Loss, gradient and Hessian-vector product of the models on data that ships, against PyTorch's automatic differentiation."""
import csv
import sys

import numpy as np

import system
from plugin import Subject

try:
    import torch
    from torch.nn import functional
except ImportError:
    sys.exit(77)
if system.SANITIZED:
    sys.exit(77)
torch.set_default_dtype(torch.float64)
torch.set_num_threads(1)

L2 = 0.0375
ACTIVATIONS = {"gelu": lambda z: functional.gelu(z, approximate="tanh"), "linear": lambda z: z, "relu": functional.relu,
               "sigmoid": torch.sigmoid, "tanh": torch.tanh}


def table(name):
    """Standardised features, and targets as numbers."""
    with open(system.SOURCE / f"configs/datasets/{name}.csv", newline="") as file:
        rows = list(csv.reader(file))[1:]
    X, labels = np.array([row[:-1] for row in rows], float), [row[-1] for row in rows]
    spread = X.std(axis=0)
    y = labels if name == "diabetes" else np.unique(labels, return_inverse=True)[1]
    return (X - X.mean(axis=0)) / np.where(spread > 0, spread, 1), np.array(y, float)


def network(x, sizes, activations, A):
    """Scores, and the sum of the weights' squares."""
    square, at = 0, 0
    for inputs, outputs, activation in zip(sizes, sizes[1:], [*activations, "linear"]):
        W, at = x[at:at + inputs * outputs].reshape(outputs, inputs), at + inputs * outputs
        A, at = ACTIVATIONS[activation](A @ W.T + x[at:at + outputs]), at + outputs
        square = square + (W ** 2).sum()
    return A, square


class Derivatives(system.Case):
    def compare(self, subject, cost):
        numbers = np.random.default_rng(2385)
        x, v = 0.3 * numbers.normal(size=(2, subject.dim))
        at = torch.tensor(x, requires_grad=True)
        value = cost(at)
        gradient, = torch.autograd.grad(value, at, create_graph=True)
        product, = torch.autograd.grad(gradient @ torch.tensor(v), at)
        loss, slope = subject.evaluate(x)
        np.testing.assert_allclose(loss, value.item(), rtol=1e-12)
        for ours, theirs in ((slope, gradient), (subject.hvp(x, v), product)):
            theirs = theirs.detach().numpy()
            self.assertLess(np.linalg.norm(ours - theirs), 1e-12 * np.linalg.norm(theirs))

    def test_perceptrons(self):
        for name, classes in (("digits", 10), ("diabetes", 0)):
            X, y = table(name)
            A, target = torch.tensor(X), torch.tensor(y)
            for activation in ACTIVATIONS:
                sizes = [X.shape[1], 9, 5, classes or 1]
                for loss in ["cross_entropy", "squared"][not classes:]:
                    def cost(x):
                        z, square = network(x, sizes, [activation] * 2, A)
                        if loss == "cross_entropy":
                            return functional.cross_entropy(z, target.long()) + L2 / 2 * square
                        right = functional.one_hot(target.long(), classes) if classes else target[:, None]
                        return ((z - right) ** 2).sum() / 2 / len(A) + L2 / 2 * square
                    with self.subTest(data=name, activation=activation, loss=loss):
                        self.compare(Subject("mlp", X, y, classes, hidden=sizes[1:3], activation=activation, loss=loss, l2=L2), cost)

    def test_autoencoders(self):
        X, y = table("digits")
        A = torch.tensor(X)
        for activation in ACTIVATIONS:
            for code in ("linear", "activated"):
                def cost(x):
                    hidden = [activation, "linear" if code == "linear" else activation, activation]
                    z, square = network(x, [64, 12, 4, 12, 64], hidden, A)
                    return ((z - A) ** 2).sum() / 2 / len(A) + L2 / 2 * square
                with self.subTest(activation=activation, code=code):
                    self.compare(Subject("autoencoder", X, y, layers=[12, 4], activation=activation, code=code, l2=L2), cost)

    def test_factors(self):
        X, _ = table("digits")
        for share in (1, 0.4):
            subject = Subject("matrix_factorization", X, rank=7, observed=share, l2=L2)
            bits = subject.memory.view(np.uint64)[:, None] >> np.arange(64, dtype=np.uint64) & np.uint64(1)
            seen = torch.tensor(bits.astype(float) if share < 1 else np.ones(X.shape))  # a word a row
            self.assertEqual(seen.sum(), round(share * X.size))

            def cost(x):
                U, V = x.reshape(-1, 7).split([len(X), 64])
                return (seen * (U @ V.T - torch.tensor(X)) ** 2).sum() / 2 / seen.sum() + L2 / 2 * (x ** 2).sum()
            self.compare(subject, cost)

    def test_phases(self):
        subject = Subject("phase_retrieval", dim=40, ratio=8, noise=0.1)
        y, a = (torch.tensor(part) for part in (subject.memory[40:360], subject.memory[360:13160].reshape(320, 40)))
        self.compare(subject, lambda x: (((a @ x) ** 2 - y) ** 2).sum() / 4 / 320)

    def test_linear_models(self):
        X, y = table("breast_cancer")
        A, target = torch.tensor(X), torch.tensor(y)
        losses = {"logistic_regression": lambda z: functional.softplus(z, threshold=800) - target * z,
                  "poisson_regression": lambda z: z.exp() - target * z,
                  "pseudo_huber": lambda z: (1 + (z - target) ** 2).sqrt() - 1,
                  "svm": lambda z: functional.relu(1 - (2 * target - 1) * z) ** 2}
        for name, loss in losses.items():
            with self.subTest(problem=name):
                self.compare(Subject(name, X, y, 2, l2=L2), lambda x: loss(A @ x[1:] + x[0]).mean() + L2 / 2 * (x[1:] ** 2).sum())
        X, y = table("digits")
        self.compare(Subject("softmax_regression", X, y, 10, l2=L2), lambda x: functional.cross_entropy(
            torch.tensor(X) @ x[10:].reshape(10, -1).T + x[:10], torch.tensor(y).long()) + L2 / 2 * (x[10:] ** 2).sum())


if __name__ == "__main__":
    system.main()
