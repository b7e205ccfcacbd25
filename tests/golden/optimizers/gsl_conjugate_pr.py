from gsl import minimizer

TITLE = "Polak-Ribiere: GSL itself (gsl_multimin_fdfminimizer_conjugate_pr), called from Python"
method = minimizer("conjugate_pr")
# gtol: how far the smallest rounding errors do not yet show: where f is above 0, line searches soon go by its rounding.
# tolerance: on valley errors grow from step to step.
CASES = [
    ("valley", 0.001, {"gtol": 0.02}), ("valley", 0.03, {"tol": 0.01, "gtol": 0.0162}),
    ("valley", 0.01, {"tol": 0.5, "gtol": 0.0075, "tolerance": 1e-10}),
    ("smooth", 0.01, {"gtol": 0.26}), ("smooth", 1.0, {"tol": 0.4, "gtol": 0.06}),
    ("rows", 0.001, {"batch": 23, "gtol": 1e-5}), ("rows", 0.1, {"tol": 0.4, "batch": 23, "gtol": 0.0052}),
]
