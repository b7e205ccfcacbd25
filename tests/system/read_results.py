#!/usr/bin/python3
"""Reads a results file the way results/README.md says: runs the page's own examples and checks what they give, then compares the
file with the page's tables.

usage: read_results.py FILE.h5 README.md
"""
import re
import sys

import h5py
import numpy as np


def examples(page):
    return re.findall(r"^```python\n(.*?)^```$", page, re.M | re.S)


def run(code, file):
    names = {"FILE": file}
    exec(compile(code, "results/README.md", "exec"), names)
    return names


def same(a, b):
    a, b = np.asarray(a), np.asarray(b)
    assert a.shape == b.shape, (a.shape, b.shape)
    if a.dtype.kind == "f":
        assert np.array_equal(a, b, equal_nan=True), (a, b)
    else:
        assert np.array_equal(a, b), (a, b)


def check_h5py(got, f):
    same(got["methods"], [m.decode() for m in f["runs/method"][:]])
    same(got["cost"], f["history/cost"][:][f["history/run"][:] == 0])


def check_pandas(got, f):
    runs, history = got["runs"], got["history"]
    assert list(runs) == list(f["runs"]) and list(history) == list(f["history"])
    assert isinstance(runs.method[0], str) and len(got["table"]) == len(history)
    with_rows = runs.length > 0
    same(got["best"].to_numpy(), runs.best_cost[with_rows].to_numpy())
    finished = [s == b"finished" for s in f["runs/status"][:]]
    for method, median in got["median"].items():
        mine = [method == m.decode() for m in f["runs/method"][:]]
        cost = f["runs/final_cost"][:][np.logical_and(finished, mine)]
        assert np.isclose(median, np.median(cost[~np.isnan(cost)]), rtol=1e-15) or np.isnan(median)


def check_xarray(got, f):
    runs, history = got["runs"], got["history"]
    assert dict(runs.sizes) == {"run": len(f["runs/run"])} and dict(history.sizes) == {"row": len(f["history/row"])}
    for name, column in list(f["runs"].items()) + list(f["history"].items()):
        values = (runs if column.parent.name == "/runs" else history)[name]
        assert values.attrs["doc"] == column.attrs["doc"]
        same(values.values, column.asstr()[:] if column.dtype == object else column[:])
    assert set(got["ended"].status.values) <= {"finished"}
    same(got["first"].cost.values, f["history/cost"][:][f["history/run"][:] == 0])


def check_rest(got, f):
    assert len(got["x"]) == f["runs/final_length"][0]
    assert got["study"] and isinstance(got["study"], str)
    assert got["made_by"]["schema"] == 1 and got["made_by"]["title"].startswith("Downhill results: ")


def check_surface(got, f):
    points = f["problems/surface_length"][0]
    side = len(got["z"])
    assert side * side == points and got["x1"].shape == got["x2"].shape == (side, side)
    same(got["z"].ravel(), f["surface/f"][:points])
    assert all(len(column) == f["runs/length"][0] for column in got["path"])


def rows_of(page, heading):
    """{column: (type, meaning)} of the table below a heading, in order"""
    section = page.split("\n### " + heading + "\n", 1)[1].split("\n#", 1)[0]
    found = re.findall(r"^\| `(\w+)` \| (\w+) \| (.*?) \|$", section, re.M)
    assert found
    return {name: (kind, meaning) for name, kind, meaning in found}


def type_of(column):
    return "text" if column.dtype == object else {"<f8": "f64", "<i8": "i64", "|u1": "u8"}[column.dtype.str]


def expected(name, rows):
    """The page's row for a column; METRIC stands for any name."""
    if name in rows:
        return rows[name]
    kinds = [key for key in rows if key.endswith("_METRIC") and name.startswith(key[:-6])]
    assert kinds, name + " is not in results/README.md"
    return rows[kinds[0]]


def check_columns(f, page):
    runs, history = rows_of(page, "/runs"), rows_of(page, "/history")
    names = list(f["runs"])
    labels = names[1 : names.index("status")]
    assert not set(labels) & set(runs), labels
    assert [n for n in names if n in runs] == [n for n in runs if not n.endswith("METRIC")]
    for group, rows in ("runs", runs), ("history", history), ("surface", rows_of(page, "/surface")):
        for name, column in f[group].items():
            if group != "runs" or name not in labels:
                assert (type_of(column), column.attrs["doc"]) == expected(name, rows), name


def check_shape(f):
    for group, scale in ("runs", "run"), ("history", "row"), ("final", "element"), ("problems", "row"), ("plugins", "row"), ("surface", "point"):
        size = len(f[group][scale])
        same(f[group][scale][:], np.arange(size))
        for name, column in f[group].items():
            assert column.shape == (size,) and column.attrs["doc"] is not None, name
            if name != scale:
                assert column.dims[0].keys() == [scale] and column.dims[0][0] == f[group][scale], name
    length, run = f["runs/length"][:], f["history/run"][:]
    same(f["runs/offset"][:], np.cumsum(length) - length)
    same(run, np.repeat(np.arange(len(length)), length))
    assert length.sum() == len(run) and f["runs/final_length"][:].sum() == len(f["final/x"])


def main():
    file, readme = sys.argv[1:]
    with open(readme, encoding="utf-8") as text:
        page = text.read()
    checks = [check_h5py, check_pandas, check_xarray, check_rest, check_surface]
    codes = examples(page)
    assert len(codes) == len(checks), "every example has a check, and every check an example"
    assert len(codes[0].splitlines()) == 5
    got = [run(code, file) for code in codes]
    with h5py.File(file) as f:
        for check, names in zip(checks, got):
            check(names, f)
        check_columns(f, page)
        check_shape(f)
        print(f"{file}: {len(f['runs/run'])} runs, {len(f['history/row'])} rows read as results/README.md says")


if __name__ == "__main__":
    main()
