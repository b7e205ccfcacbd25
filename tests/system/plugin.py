"""A problem plugin in this process, through <downhill/problem.h>: for numbers that no result of a run holds, such as Hessian-vector
products. Not with sanitizers, which want to be there from a process's start."""
import ctypes

import numpy as np

import system

DOUBLES = ctypes.POINTER(ctypes.c_double)
SIZE, LINEAR, CHOICE, LIST = ctypes.c_size_t, 0, 4, 5


class Param(ctypes.Structure):
    _fields_ = [("name", ctypes.c_char_p), ("doc", ctypes.c_char_p), ("standard", ctypes.c_double), ("min", ctypes.c_double),
                ("max", ctypes.c_double), ("scale", ctypes.c_uint32), ("flags", ctypes.c_uint32), ("search", ctypes.c_double * 2),
                ("choices", ctypes.POINTER(ctypes.c_char_p))]


class Problem(ctypes.Structure):
    _fields_ = [("magic", ctypes.c_uint32), ("abi", ctypes.c_uint16 * 2), ("size", ctypes.c_uint32), ("kind", ctypes.c_uint32),
                ("param_size", ctypes.c_uint32), ("param_count", ctypes.c_uint32), ("params", ctypes.POINTER(Param)),
                ("name", ctypes.c_char_p), ("doc", ctypes.c_char_p), ("source", ctypes.c_char_p), ("flags", ctypes.c_uint64)] + [
        (name, ctypes.c_void_p) for name in ("dim", "blocks", "memory_size", "scratch_size", "prepare", "start", "evaluate", "many", "hvp")]


class List(ctypes.Structure):
    _fields_ = [("at", DOUBLES), ("count", SIZE)]


class Dataset(ctypes.Structure):
    _fields_ = [(name, SIZE) for name in ("size", "samples", "test_samples", "features", "classes")] + [
        ("x", DOUBLES), ("y", DOUBLES), ("row_start", ctypes.c_void_p), ("column", ctypes.c_void_p), ("value", DOUBLES), ("validation_samples", ctypes.c_size_t)]


class Batch(ctypes.Structure):
    _fields_ = [("size", SIZE), ("index", ctypes.c_void_p), ("first", SIZE), ("count", SIZE), ("noise", ctypes.c_void_p)]


class Instance(ctypes.Structure):
    _fields_ = [("size", SIZE), ("data", ctypes.POINTER(Dataset)), ("param", DOUBLES), ("list", ctypes.POINTER(List)),
                ("memory", DOUBLES), ("scratch", DOUBLES)]


NUMBER, WORD = ctypes.CFUNCTYPE(ctypes.c_double, ctypes.c_void_p), ctypes.CFUNCTYPE(ctypes.c_uint64, ctypes.c_void_p, ctypes.c_uint64)


class Random(ctypes.Structure):
    _fields_ = [("size", SIZE), ("bits", ctypes.c_void_p), ("below", WORD), ("uniform", NUMBER), ("normal", NUMBER)]


def pointer(array):
    return array.ctypes.data_as(DOUBLES) if array is not None else None


def aligned(table):
    """A copy that begins at a whole cache line, as the host's memory does."""
    table = np.asarray(table, float)
    room = np.empty(table.size + 8)
    first = -room.ctypes.data % 64 // 8
    room[first:first + table.size] = table.ravel()
    return room[first:first + table.size].reshape(table.shape)


class Subject:
    """One instance over X [rows][features] and y; settings by name, the others as they are by default."""

    def __init__(self, name, X=None, y=None, classes=0, **settings):
        library = ctypes.CDLL(str(system.BUILD / f"plugins/problems/{name}.so"))
        library.downhill_plugin.restype = ctypes.POINTER(Problem)
        self.problem = library.downhill_plugin().contents
        count = self.problem.param_count
        self.param, self.lists, self.kept = np.zeros(count), (List * count)(), [library]
        for i in range(count):
            self.set_param(i, self.problem.params[i], settings)
        assert not settings, settings
        self.X, self.y = (None if table is None else aligned(table) for table in (X, y))
        self.batch = Batch(ctypes.sizeof(Batch), None, 0, 0 if X is None else len(X), None)
        self.instance = Instance(ctypes.sizeof(Instance), None, pointer(self.param), self.lists)
        if X is not None:
            self.data = Dataset(ctypes.sizeof(Dataset), len(X), 0, X.shape[1], classes, pointer(self.X), pointer(self.y))
            self.instance.data = ctypes.pointer(self.data)
        why = ctypes.create_string_buffer(256)
        self.dim = self.call("dim", SIZE, why, SIZE(256))
        assert self.dim, why.value
        self.memory, self.scratch = (aligned(np.zeros(self.call(part, SIZE) if getattr(self.problem, part) else 0))
                                     for part in ("memory_size", "scratch_size"))
        self.instance.memory = pointer(self.memory) if len(self.memory) else None
        self.instance.scratch = pointer(self.scratch)
        self.prepare(np.random.default_rng(2385))

    def set_param(self, i, param, settings):
        value = settings.pop(param.name.decode(), param.standard)
        if param.scale == LIST and isinstance(value, list):
            self.kept.append(np.array(value, float))
            self.lists[i] = List(pointer(self.kept[-1]), len(value))
        elif param.scale == CHOICE and isinstance(value, str):
            value = next(k for k in range(100) if param.choices[k].decode() == value)
        self.param[i] = 0 if param.scale == LIST else value

    def prepare(self, numbers):
        self.random = Random(ctypes.sizeof(Random), None, WORD(lambda _, n: int(numbers.integers(n))), NUMBER(lambda _: numbers.random()),
                             NUMBER(lambda _: numbers.normal()))
        if self.problem.prepare:
            self.call("prepare", None, self.memory, ctypes.byref(self.random))

    def call(self, name, result, *arguments):
        arguments = [pointer(a) if isinstance(a, np.ndarray) else a for a in arguments]
        return ctypes.CFUNCTYPE(result)(getattr(self.problem, name))(ctypes.byref(self.instance), *arguments)

    def evaluate(self, x):
        gradient = np.empty(self.dim)
        return self.call("evaluate", ctypes.c_double, x, ctypes.byref(self.batch), gradient), gradient

    def hvp(self, x, v):
        out = np.empty(self.dim)
        self.call("hvp", None, x, ctypes.byref(self.batch), v, out)
        return out
