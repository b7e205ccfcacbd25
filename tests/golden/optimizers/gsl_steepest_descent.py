from gsl import minimizer

TITLE = "Steepest descent: GSL itself (gsl_multimin_fdfminimizer_steepest_descent), called from Python"
method = minimizer("steepest_descent")
# gtol: how far the smallest rounding errors do not yet show: where f is above 0, line searches soon go by its rounding.
CASES = [
    ("valley", 0.001, {"tol": 0.01, "gtol": 0.0053}), ("valley", 0.03, {"gtol": 0.0034}),
    ("smooth", 0.01, {"gtol": 1e-5}), ("smooth", 1.0, {"tol": 0.01, "gtol": 1e-5}),
    ("rows", 1.0, {"batch": 23, "gtol": 1e-5}), ("rows", 0.1, {"tol": 0.4, "batch": 23, "gtol": 1e-5}),
]
