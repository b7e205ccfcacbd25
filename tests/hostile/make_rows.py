#!/usr/bin/python3
"""Writes tests/hostile/rows: small files in each format that the readers must refuse, and expected.tsv, which says where and why.

usage: tests/hostile/make_rows.py [FOLDER]"""
import gzip
import io
import pathlib
import struct
import sys

import h5py
import numpy as np

BAD = []  # (file, options, place, message, bytes)


def bad(name, place, message, content, options=""):
    BAD.append((name, options, place, message, content.encode() if isinstance(content, str) else content))


# ---- LIBSVM: "label index:value ..." ----

GOOD = "1 1:0.5 3:2.25\n-1 2:1e-3\n"
for name, place, message, text, *options in [
    ("empty", "1:1", "expected rows, got the end of the file", ""),
    ("comment_only", "2:1", "expected rows", "# nothing\n"),
    ("blank_only", "3:1", "expected rows", " \n\t\n"),
    ("no_features", "3:1", "expected at least one feature", "1\n-1\n"),
    ("no_label", "2:1", "expected a label before the first index", "1 1:2\n1:3\n"),
    ("label_text", "1:1", "expected a finite number as the row's label, got 'cat'", "cat 1:2\n"),
    ("label_nan", "1:1", "expected a finite number as the row's label, got 'nan'", "nan 1:2\n"),
    ("label_infinite", "1:1", "expected a finite number as the row's label", "1e999 1:2\n"),
    ("label_glued", "1:1", "expected a finite number as the row's label, got '1x'", "1x 1:2\n"),
    ("label_hex", "1:1", "expected a finite number as the row's label, got '0x1'", "0x1 1:2\n"),
    ("labels_several", "1:1", "expected one label for each row", "1,2 1:2\n"),
    ("label_plus_plus", "1:1", "expected a finite number as the row's label", "++1 1:2\n"),
    ("index_zero", "1:3", "expected an index from 1 (say index_base: 0", "1 0:2\n"),
    ("index_negative", "1:3", "expected index:value, got '-1:2'", "1 -1:2\n"),
    ("index_real", "1:3", "expected index:value, got '1.5:2'", "1 1.5:2\n"),
    ("index_missing", "1:3", "expected index:value, got ':2'", "1 :2\n"),
    ("index_text", "1:3", "expected index:value, got 'a:2'", "1 a:2\n"),
    ("index_huge", "1:3", "expected an index up to 2147483647", "1 4294967297:2\n"),
    ("index_very_huge", "1:3", "expected an index up to 2147483647", "1 99999999999999999999999999:2\n"),
    ("index_at_limit", "1:3", "expected an index up to 2147483647", "1 2147483647:2\n", "index_base=0"),
    ("index_twice", "1:7", "expected indices that ascend in a row", "1 2:1 2:3\n"),
    ("index_descends", "2:7", "expected indices that ascend in a row, got '2:1'", "1 1:1\n1 3:1 2:1\n"),
    ("index_beyond_features", "2:3", "within the number of features", "1 3:1\n1 4:1\n", "features=3"),
    ("value_missing", "1:5", "expected a finite number as the value, got the end of the line", "1 1:\n"),
    ("value_at_end", "1:5", "expected a finite number as the value, got the end of the file", "1 1:"),
    ("value_text", "1:5", "expected a finite number as the value, got 'x'", "1 1:x\n"),
    ("value_nan", "1:5", "expected a finite number as the value, got 'nan'", "1 1:nan\n"),
    ("value_infinite", "1:5", "expected a finite number as the value, got '-inf'", "1 1:-inf\n"),
    ("value_too_large", "1:5", "expected a finite number as the value, got '2e400'", "1 1:2e400\n"),
    ("value_glued", "1:5", "expected a finite number as the value, got '2x'", "1 1:2x\n"),
    ("value_hex", "1:5", "expected a finite number as the value, got '0x2'", "1 1:0x2\n"),
    ("value_comma", "1:5", "expected a finite number as the value, got '2,5'", "1 1:2,5\n"),
    ("value_colon", "1:5", "expected a finite number as the value, got '2:3'", "1 1:2:3\n"),
    ("value_minus_only", "1:5", "expected a finite number as the value, got '-'", "1 1:-\n"),
    ("blank_before_colon", "1:3", "expected index:value, got '1'", "1 1 :2\n"),
    ("blank_after_colon", "1:5", "expected a finite number as the value", "1 1: 2\n"),
    ("query", "1:3", "rows grouped by query are not supported", "1 qid:3 1:2\n"),
    ("word", "2:5", "expected index:value, got 'end'", "1 1:2\n-1  end\n"),
    ("csv", "1:1", "expected one label for each row", "1,2,3\n4,5,6\n"),
    ("lone_cr", "1:7", "expected index:value, got the end of the line", "1 1:2 \r2 1:3\n"),
    ("utf8_bom", "1:1", "expected a finite number as the row's label", "\ufeff1 1:2\n"),
    ("unicode_minus", "1:5", "expected a finite number as the value", "1 1:\u22122\n"),
]:
    bad(f"{name}.libsvm", place, message, text, *options)
bad("nul.libsvm", "1:5", "expected a finite number as the value", b"1 1:2\0\n")
bad("binary.libsvm", "1:1", "expected a finite number as the row's label", bytes(range(1, 200)))
bad("nul_first.libsvm", "1:1", "got a NUL byte (is this a binary file?)", b"\0\0\0\0")

# ---- IDX: two zero bytes, type, dimensions ----


def idx(kind, dimensions, data, start=b"\0\0"):
    return start + bytes([kind, len(dimensions)]) + b"".join(struct.pack(">I", d) for d in dimensions) + data


for name, place, message, content in [
    ("empty", "byte 1", "expected IDX", b""),
    ("short_magic", "byte 1", "expected IDX", b"\0\0\x08"),
    ("magic", "byte 1", "expected IDX, which starts with two zero bytes", idx(8, [2], b"ab", b"PK")),
    ("magic_second", "byte 1", "expected IDX", idx(8, [2], b"ab", b"\0\1")),
    ("type_0", "byte 3", "expected a type of values", idx(0, [2], b"ab")),
    ("type_0a", "byte 3", "got 0A", idx(10, [2], b"ab")),
    ("type_ff", "byte 3", "got FF", idx(255, [2], b"ab")),
    ("no_dimension", "byte 4", "expected 1 to 8 dimensions, got 0", idx(8, [], b"ab")),
    ("nine_dimensions", "byte 4", "expected 1 to 8 dimensions, got 9", idx(8, [1] * 9, b"a")),
    ("dimensions_255", "byte 4", "got 255", b"\0\0\x08\xff"),
    ("head_cut", "byte 9", "expected 2 dimensions of 4 bytes, got the end of the file", b"\0\0\x08\x02\0\0\0\1"),
    ("head_cut_inside", "byte 7", "expected 1 dimensions of 4 bytes", b"\0\0\x08\x01\0\0"),
    ("too_short", "", "expected 6 values of 1 bytes after the header, as its shape says, got 5", idx(8, [2, 3], b"abcde")),
    ("too_long", "", "expected 6 values of 1 bytes after the header, as its shape says, got 7", idx(8, [2, 3], b"abcdefg")),
    ("no_data", "", "expected 6 values of 2 bytes", idx(11, [2, 3], b"")),
    ("half_a_value", "", "expected 2 values of 4 bytes", idx(12, [2, 1], b"abcdefg")),
    ("no_rows", "", "got an array without values", idx(8, [0, 3], b"")),
    ("no_columns", "", "got an array without values", idx(8, [3, 0], b"")),
    ("shape_overflows", "", "more values than can be counted", idx(8, [2**32 - 1] * 3, b"a")),
    ("shape_overflows_to_0", "", "more values than can be counted", idx(8, [2**31, 2**31, 4], b"a")),
    ("shape_huge", "", "values of 1 bytes", idx(8, [2**31, 2**20], b"a")),
    ("nan", "", "row 2, column 1: expected a finite number, got nan", idx(14, [2, 1], struct.pack(">dd", 1.5, float("nan")))),
    ("infinite", "", "row 1, column 2: expected a finite number, got inf", idx(13, [1, 2], struct.pack(">ff", 1, float("inf")))),
]:
    bad(f"{name}.idx", place, message, content)
bad("target.idx", "", "target: expected a number from 1 to 3 or none, got '4'", idx(8, [2, 3], b"abcdef"), "target=4")
bad("target_text.idx", "", "target: expected a number from 1 to 3 or none, got 'label'", idx(8, [2, 3], b"abcdef"), "target=label")

# ---- NPY ----


def npy(header, data=b"", version=(1, 0), length=None):
    text = header.encode("latin1")
    size = len(text) if length is None else length
    return b"\x93NUMPY" + bytes(version) + struct.pack("<H" if version[0] == 1 else "<I", size) + text + data


def at(header, token):
    """The byte of the file, from 1, where the token begins."""
    return f"byte {10 + header.index(token) + 1}"


def head(descr="'<f8'", order="False", shape="(2, 2)"):
    return f"{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}, }}\n"


FOUR = np.arange(4.0).tobytes()
for name, place, message, content in [
    ("empty", "byte 1", "expected NPY", b""),
    ("magic", "byte 1", "expected NPY, which starts with", b"\x92NUMPY\1\0" + b"a" * 20),
    ("zip", "byte 1", "expected NPY", b"PK\3\4" + b"\0" * 40),
    ("magic_only", "byte 1", "expected NPY", b"\x93NUMPY"),
    ("version_0", "byte 7", "expected version 1, 2 or 3 of the format, got 0", npy(head(), FOUR, (0, 0))),
    ("version_4", "byte 7", "expected version 1, 2 or 3 of the format, got 4", npy(head(), FOUR, (4, 0))),
    ("head_cut", "byte 9", "expected a header of 9999 bytes, got the end of the file", npy(head(), FOUR, length=9999)),
    ("head_cut_v2", "byte 9", "expected a header of 4294967295 bytes", npy(head(), FOUR, (2, 0), 2**32 - 1)),
    ("no_dictionary", "byte 11", "expected a dictionary in braces", npy("[1, 2]\n", FOUR)),
    ("empty_header", "byte 13", "expected a dictionary in braces", npy("  ", b"")),
    ("empty_dictionary", "byte 13", "expected each of 'descr', 'fortran_order' and 'shape' before", npy("{}\n", FOUR)),
    ("key_unknown", "byte 12", "expected each of 'descr', 'fortran_order' and 'shape' once", npy("{'dtype': '<f8'}\n", FOUR)),
    ("key_twice", "byte 27", "once", npy("{'descr': '<f8','descr': '<f8'}\n", FOUR)),
    ("key_missing", "byte 52", "before the closing brace", npy("{'descr': '<f8', 'fortran_order': False }\n", FOUR)),
    ("no_colon", "byte 20", "expected a colon", npy("{'descr' '<f8'}\n", FOUR)),
    ("no_comma", "byte 27", "expected a comma or a closing brace", npy("{'descr': '<f8' 'shape': (2, 2)}\n", FOUR)),
    ("open_dictionary", "byte 68", "once", npy("{'descr': '<f8', 'fortran_order': False, 'shape': (2, 2),", FOUR, length=57)),
    ("after_dictionary", "byte 70", "expected nothing after the closing brace", npy(head().strip() + "; x\n", FOUR)),
    ("double_quotes", "byte 12", "once", npy('{"descr": "<f8"}\n', FOUR)),
    ("type_object", "byte 22", "expected numbers of one type", npy(head("'|O'"), FOUR)),
    ("type_objects", "byte 22", "expected numbers of one type", npy(head("'|O8'"), FOUR)),
    ("type_text", "byte 22", "expected numbers of one type", npy(head("'<U8'"), FOUR)),
    ("type_bytes", "byte 22", "expected numbers of one type", npy(head("'|S8'"), FOUR)),
    ("type_complex", "byte 22", "expected numbers of one type", npy(head("'<c8'"), FOUR)),
    ("type_date", "byte 22", "expected numbers of one type", npy(head("'<M8[s]'"), FOUR)),
    ("type_record", "byte 21", "expected a type of numbers in quotes", npy(head("[('a', '<f8')]"), FOUR)),
    ("type_half", "byte 22", "floating-point ones of 4 or 8", npy(head("'<f2'"), FOUR)),
    ("type_long_double", "byte 22", "expected numbers of one type", npy(head("'<f16'"), FOUR)),
    ("type_size_0", "byte 22", "expected numbers of 1, 2, 4 or 8 bytes", npy(head("'<i0'"), FOUR)),
    ("type_size_3", "byte 22", "expected numbers of 1, 2, 4 or 8 bytes", npy(head("'<i3'"), FOUR)),
    ("type_bool_8", "byte 22", "expected numbers of 1, 2, 4 or 8 bytes", npy(head("'<b8'"), FOUR)),
    ("type_no_order", "byte 22", "expected numbers of one type", npy(head("'f8'"), FOUR)),
    ("type_open", "byte 22", "expected numbers of one type", npy(head("'<f8, "), FOUR)),
    ("type_empty", "byte 22", "expected numbers of one type", npy(head("''"), FOUR)),
    ("order_none", at(head(order="None"), "None"), "expected True or False", npy(head(order="None"), FOUR)),
    ("order_number", at(head(order="1"), "1,"), "expected True or False", npy(head(order="1"), FOUR)),
    ("shape_number", at(head(), "("), "expected a shape such as (100, 5)", npy(head(shape="4"), FOUR)),
    ("shape_list", at(head(), "("), "expected a shape", npy(head(shape="[2, 2]"), FOUR)),
    ("shape_empty", at(head(shape="()"), ", }"), "expected an array, not a single number", npy(head(shape="()"), np.float64(1).tobytes())),
    ("shape_negative", at(head(), "2, 2"), "expected a size", npy(head(shape="(-2, 2)"), FOUR)),
    ("shape_text", at(head(), "2, 2"), "expected a size", npy(head(shape="(a, 2)"), FOUR)),
    ("shape_real", at(head(shape="(2.0, 2)"), "."), "expected a comma or the end of the shape", npy(head(shape="(2.0, 2)"), FOUR)),
    ("shape_blank", at(head(shape="(2 2)"), "2)"), "expected a comma or the end of the shape", npy(head(shape="(2 2)"), FOUR)),
    ("shape_beyond_64_bits", "byte 81", "expected a size below 2^64", npy(head(shape="(99999999999999999999, 2)"), FOUR)),
    ("shape_nine", at(head(shape="(" + "1, " * 8 + "Z)"), "Z"), "expected at most 8 dimensions", npy(head(shape="(" + "1, " * 9 + ")"), FOUR)),
    ("shape_overflows", "", "more values than can be counted", npy(head(shape="(4294967296, 4294967296)"), FOUR)),
    ("shape_overflows_bytes", "", "more values than can be counted", npy(head(shape="(2, 2305843009213693952)"), FOUR)),
    ("shape_many_rows", "", "expected at most 4294967295 rows", npy(head(shape="(4294967297, 1)"), FOUR)),
    ("no_rows", "", "got an array without values", npy(head(shape="(0, 2)"))),
    ("no_columns", "", "got an array without values", npy(head(shape="(2, 0)"))),
    ("too_short", "", "expected 4 values of 8 bytes after the header, as its shape says, got 31", npy(head(), FOUR[:-1])),
    ("too_long", "", "expected 4 values of 8 bytes after the header, as its shape says, got 33", npy(head(), FOUR + b"x")),
    ("no_data", "", "got 0 bytes", npy(head())),
    ("other_width", "", "expected 4 values of 4 bytes after the header, as its shape says, got 32", npy(head("'<f4'"), FOUR)),
    ("nan", "", "row 2, column 1: expected a finite number, got nan", npy(head(), np.array([1, 2, np.nan, 4]).tobytes())),
    ("target_nan", "", "row 1, column 2: expected a finite number", npy(head(), np.array([1, np.inf, 3, 4]).tobytes())),
    ("large_integer", "", "row 1, column 2: expected a number up to 2^53", npy(head("'<i8'"), np.array([1, 2**53 + 1, 3, 4]).tobytes())),
    ("least_integer", "", "row 2, column 2: expected a number up to 2^53", npy(head("'<i8'"), np.array([1, 2, 3, -2**63]).tobytes())),
    ("large_unsigned", "", "row 1, column 1: expected a number up to 2^53", npy(head("'<u8'"), np.array([2**64 - 1, 2, 3, 4], np.uint64).tobytes())),
    ("one_column", "", "got one column (target: none makes it a feature)", npy(head(shape="(4, 1)"), FOUR)),
]:
    bad(f"{name}.npy", place, message, content)
bad("target.npy", "", "target: expected a number from 1 to 2 or none, got '0'", npy(head(), FOUR), "target=0")

# ---- gzip ----

LINES = b"1 1:2.5\n-1 2:3\n" * 40
WHOLE = gzip.compress(LINES, mtime=0)


def wrong(at, value):
    return WHOLE[:at] + bytes([value]) + WHOLE[at + 1:]


for name, place, message, content in [
    ("cut_head.libsvm.gz", "byte 6", "expected more of a gzip file", WHOLE[:5]),
    ("cut.libsvm.gz", f"byte {len(WHOLE) // 2 + 1}", "expected more of a gzip file, got its end", WHOLE[:len(WHOLE) // 2]),
    ("cut_tail.libsvm.gz", f"byte {len(WHOLE)}", "expected more of a gzip file", WHOLE[:-1]),
    ("checksum.libsvm.gz", "byte", "incorrect data check", wrong(len(WHOLE) - 6, WHOLE[-6] ^ 1)),
    ("length.libsvm.gz", "byte", "incorrect length check", wrong(len(WHOLE) - 2, WHOLE[-2] ^ 1)),
    ("method.libsvm.gz", "byte", "unknown compression method", wrong(2, 7)),
    ("flags.libsvm.gz", "byte", "unknown header flags set", wrong(3, 0xE0)),
    ("block.libsvm.gz", "byte", "invalid", wrong(10, 0xFF)),
    ("garbage_after.libsvm.gz", f"byte {len(WHOLE) + 1}", "expected another gzip member or the end of the file", WHOLE + b"more"),
    ("zeros_after.libsvm.gz", f"byte {len(WHOLE) + 1}", "expected another gzip member", WHOLE + b"\0" * 8),
    ("second_cut.libsvm.gz", "byte", "expected more of a gzip file", WHOLE + WHOLE[:20]),
    ("twice.libsvm.gz", "1:1", "expected a finite number as the row's label", gzip.compress(WHOLE, mtime=0)),
    ("bad_inside.libsvm.gz", "2:3", "expected index:value", gzip.compress(b"1 1:2\n1 x\n", mtime=0)),
    ("too_short.idx.gz", "", "got 5 bytes", gzip.compress(idx(8, [2, 3], b"abcde"), mtime=0)),
    ("bomb.npy.gz", "", "expected 4 values of 8 bytes", gzip.compress(npy(head(), b"\0" * 3_000_000), mtime=0)),
]:
    bad(name, place, message, content)

# ---- HDF5 ----


def h5(fill):
    out = io.BytesIO()
    with h5py.File(out, "w", libver="earliest") as f:
        fill(f)
    return out.getvalue()


def plain(f):
    f.create_dataset("x", data=np.arange(6.0).reshape(3, 2), track_times=False)


def infinite(f):
    f.create_dataset("x", data=np.array([[1.0, 2.0], [np.inf, 3.0]]), track_times=False)


def text(f):
    f.create_dataset("x", data=np.array([b"a", b"b"]), track_times=False)


def record(f):
    f.create_dataset("x", data=np.zeros(3, [("a", "f8"), ("b", "i4")]), track_times=False)


def group(f):
    f.create_group("x")


def number(f):
    f.create_dataset("x", data=2.5, track_times=False)


def empty(f):
    f.create_dataset("x", shape=(0, 4), maxshape=(None, 4), chunks=(8, 4), dtype="f8", track_times=False)


def null(f):
    f.create_dataset("x", data=h5py.Empty("f8"), track_times=False)


def claimed(f):
    """Chunks that were never written: a petabyte in a kilobyte."""
    f.create_dataset("x", shape=(2**31, 2**16), maxshape=(None, 2**16), chunks=(64, 64), dtype="f8", track_times=False)


def claimed_one_chunk(f):
    f.create_dataset("x", shape=(2**24, 2**10), chunks=(64, 64), dtype="f8", track_times=False)[:64, :64] = 1


def elsewhere(f):
    f["x"] = h5py.ExternalLink("/etc/hostname", "/x")


def outside(f):
    f.create_dataset("x", shape=(3, 2), dtype="f8", external=[("/etc/hostname", 0, 48)], track_times=False)


def dangling(f):
    f["x"] = h5py.SoftLink("/y")


def circle(f):
    f["x"] = h5py.SoftLink("/x")


def ranks(f):
    f.create_dataset("x", data=np.zeros([1] * 9), track_times=False)


def packed(f):
    f.create_dataset("x", data=np.arange(4000.0).reshape(1000, 4), chunks=(100, 4), compression="gzip", track_times=False)


def virtual(f):
    space = h5py.h5s.create_simple((3, 2))
    how = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    how.set_obj_track_times(False)
    how.set_virtual(space, b"/etc/hostname", b"x", space)
    h5py.h5d.create(f.id, b"x", h5py.h5t.NATIVE_DOUBLE, space, how)


def damaged(fill, marker, offset):
    content = bytearray(h5(fill))
    content[content.rindex(marker) + offset] ^= 0xFF
    return bytes(content)


for name, place, message, content, *options in [
    ("empty.h5", "", "HDF5 cannot open it", b"", "inside=/x"),
    ("text_file.h5", "", "HDF5 cannot open it", b"x,y\n1,2\n" * 100, "inside=/x"),
    ("signature_only.h5", "", "HDF5 cannot open it", b"\x89HDF\r\n\x1a\n", "inside=/x"),
    ("cut.h5", "", "HDF5", h5(plain)[:600], "inside=/x"),
    ("superblock.h5", "", "HDF5 cannot open it", damaged(plain, b"\x89HDF", 8), "inside=/x"),
    ("no_path.h5", "", "expected the path of an array behind the name", h5(plain)),
    ("wrong_path.h5", "/y", "expected an array, there is none", h5(plain), "inside=/y"),
    ("group.h5", "/x", "expected an array, there is none", h5(group), "inside=/x"),
    ("number.h5", "/x", "expected an array of 1 to 8 dimensions", h5(number), "inside=/x"),
    ("null.h5", "/x", "expected an array of 1 to 8 dimensions", h5(null), "inside=/x"),
    ("nine_dimensions.h5", "/x", "expected an array of 1 to 8 dimensions", h5(ranks), "inside=/x"),
    ("text.h5", "/x", "expected an array of numbers", h5(text), "inside=/x"),
    ("record.h5", "/x", "expected an array of numbers", h5(record), "inside=/x"),
    ("no_rows.h5", "", "got an array without values", h5(empty), "inside=/x"),
    ("never_written.h5", "/x", "more values than the file can hold", h5(claimed), "inside=/x"),
    ("hardly_written.h5", "/x", "more values than the file can hold", h5(claimed_one_chunk), "inside=/x"),
    ("external_link.h5", "/x", "expected an array, there is none", h5(elsewhere), "inside=/x"),
    ("external_data.h5", "/x", "expected an array that lies in this file", h5(outside), "inside=/x"),
    ("virtual.h5", "/x", "expected an array that lies in this file", h5(virtual), "inside=/x"),
    ("dangling.h5", "/x", "expected an array, there is none", h5(dangling), "inside=/x"),
    ("circle.h5", "/x", "expected an array, there is none", h5(circle), "inside=/x"),
    ("damaged_chunk.h5", "/x", "HDF5 cannot read its values", damaged(packed, b"\x78\x5e", 40), "inside=/x"),
    ("infinite.h5", "", "row 2, column 1: expected a finite number, got inf", h5(infinite), "inside=/x"),
    ("target.h5", "", "target: expected a number from 1 to 2 or none, got '3'", h5(plain), "inside=/x;target=3"),
]:
    bad(name, place, message, content, *options)

# ---- CSV with what its own table (tests/hostile/csv) does not have ----

bad("one_hot_unknown.csv", "1:1", "one_hot: expected a column's name or a number from 1 to 3, got 'colour'; did you mean 'color'?",
    "color,size,y\nred,1,2\n", "one_hot=colour")
bad("one_hot_target.csv", "1:1", "one_hot names the target", "color,size,y\nred,1,2\n", "one_hot=y")
bad("one_hot_empty_label.csv", "3:1", "expected a label, got nothing", "color,size,y\nred,1,2\n,1,2\n", "one_hot=color")
bad("one_hot_number_column.csv", "3:5", "column 'size': expected a finite number, got 'big'", "color,size,y\nred,1,2\nred,big,2\n", "one_hot=*")
bad("missing_target.csv", "2:3", "column 'y': expected a finite number, got nothing", "a,y\n1,\n", "missing=1")


def main():
    here = pathlib.Path(__file__).resolve().parent
    folder = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else here / "rows"
    assert len({name for name, *_ in BAD}) == len(BAD)
    for name, *_, content in BAD:
        (folder / name).write_bytes(content)
    lines = [f"{name}\t{options}\t{place}\t{message}\n" for name, options, place, message, _ in sorted(BAD)]
    (folder / "expected.tsv").write_text("".join(lines))
    print(f"{len(BAD)} files in {folder}")


if __name__ == "__main__":
    main()
