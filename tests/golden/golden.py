"""What the scripts of optimizers/ and schedules/ share: the test functions of tests/drive/functions.c once more, the random stream
that the host lends, and runs of PyTorch's own methods. Nothing here is taken from, or calls, the C code.

optimizers/NAME.py holds TITLE (where its numbers come from), CASES (problem, rate, settings) and `method`, a function
method(p, rate, **settings) that yields the point after each step, or a pair: that point and the one where the method is judged."""
import copy
import hashlib
import struct

import numpy as np
import torch

STEPS = 200


class Problem:
    """f = mean of terms; `index` picks some of them, None is all. `batch` samples a step, None when f is no sum."""
    samples = batch = None
    optimum = None

    # On the batch of a step.
    def f(self, x, step):
        return self.loss(x, self.at(step))

    def g(self, x, step):
        return self.gradient(x, self.at(step))

    def hvp(self, x, v, step):
        return self.bend(x, v, self.at(step))

    # On all data.
    def full_f(self, x):
        return self.loss(x, None)

    def full_g(self, x):
        return self.gradient(x, None)

    def at(self, step):
        """The samples of batch `step`; None: all of them, or no samples at all."""
        if self.batch == self.samples:
            return None
        return [(step * self.batch + j) * 7 % self.samples for j in range(self.batch)]

    @property
    def steps_per_epoch(self):
        return -(-self.samples // self.batch) if self.samples else 1

    def random(self, optimizer, seed=47):
        return Stream(optimizer, seed)


class Valley(Problem):
    """Badly conditioned: a rotated quadratic of condition number 1000 plus a quartic, 5 dimensions."""
    name, dim, optimum = "valley", 5, 0.0
    blocks = [(0, 5, 1)]
    start = np.array([-1.25, 1.75, 0.375, -2.5, 1.125])
    CENTRE = np.array([1.5, -0.75, 2.25, 0.5, -1.25])
    LAMBDA = np.array([1.0, 6, 30, 180, 1000])
    ALONG = np.arange(1.0, 6)

    def reflect(self, d):
        return d - self.ALONG * (2 * (self.ALONG @ d) / 55)

    def loss(self, x, index):
        d = x - self.CENTRE
        y = self.reflect(d)
        return 0.5 * (self.LAMBDA * y * y).sum() + 0.25 * (d**4).sum()

    def gradient(self, x, index):
        d = x - self.CENTRE
        return self.reflect(self.LAMBDA * self.reflect(d)) + d**3

    def bend(self, x, v, index):
        return self.reflect(self.LAMBDA * self.reflect(v)) + 3 * (x - self.CENTRE) ** 2 * v


class Rows(Problem):
    """Noisy gradients: least squares, 23 rows, 4 columns, 3 rows a step (or `batch`)."""
    name, dim, samples = "rows", 4, 23
    blocks = [(0, 4, 1)]
    start = np.array([1.25, -0.5, 2.125, -1.75])
    I, J = np.mgrid[0:23, 0:4]
    A = (I * 7 + J * 13 + I * J * 3) % 23 / 11.5 - 1
    Y = np.arange(23) * 5 % 23 / 7 - 1
    optimum = 0.538051938662841

    def __init__(self, batch=3):
        self.batch = batch

    def pick(self, index):
        return (self.A, self.Y) if index is None else (self.A[index], self.Y[index])

    def loss(self, x, index):
        a, y = self.pick(index)
        return 0.5 * np.mean((a @ x - y) ** 2)

    def gradient(self, x, index):
        a, y = self.pick(index)
        return a.T @ (a @ x - y) / len(y)

    def bend(self, x, v, index):
        a, y = self.pick(index)
        return a.T @ (a @ v) / len(y)


class Smooth(Problem):
    """Smooth and well conditioned: x is a 3 x 2 matrix W, f the mean over 8 samples of sum_i sqrt(1 + r_i^2) - 1, r = W a - y.
    Full batch."""
    name, dim, samples, batch = "smooth", 6, 8, 8
    blocks = [(0, 3, 2)]
    start = np.array([2.5, -1.75, -2.25, 1.5, 0.625, 3.125])
    K, J = np.mgrid[0:8, 0:2]
    A = (K * 5 + J * 3 + K * J * 2) % 11 / 5.5 - 1
    K, I = np.mgrid[0:8, 0:3]
    Y = (K * 7 + I * 4 + K * I) % 13 / 4 - 1.5
    optimum = 0.4528262220707486

    def pick(self, x, index):
        a, y = (self.A, self.Y) if index is None else (self.A[index], self.Y[index])
        return a, a @ x.reshape(3, 2).T - y

    def loss(self, x, index):
        a, r = self.pick(x, index)
        return np.sum(np.sqrt(1 + r * r) - 1) / len(a)

    def gradient(self, x, index):
        a, r = self.pick(x, index)
        return ((r / np.sqrt(1 + r * r)).T @ a / len(a)).ravel()

    def bend(self, x, v, index):
        a, r = self.pick(x, index)
        return (((1 + r * r) ** -1.5 * (a @ v.reshape(3, 2).T)).T @ a / len(a)).ravel()


PROBLEMS = {"smooth": Smooth, "valley": Valley, "rows": Rows}


class Stream:
    """The stream that a host lends an optimizer (dh_random): NumPy's Philox4x64-10, from block 0, under the driver's key."""

    def __init__(self, purpose, seed):
        text = [hashlib.sha256(t.encode()).digest() for t in ("test function", "", purpose)]
        key = struct.unpack("<2Q", hashlib.sha256(struct.pack("<2Q", seed, seed) + b"".join(text)).digest()[:16])
        self.raw = np.random.Philox(counter=2**256 - 1, key=key[0] | key[1] << 64)
        self.spare = None

    def bits(self):
        return int(self.raw.random_raw())

    def uniform(self):
        return (self.bits() >> 11) * 2.0**-53

    def below(self, n):
        """Lemire 2019, algorithm 5."""
        product = self.bits() * n
        while product % 2**64 < (-n % 2**64) % n:
            product = self.bits() * n
        return product >> 64

    def normal(self):
        """Marsaglia & Bray 1964."""
        if self.spare is not None:
            value, self.spare = self.spare, None
            return value
        while True:
            u, v = 2 * self.uniform() - 1, 2 * self.uniform() - 1
            s = u * u + v * v
            if 0 < s < 1:
                scale = np.sqrt(-2 * np.log(s) / s)
                self.spare = v * scale
                return u * scale


def by_torch(make, translate):
    """A `method` that runs PyTorch. translate: our setting -> PyTorch's option, or a function of all settings -> options."""

    def method(p, rate, **settings):
        options = translate(settings) if callable(translate) else {translate[k]: v for k, v in settings.items()}
        x = torch.tensor(p.start, dtype=torch.float64, requires_grad=True)
        optimizer = make([x], lr=rate, **options)
        for step in range(STEPS):
            x.grad = torch.from_numpy(p.g(x.detach().numpy(), step))
            optimizer.step()
            yield x.detach().numpy().copy()

    return method


def run(method, problem, rate, settings):
    """Rows of numbers: the point, then where it is judged if that is another one."""
    settings = copy.copy(settings)
    batch = settings.pop("batch", None)
    p = PROBLEMS[problem]()
    p.batch = batch or p.batch
    rows = []
    for point in method(p, rate, **{k.replace(".", "_"): v for k, v in settings.items() if k not in ("tolerance", "steps")}):
        rows.append(np.concatenate(point) if isinstance(point, tuple) else np.array(point))
    return rows[:settings.get("steps")]


def torch_rates(make, count=STEPS, costs=None):
    rates = []
    x = torch.zeros(1, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([x], lr=1.0)
    schedule = make(optimizer)
    for k in range(count):
        if costs is not None:
            schedule.step(costs[k])  # a cost is recorded before the step that it decides
        rates.append(optimizer.param_groups[0]["lr"])
        if costs is None:
            optimizer.step()
            schedule.step()
    return rates


def closed_form(make, count=STEPS):
    """PyTorch's own closed form, free of the rounding that its recursion gathers."""
    optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
    schedule = make(optimizer)
    rates = []
    for schedule.last_epoch in range(count):
        rates.append(schedule._get_closed_form_lr()[0])
    return rates


def check_problems():
    """Gradients and Hessians against torch.autograd."""
    for make, torch_loss in [(Valley, torch_valley), (Rows, torch_rows), (Smooth, torch_smooth)]:
        p = make()
        x = torch.tensor(p.start, requires_grad=True)
        v = np.cos(np.arange(p.dim))
        loss = torch_loss(p, x)
        g, = torch.autograd.grad(loss, x, create_graph=True)
        h, = torch.autograd.grad(g @ torch.from_numpy(v), x)
        np.testing.assert_allclose(loss.item(), p.full_f(p.start), rtol=1e-13)
        np.testing.assert_allclose(g.detach().numpy(), p.full_g(p.start), rtol=1e-12)
        np.testing.assert_allclose(h.numpy(), p.bend(p.start, v, None), rtol=1e-11)
        best = p.start
        for _ in range(100):  # Newton, in full
            hessian = np.array([p.bend(best, e, None) for e in np.eye(p.dim)])
            best = best - np.linalg.solve(hessian, p.full_g(best)) * (0.3 if _ < 20 else 1)
        np.testing.assert_allclose(p.full_f(best), p.optimum, rtol=1e-15, atol=1e-25)


def torch_valley(p, x):
    d = x - torch.from_numpy(p.CENTRE)
    along = torch.from_numpy(p.ALONG)
    y = d - along * (2 * (along @ d) / 55)
    return 0.5 * (torch.from_numpy(p.LAMBDA) * y**2).sum() + 0.25 * (d**4).sum()


def torch_rows(p, x):
    return 0.5 * ((torch.from_numpy(p.A) @ x - torch.from_numpy(p.Y)) ** 2).mean()


def torch_smooth(p, x):
    r = torch.from_numpy(p.A) @ x.reshape(3, 2).T - torch.from_numpy(p.Y)
    return (torch.sqrt(1 + r * r) - 1).sum() / 8
