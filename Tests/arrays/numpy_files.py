#!/usr/bin/env python3
"""Lets numpy write arrays at random and compares what Sources/Arrays reads of them.

Builds `bench-arrays` (BENCH_ARRAYS=1, scratch folder .build-arrays). Every type, byte order, order
and version of npy; npz stored, deflated, streamed and with 64-bit fields; IDX and CIFAR files; files
that must be refused; and changed files, of which nothing may be read that numpy reads otherwise.
Needs numpy. Last line: `N passed, M failed`; exit code 1 if one failed.

    python3 Tests/arrays/numpy_files.py [--count N] [--seed N] [--program PATH]
"""

import argparse
import hashlib
import io
import os
import pathlib
import random
import struct
import subprocess
import sys
import tarfile
import tempfile
import warnings
import zipfile

import numpy as np

import fixtures
from drawn import agrees, archive, drawn, expected

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = ["swift", "build", "-c", "release", "--product", "bench-arrays", "--scratch-path",
         str(REPOSITORY / ".build-arrays")]


class Reader:
    """The program, one file after another."""

    def __init__(self, program, folder):
        self.path = folder / "file"
        self.process = subprocess.Popen(
            [program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")

    def read(self, kind, content):
        """The lines of the answer, each a list."""
        self.path.write_bytes(content)
        self.process.stdin.write(f"{kind}\t{self.path}\n")
        self.process.stdin.flush()
        lines = []
        while True:
            line = self.process.stdout.readline()
            if not line:
                raise SystemExit(f"the reader ended: {kind}, file kept in {self.keep(content)}")
            if line == "end\n":
                return lines
            lines.append(line.rstrip("\n").split("\t"))

    @staticmethod
    def keep(content):
        file = tempfile.NamedTemporaryFile(prefix="bench-arrays-", delete=False)
        file.write(content)
        return file.name


class Checks:
    def __init__(self):
        self.passed = self.failed = 0

    def expect(self, holds, sentence):
        if holds:
            self.passed += 1
        else:
            self.failed += 1
            if self.failed <= 20:
                print(f"FAILED  {sentence}")


def right_files(reader, checks, rng, count):
    for number in range(count):
        array = drawn(rng)
        version = [None, (1, 0), (2, 0), (3, 0)][rng.integers(4)]
        found = reader.read("npy", fixtures.npy(array, version))
        wanted = expected("", array)
        checks.expect(len(found) == 1 and agrees(found[0], wanted),
                      f"array {number}, {array.dtype.str} {array.shape}: {found}, not {wanted}")
    for number in range(count // 5):
        names = ["x_train", "y_train", "\u00e9\u4e2d", "a b", "x.y"][:rng.integers(1, 6)]
        arrays = {name: drawn(rng) for name in names}
        found = [line for line in reader.read("npz", archive(rng, arrays)) if line[0] != "header"]
        wanted = [expected(name, array) for name, array in arrays.items()]
        checks.expect(len(found) == len(wanted) and all(map(agrees, found, wanted)),
                      f"archive {number}: {found}, not {wanted}")


def idx_files(reader, checks, rng):
    for code, dtype in ((8, "u1"), (9, "i1"), (11, ">i2"), (12, ">i4"), (13, ">f4"), (14, ">f8")):
        for rank in range(1, 5):
            shape = [int(size) for size in rng.integers(1, 6, rank)]
            array = rng.integers(0, 100, shape).astype(dtype)
            file = struct.pack(f">BBBB{rank}I", 0, 0, code, rank, *shape) + array.tobytes()
            found = reader.read("idx", file)
            checks.expect(len(found) == 1 and agrees(found[0], expected("", array)),
                          f"idx {dtype} {shape}: {found}")


def cifar_files(reader, checks, rng):
    for form, classes in (("cifar10", [10]), ("cifar100", [20, 100])):
        images = rng.integers(0, 256, (7, 3, 32, 32)).astype("u1")
        labels = [rng.integers(0, count, (7, 1)).astype("u1") for count in classes]
        file = np.concatenate(labels + [images.reshape(7, -1)], axis=1).tobytes()
        found = reader.read(form, file)
        wanted = [expected("images", images)]
        wanted += [expected("labels", label[:, 0]) for label in reversed(labels)]
        checks.expect(len(found) == len(wanted) and all(map(agrees, found, wanted)),
                      f"{form}: {found}, not {wanted}")


def tar_files(reader, checks, rng):
    for form in (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        files = {"f/" + name: rng.bytes(int(rng.integers(0, 2000))) for name in ("a.bin", "b.bin")}
        file = io.BytesIO()
        with tarfile.open(fileobj=file, mode="w", format=form) as archive:
            folder = tarfile.TarInfo("f")
            folder.type = tarfile.DIRTYPE
            archive.addfile(folder)
            for name, content in files.items():
                member = tarfile.TarInfo(name)
                member.size = len(content)
                member.mtime = 1234567890.5
                archive.addfile(member, io.BytesIO(content))
        found = reader.read("tar", file.getvalue())
        wanted = [["file", name, str(len(content)), hashlib.sha256(content).hexdigest()]
                  for name, content in files.items()]
        checks.expect(found == wanted, f"tar: {found}, not {wanted}")


def zip_of(method, name="x.npy", content=None, **options):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as members:
        members.writestr(name, content if content is not None else fixtures.npy(np.arange(4)))
        for other in options.get("others", ()):
            members.writestr(other, fixtures.npy(np.arange(3)))
    return file.getvalue()


def bomb():
    """A member of 300 MiB of zeros in 300 kB."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as members:
        with members.open("x.npy", "w") as member:
            for _ in range(300):
                member.write(bytes(1 << 20))
    return file.getvalue()


def odd_files():
    """Files that must be refused, and what the sentence must have."""
    npy, plain = fixtures.npy, fixtures.fixtures()
    table = np.zeros(3, dtype=[("a", "<f4"), ("b", "u1")])
    yield "npy", npy(np.array([{}, []], dtype=object), pickled=True), "Python objects"
    yield "npy", npy(table), "records with fields"
    yield "npy", npy(np.zeros(2, dtype=[("\u00e9", "<f4")]), (3, 0)), "records with fields"
    yield "npy", npy(np.zeros(2, "<c16")), "complex numbers (dtype <c16)"
    yield "npy", npy(np.zeros(2, "<M8[ns]")), "dates (dtype <M8[ns])"
    yield "npy", npy(np.zeros(2, "<m8[s]")), "durations (dtype <m8[s])"
    yield "npy", npy(np.zeros(2, np.longdouble)), "floats of more than 64 bits"
    yield "npy", npy(np.zeros(2, "V3")), "raw bytes (dtype |V3)"
    yield "npy", npy(np.array([["a"], ["b"]])), "texts in the shape 2x1"
    yield "npy", npy(np.array([b"\xff"])), "the text at [0] is not Unicode"
    yield "npy", npy(np.float64(3)), "a single value without dimensions"
    yield "npy", npy(np.zeros((4, 0, 2))), "holds no values (shape 4x0x2)"
    yield "npy", npy(np.arange(4)) + b"\0", "33 bytes after the header, expected 32"
    yield "npy", npy(np.arange(4))[:-1], "31 bytes after the header, expected 32"
    yield "npy", plain["stored"], '"name": "npz"'
    yield "npy", b"\x80\x04\x95", "begins with 80 04 95"
    yield "npz", plain["bytes2x3"], '"name": "npy"'
    yield "npz", zip_of(zipfile.ZIP_BZIP2), "compressed with bzip2"
    yield "npz", zip_of(zipfile.ZIP_LZMA), "compressed with LZMA"
    yield "npz", zip_of(zipfile.ZIP_STORED, "x.txt", b"hello"), "x.txt: is not a NumPy array"
    yield "npz", zip_of(zipfile.ZIP_DEFLATED, others=["x.npy"]), "two members called x.npy"
    yield "npz", zip_of(zipfile.ZIP_DEFLATED, others=["x"]), "two members called x"
    yield "npz", zip_of(zipfile.ZIP_STORED, "x" * 5000), "name has 5000 bytes"
    yield "npz", bomb(), "the most that is inflated"
    yield "npz", plain["stored"][:-1], "end of central directory"
    yield "npz", plain["stored"] + b"\0", "end of central directory"
    yield "npz", b"PK\5\6" + bytes(18), "holds no members"


def refused_files(reader, checks):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        files = list(odd_files())
    for kind, file, words in files:
        found = reader.read(kind, file)
        checks.expect(len(found) == 1 and found[0][0] == "refused" and words in found[0][1],
                      f"{kind}: {found}, expected a refusal with: {words}")
    for form in ("npy", "npz"):
        for name, content in fixtures.fixtures().items():
            if content[:2] != (b"PK" if form == "npz" else b"\x93N"):
                continue
            refused = all(reader.read(form, content[:size])[-1][0] == "refused"
                          for size in range(0, len(content), 1 if len(content) < 400 else 7))
            checks.expect(refused, f"{name}, cut somewhere, is read")


def changed_files(reader, checks, rng, count):
    """What is read of a changed file is what numpy reads."""
    contents = [(name, content) for name, content in fixtures.fixtures().items()
                if name not in ("objects", "bzip2")]
    read = 0
    for _ in range(count):
        name, content = contents[rng.integers(len(contents))]
        changed = bytearray(content)
        for _ in range(int(rng.integers(1, 4))):
            changed[rng.integers(len(changed))] = rng.choice(
                [0, 1, 32, 39, 44, 50, 127, 128, 255, int(rng.integers(256))])
        kind = "npz" if content[:2] == b"PK" else "npy"
        found = [line for line in reader.read(kind, bytes(changed)) if line[0] != "header"]
        if any(line[0] == "refused" for line in found):
            checks.passed += 1
            continue
        read += 1
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                loaded = np.load(io.BytesIO(bytes(changed)), allow_pickle=False)
                arrays = {"": loaded} if kind == "npy" else dict(loaded)
            wanted = [expected(key, array) for key, array in arrays.items()]
        except Exception as error:
            checks.expect(False, f"{name} changed: numpy says {error!r}, kept in "
                                 f"{Reader.keep(bytes(changed))}")
            continue
        checks.expect(len(found) == len(wanted) and all(map(agrees, found, wanted)),
                      f"{name} changed: {found}, not {wanted}; {Reader.keep(bytes(changed))}")
    print(f"{read} of {count} changed files are read")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=600, help="arrays drawn at random")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument("--program", type=pathlib.Path, help="built before")
    options = parser.parse_args()
    program = options.program
    if program is None:
        subprocess.run(BUILD, cwd=REPOSITORY, env=os.environ | {"BENCH_ARRAYS": "1"}, check=True,
                       stdout=subprocess.DEVNULL)
        program = REPOSITORY / ".build-arrays" / "release" / "bench-arrays"
    print(f"seed {options.seed}, numpy {np.__version__}")
    rng = np.random.default_rng(options.seed)
    checks = Checks()
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        reader = Reader(program, pathlib.Path(folder))
        right_files(reader, checks, rng, options.count)
        idx_files(reader, checks, rng)
        cifar_files(reader, checks, rng)
        tar_files(reader, checks, rng)
        refused_files(reader, checks)
        changed_files(reader, checks, rng, 5 * options.count)
    print(f"{checks.passed} passed, {checks.failed} failed")
    return 0 if checks.failed == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
