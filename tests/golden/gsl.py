"""GSL's own minimisers (Debian's libgsl27), driven from Python: for optimizers/gsl_*.py."""
import ctypes
from ctypes import CFUNCTYPE, POINTER, Structure, byref, c_double, c_int, c_size_t, c_void_p

import numpy as np

from golden import STEPS

ctypes.CDLL("libgslcblas.so.0", ctypes.RTLD_GLOBAL)
lib = ctypes.CDLL("libgsl.so.27")


class Vector(Structure):
    _fields_ = [("size", c_size_t), ("stride", c_size_t), ("data", POINTER(c_double)), ("block", c_void_p), ("owner", c_int)]

    def array(self):
        assert self.stride == 1
        return np.ctypeslib.as_array(self.data, (self.size,))


F = CFUNCTYPE(c_double, POINTER(Vector), c_void_p)
DF = CFUNCTYPE(None, POINTER(Vector), c_void_p, POINTER(Vector))
FDF = CFUNCTYPE(None, POINTER(Vector), c_void_p, POINTER(c_double), POINTER(Vector))


class Function(Structure):
    _fields_ = [("f", F), ("df", DF), ("fdf", FDF), ("n", c_size_t), ("params", c_void_p)]


class Minimizer(Structure):
    _fields_ = [("type", c_void_p), ("fdf", POINTER(Function)), ("f", c_double), ("x", POINTER(Vector)),
                ("gradient", POINTER(Vector)), ("dx", POINTER(Vector)), ("state", c_void_p)]


lib.gsl_multimin_fdfminimizer_alloc.restype = POINTER(Minimizer)
lib.gsl_multimin_fdfminimizer_alloc.argtypes = [c_void_p, c_size_t]
lib.gsl_multimin_fdfminimizer_set.argtypes = [POINTER(Minimizer), POINTER(Function), POINTER(Vector), c_double, c_double]
lib.gsl_multimin_fdfminimizer_iterate.argtypes = [POINTER(Minimizer)]
lib.gsl_multimin_fdfminimizer_free.argtypes = [POINTER(Minimizer)]
lib.gsl_multimin_fdfminimizer_free.restype = None
lib.gsl_set_error_handler_off()


def minimizer(name):
    """A `method` of golden.py: one iteration a step; when GSL makes no progress, x stays and it is set anew there."""

    def method(p, rate, tol=0.1, gtol=1e-10):
        def f(x, _):
            return float(p.full_f(x[0].array().copy()))

        def df(x, _, g):
            g[0].array()[:] = p.full_g(x[0].array().copy())

        def fdf(x, _, value, g):
            value[0] = f(x, None)
            df(x, None, g)

        function = Function(F(f), DF(df), FDF(fdf), p.dim, None)
        s = lib.gsl_multimin_fdfminimizer_alloc(c_void_p.in_dll(lib, f"gsl_multimin_fdfminimizer_{name}"), p.dim)
        x, ready, least = p.start.copy(), False, gtol * np.linalg.norm(p.full_g(p.start))
        for _ in range(STEPS):
            if np.linalg.norm(p.full_g(x)) > least:
                if not ready:
                    start = Vector(p.dim, 1, x.ctypes.data_as(POINTER(c_double)), None, 0)
                    assert lib.gsl_multimin_fdfminimizer_set(s, byref(function), byref(start), rate, tol) == 0
                ready = lib.gsl_multimin_fdfminimizer_iterate(s) == 0
                if ready:
                    x = s[0].x[0].array().copy()
            yield x
        lib.gsl_multimin_fdfminimizer_free(s)

    return method
