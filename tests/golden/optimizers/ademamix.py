import numpy as np

from golden import STEPS

# apple/ml-ademamix puts 1e-8 inside the logarithms of the warmup of beta3; the paper, and this, nothing: the agreement
# is with that 0. Its default alpha is 2, the paper's 5.
TITLE = ("AdEMAMix: NumPy after Pagliardini et al. 2024 (arXiv:2409.03137), algorithm 1; "
         "agrees with apple/ml-ademamix to 1e-12")


def method(p, rate, beta1=0.9, beta2=0.999, beta3=0.9999, alpha=5, epsilon=1e-8, weight_decay=0, warmup=0):
    x = p.start
    m1, m2, nu = np.zeros((3, p.dim))
    T = warmup
    for step in range(STEPS):
        t, g = step + 1, p.g(x, step)
        alpha_t, beta3_t = alpha, beta3
        if t < T:
            alpha_t = t * alpha / T
            beta3_t = np.exp(np.log(beta1) * np.log(beta3) / ((1 - t / T) * np.log(beta3) + t / T * np.log(beta1)))
        m1 = beta1 * m1 + (1 - beta1) * g
        m2 = beta3_t * m2 + (1 - beta3_t) * g
        nu = beta2 * nu + (1 - beta2) * g**2
        m1_hat, nu_hat = m1 / (1 - beta1**t), nu / (1 - beta2**t)
        x = x - rate * ((m1_hat + alpha_t * m2) / (np.sqrt(nu_hat) + epsilon) + weight_decay * x)
        yield x


CASES = [
    ("valley", 0.01, {}), ("valley", 0.003, {"beta1": 0.8, "beta3": 0.99, "alpha": 2.0, "epsilon": 1e-2, "warmup": 50}),
    ("valley", 0.01, {"weight_decay": 0.5, "beta3": 0.999, "warmup": 300}),
    ("smooth", 0.03, {}),
    ("smooth", 0.02, {"beta2": 0.95, "beta3": 0.98, "alpha": 1.0, "weight_decay": 0.1, "warmup": 20}),
    ("rows", 0.01, {}),
    ("rows", 0.005, {"beta1": 0.5, "beta3": 0.995, "alpha": 8.0, "weight_decay": 0.02, "warmup": 120}),
]
