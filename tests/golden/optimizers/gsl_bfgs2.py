from gsl import minimizer

TITLE = "BFGS: GSL itself (gsl_multimin_fdfminimizer_vector_bfgs2), called from Python"
method = minimizer("vector_bfgs2")
# gtol: how far the smallest rounding errors do not yet show: where f is above 0, line searches soon go by its rounding. tolerance: rounding
# errors grow from step to step.
CASES = [
    ("valley", 0.3, {"tol": 0.01, "gtol": 1e-7, "tolerance": 1e-10}), ("valley", 3.0, {"tol": 0.9, "gtol": 0.025}),
    ("valley", 0.03, {"tol": 0.5, "gtol": 0.012}), ("valley", 0.03, {"gtol": 1e-5, "tolerance": 1e-10}),
    ("smooth", 0.03, {"tol": 0.9, "gtol": 0.004}), ("smooth", 0.3, {"tol": 0.7, "gtol": 0.002}),
    ("rows", 1.0, {"batch": 23, "gtol": 1e-5}), ("rows", 1e-5, {"tol": 0.9, "batch": 23, "gtol": 1e-5}),
]
