#!/usr/bin/python3
"""Inputs of a harness between one file in git and the folder of files that libFuzzer wants.

usage: pack.py pack FOLDER FILE.pack       every file of the folder, each once, by size and content
       pack.py unpack FILE.pack FOLDER"""
import hashlib
import pathlib
import struct
import sys


def read(pack):
    data, at = pathlib.Path(pack).read_bytes(), 0
    while at < len(data):
        size, = struct.unpack_from("<I", data, at)
        yield data[at + 4:at + 4 + size]
        at += 4 + size


def main(what, source, target):
    if what == "pack":
        inputs = {path.read_bytes() for path in pathlib.Path(source).iterdir() if path.is_file()}
        packed = b"".join(struct.pack("<I", len(i)) + i for i in sorted(inputs, key=lambda i: (len(i), i)))
        pathlib.Path(target).write_bytes(packed)
    else:
        pathlib.Path(target).mkdir(parents=True, exist_ok=True)
        for one in read(source):
            (pathlib.Path(target) / hashlib.sha256(one).hexdigest()[:20]).write_bytes(one)


if __name__ == "__main__":
    if len(sys.argv) != 4 or sys.argv[1] not in ("pack", "unpack"):
        sys.exit(__doc__)
    main(*sys.argv[1:])
