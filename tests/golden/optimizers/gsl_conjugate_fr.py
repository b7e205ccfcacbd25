from gsl import minimizer

TITLE = "Fletcher-Reeves: GSL itself (gsl_multimin_fdfminimizer_conjugate_fr), called from Python"
method = minimizer("conjugate_fr")
# gtol: how far the smallest rounding errors do not yet show: where f is above 0, line searches soon go by its rounding.
CASES = [
    ("valley", 0.001, {"gtol": 0.02}), ("valley", 0.03, {"tol": 0.01, "gtol": 0.0166}),
    ("valley", 0.01, {"tol": 0.1, "gtol": 0.006}),
    ("smooth", 0.01, {"gtol": 0.2}), ("smooth", 1.0, {"tol": 0.4, "gtol": 0.1}),
    ("rows", 0.01, {"batch": 23, "gtol": 1e-5}), ("rows", 0.1, {"tol": 0.4, "batch": 23, "gtol": 0.0052}),
]
