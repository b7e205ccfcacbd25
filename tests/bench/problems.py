"""Problems over data against NumPy, SciPy, PyTorch and scikit-learn on one core, in double precision: the ratios of issue 4."""
import statistics
import time

import numpy as np

DENSE = (40_000, 500)
SPARSE = (40_000, 20_000, 60)  # rows, features, stored values a row
TURNS = 7


def seconds_of(do, times=1):
    start = time.perf_counter()
    for _ in range(times):
        result = do()
    return (time.perf_counter() - start) / times, result


def sides(z, y):
    """Mean logistic loss and the slope of each row."""
    return np.mean(np.logaddexp(0, z) - y * z), (1 / (1 + np.exp(-z)) - y) / len(y)


def check_same(what, a, b, tolerance=1e-11):
    if not abs(a - b) <= tolerance * abs(b):
        raise SystemExit(f"bench: {what}: {a!r} and {b!r} are not the same work")


def torch_logistic(torch, x, y):
    """Loss and gradient by autograd, and by hand as in NumPy: whichever is faster."""
    tx, ty = torch.from_numpy(x), torch.from_numpy(y)
    w = torch.zeros(x.shape[1], dtype=torch.float64, requires_grad=True)
    w0 = torch.zeros(1, dtype=torch.float64, requires_grad=True)

    def automatic():
        w.grad = w0.grad = None
        loss = torch.nn.functional.binary_cross_entropy_with_logits(tx @ w + w0, ty)
        loss.backward()
        return loss

    def by_hand():
        with torch.no_grad():
            z = tx @ w + w0
            r = (torch.sigmoid(z) - ty) / len(ty)
            return torch.nn.functional.binary_cross_entropy_with_logits(z, ty), tx.T @ r, r.sum()

    return lambda: min(seconds_of(automatic)[0], seconds_of(by_hand)[0])


def dense(bench, torch, folder, rng):
    x, w = rng.normal(size=DENSE), rng.normal(size=DENSE[1] + 1) / 20
    y = (x @ w[1:] + rng.normal(size=len(x)) > 0).astype(float)
    for name, array in ("x", x), ("y", y), ("w", w):
        np.save(folder / f"{name}.npy", array)
    program = bench.Program(bench.build, bench.build / "tests/bench/bench_problem", bench.build, "logistic_regression", "l2=0")
    program.ask(f"read {folder}/x.npy {folder}/y.npy")
    program.ask(f"at {folder}/w.npy")

    def with_numpy():
        loss, slope = sides(x @ w[1:] + w[0], y)
        return loss, np.concatenate([[slope.sum()], x.T @ slope])

    by_torch = torch_logistic(torch, x, y)
    program.ask("loss 1"), with_numpy(), by_torch()
    turns = []
    for _ in range(TURNS):
        seconds, loss, _ = program.ask("loss 5")
        ours, plain = seconds, program.ask("sum 5")[0]
        numpy, (theirs, _) = seconds_of(with_numpy, 3)
        check_same("dense logistic", loss, theirs)
        turns.append((plain / ours, numpy / ours, by_torch() / ours))
    program.end()
    share, numpy, by_torch = np.median(turns, axis=0)
    print(f"logistic regression, {DENSE[0]} x {DENSE[1]} dense, loss and gradient; medians of {TURNS} turns")
    bench.row("bandwidth / that of a plain sum of the same array", share, "x", "at least 0.8 x", share >= 0.8)
    bench.row("NumPy / ours, time", numpy, "x", "at least 1.3 x", numpy >= 1.3)
    bench.row("PyTorch / ours, time", by_torch, "x", "at least 1.3 x", by_torch >= 1.3)


def write_libsvm(path, x, y):
    with open(path, "w") as out:
        for i, label in enumerate(y):
            begin, end = x.indptr[i], x.indptr[i + 1]
            out.write(f"{label:.0f} " + " ".join(f"{j + 1}:{v!r}" for j, v in zip(x.indices[begin:end].tolist(), x.data[begin:end].tolist())) + "\n")


def sparse(bench, folder, rng):
    import scipy.sparse
    import sklearn.datasets
    rows, features, each = SPARSE
    column = np.sort(np.stack([rng.choice(features, each, replace=False) for _ in range(rows)]), axis=1)
    x = scipy.sparse.csr_matrix((np.round(rng.normal(size=column.size), 6), column.ravel(), np.arange(rows + 1) * each), (rows, features))
    y, w = rng.integers(0, 2, rows).astype(float), rng.normal(size=features + 1) / 20
    write_libsvm(folder / "x.libsvm", x, y)
    np.save(folder / "w.npy", w)
    program = bench.Program(bench.build, bench.build / "tests/bench/bench_problem", bench.build, "logistic_regression", "l2=0")
    parse, turns = [], []
    for _ in range(3):
        ours = program.ask(f"read {folder}/x.libsvm")[0]
        parse.append(seconds_of(lambda: sklearn.datasets.load_svmlight_file(str(folder / "x.libsvm")))[0] / ours)
    program.ask(f"at {folder}/w.npy")

    def with_scipy():
        loss, slope = sides(x @ w[1:] + w[0], y)
        return loss, np.concatenate([[slope.sum()], x.T @ slope])

    program.ask("loss 1"), with_scipy()
    for _ in range(TURNS):
        ours, loss, _ = program.ask("loss 5")
        theirs, (value, _) = seconds_of(with_scipy, 3)
        check_same("sparse logistic", loss, value)
        turns.append(theirs / ours)
    program.end()
    print(f"logistic regression, {rows} x {features} sparse, {each} values a row")
    bench.row("SciPy / ours, time of loss and gradient", statistics.median(turns), "x", "at least 1.5 x", statistics.median(turns) >= 1.5)
    bench.row("scikit-learn / ours, time to parse the LIBSVM file", statistics.median(parse), "x", "at least 5 x", statistics.median(parse) >= 5)


def one_at_a_time(bench, folder):
    import sklearn.datasets
    import sklearn.linear_model
    x, y = sklearn.datasets.load_breast_cancer(return_X_y=True)
    x = np.ascontiguousarray((x - x.mean(0)) / x.std(0))
    np.save(folder / "x.npy", x), np.save(folder / "y.npy", y.astype(float))
    program = bench.Program(bench.build, bench.build / "tests/bench/bench_problem", bench.build, "logistic_regression", "l2=0.0001")
    program.ask(f"read {folder}/x.npy {folder}/y.npy")
    epochs = 400
    theirs = sklearn.linear_model.SGDClassifier(loss="log_loss", alpha=1e-4, learning_rate="constant", eta0=0.001, max_iter=epochs,
                                                tol=None, random_state=1)
    turns = []
    program.ask(f"sgd 1 0.001 {len(y)}")
    for _ in range(TURNS):
        ours = program.ask(f"sgd 1 0.001 {epochs * len(y)}")[1] / epochs
        turns.append(seconds_of(lambda: theirs.fit(x, y))[0] / epochs / ours)
    program.end()
    print(f"SGD, one row a step, on {len(y)} x {x.shape[1]} (breast_cancer), recording included")
    bench.row("scikit-learn's SGDClassifier / ours, time of a step", statistics.median(turns), "x", "at least 1 x", statistics.median(turns) >= 1)


def network(bench, torch, folder, rng):
    """784-128-10 as on Fashion-MNIST, with batches of 128; random pixels take as long as real ones."""
    rows, batch, steps = 6400, 128, 100
    x, y = rng.random((rows, 784)), rng.integers(0, 10, rows)
    np.save(folder / "x.npy", x), np.save(folder / "y.npy", y.astype(float))
    program = bench.Program(bench.build, bench.build / "tests/bench/bench_problem", bench.build, "mlp", "hidden=128")
    program.ask(f"read {folder}/x.npy {folder}/y.npy")
    tx, ty = torch.from_numpy(x), torch.from_numpy(y)
    net = torch.nn.Sequential(torch.nn.Linear(784, 128), torch.nn.ReLU(), torch.nn.Linear(128, 10)).double()
    sgd = torch.optim.SGD(net.parameters(), lr=0.01)

    def train():
        order = torch.randperm(rows)
        for k in range(steps):
            some = order[k * batch % rows:][:batch]
            sgd.zero_grad()
            torch.nn.functional.cross_entropy(net(tx[some]), ty[some]).backward()
            sgd.step()

    program.ask(f"sgd {batch} 0.01 5"), train()
    turns = []
    for _ in range(TURNS):
        ours = program.ask(f"sgd {batch} 0.01 {steps}")[0]
        turns.append(seconds_of(train)[0] / ours)
    program.end()
    print(f"network 784-128-10, batches of {batch}, SGD")
    bench.row("samples a second / PyTorch's", statistics.median(turns), "x", "at least 0.8 x", statistics.median(turns) >= 0.8)


def show(bench, folder):
    try:
        import sklearn
        import torch
    except ImportError as absent:
        print(f"  {absent.name} is not installed (scripts/setup rivals): problems are not compared")
        return
    torch.set_num_threads(1)
    rng = np.random.default_rng(4)
    print(f"rivals: NumPy {np.__version__}, PyTorch {torch.__version__}, scikit-learn {sklearn.__version__}, one core each")
    dense(bench, torch, folder, rng)
    sparse(bench, folder, rng)
    one_at_a_time(bench, folder)
    network(bench, torch, folder, rng)
