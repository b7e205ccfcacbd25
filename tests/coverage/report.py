#!/usr/bin/python3
"""Lines and branches that the tests of a build for gcov reached, for each file of the parts that must not be wrong.

usage: report.py [-v] FOLDER     exit status 1 where a part has fewer of its branches than it must"""
import gzip
import json
import pathlib
import subprocess
import sys

SOURCE = pathlib.Path(__file__).resolve().parents[2]

# part -> share of its branches, files under framework/src; *: all of a stage
PARTS = {
    "journal": (0.95, "store/journal"),
    "protocol": (0.95, "base/buffer host/card plan/spec run/facts run/record run/wire"),
    "loader": (0.95, "host/elfload host/elfnote host/plugin host/registry"),
    "parsers": (0.95, "config/place config/schema config/value config/yaml data/array data/card data/csv data/csv_field "
                "data/csv_head data/dataset data/gzip data/h5_array data/idx data/image data/label data/libsvm data/npy "
                "data/number data/options data/parse data/read"),
    "verdict": (1.0, "verdict/*"),
}


def ask(note):
    """What gcov knows of an object; None: nothing."""
    done = subprocess.run(["gcov", "--json-format", "--branch-probabilities", "--stdout", note.absolute()], stdout=subprocess.PIPE)
    if done.returncode:
        return None
    return json.loads(gzip.decompress(done.stdout) if done.stdout[:2] == b"\x1f\x8b" else done.stdout)


def read(note):
    """The same without its counts, where a process was killed while it wrote them."""
    data, ran = ask(note), note.with_suffix(".gcda")
    if data is None and ran.exists():
        print(f"report.py: gcov cannot read {ran}: its counts are lost", file=sys.stderr)
        ran.unlink()
        data = ask(note)
    return data or {"files": []}


def counts(folder, name):
    """{line: (executions, [branch counts])} of a source file, summed over the objects that hold it."""
    lines = {}
    stage, part = name.split("/")
    for note in pathlib.Path(folder, "framework/src", stage).glob(f"*.p/{part}.c.gcno"):
        for file in read(note)["files"]:
            if not file["file"].endswith(f"framework/src/{name}.c"):
                continue
            for line in file["lines"]:
                had = lines.setdefault(line["line_number"], [0, []])
                had[0] += line["count"]
                had[1] += [branch["count"] for branch in line["branches"]]
    if not lines:
        sys.exit(f"report.py: gcov knows nothing of framework/src/{name}.c in {folder}")
    return lines


def share(part, whole):
    return part / whole if whole else 1.0


def show(name, lines, taken, verbose, text):
    total = [len(lines), sum(1 for count, _ in lines.values() if count), sum(len(b) for _, b in lines.values()), taken]
    print(f"  {name + '.c':22} lines {total[1]:4} of {total[0]:4} {share(total[1], total[0]):7.1%}"
          f"   branches {total[3]:4} of {total[2]:4} {share(total[3], total[2]):7.1%}")
    for number, (_, branches) in sorted(lines.items()) if verbose else ():
        lost = sum(1 for count in branches if not count)
        if lost:
            print(f"    {number:4} ({lost} of {len(branches)}) {text[number - 1].strip()}")


def expand(names):
    root = SOURCE / "framework/src"
    for name in names.split():
        paths = sorted(root.glob(f"{name}.c"))
        if not paths:
            sys.exit(f"report.py: there is no framework/src/{name}.c")
        yield from (str(path.relative_to(root).with_suffix("")) for path in paths)


def main(folder, verbose):
    bad = 0
    for part, (least, names) in PARTS.items():
        print(f"{part}:")
        whole = reached = 0
        for name in expand(names):
            lines = counts(folder, name)
            taken = sum(1 for _, branches in lines.values() for count in branches if count)
            show(name, lines, taken, verbose, (SOURCE / "framework/src" / f"{name}.c").read_text().splitlines())
            whole, reached = whole + sum(len(b) for _, b in lines.values()), reached + taken
        enough = share(reached, whole) >= least
        bad |= not enough
        print(f"  {'together':22} {'':28} branches {reached:4} of {whole:4} {share(reached, whole):7.1%}"
              f"{'' if enough else f'   below {least:.0%}'}")
    return bad


if __name__ == "__main__":
    arguments = sys.argv[1:]
    if len(arguments) not in (1, 2) or (len(arguments) == 2 and arguments[0] != "-v"):
        sys.exit(__doc__)
    sys.exit(main(arguments[-1], len(arguments) == 2))
