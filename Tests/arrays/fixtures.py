#!/usr/bin/env python3
"""Writes Tests/ArraysTests/Fixtures.swift: files as numpy and zipfile write them, in base64.

    python3 Tests/arrays/fixtures.py
"""

import base64
import io
import pathlib
import textwrap
import zipfile

import numpy as np

FILE = pathlib.Path(__file__).parent.parent / "ArraysTests" / "Fixtures.swift"


class Unseekable(io.BytesIO):
    """A stream such as a pipe: zipfile writes data descriptors into it."""

    def seekable(self):
        return False

    def seek(self, *arguments):
        raise OSError("not seekable")

    def tell(self):
        raise OSError("not seekable")


def npy(array, version=None, pickled=False):
    file = io.BytesIO()
    np.lib.format.write_array(file, array, version=version, allow_pickle=pickled)
    return file.getvalue()


def npz(save, **arrays):
    file = io.BytesIO()
    save(file, **arrays)
    return file.getvalue()


def archive(method, **options):
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method, **options) as members:
        members.writestr("x.npy", npy(np.arange(6, dtype="u1")))
    return file.getvalue()


def streamed():
    file = Unseekable()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as members:
        for name, array in (("x", np.arange(12, dtype="<i2")), ("y", np.arange(3, dtype="u1"))):
            with members.open(name + ".npy", "w", force_zip64=name == "x") as member:
                member.write(npy(array))
    return file.getvalue()


def zip64():
    """Sizes and offsets in fields of 64 bits everywhere."""
    limits = zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT
    zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = 1, 1
    try:
        return npz(np.savez, x=np.arange(4, dtype="u1"), y=np.arange(3, dtype="<f4"))
    finally:
        zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = limits


def fixtures():
    grid = np.arange(24).reshape(2, 3, 4)
    return {
        "bytes2x3": npy(np.arange(6, dtype="u1").reshape(2, 3)),
        "bigFloats": npy(np.array([[1, -2.5], [0.1, 3e38]], dtype=">f4")),
        "fortran": npy(np.asfortranarray(grid.astype("<i4"))),
        "fortranBig": npy(np.asfortranarray(grid.astype(">i2")), (2, 0)),
        "halves": npy(np.array([1, -0.5, 65504, 6e-8, 6.1e-5, -0.0, 1e-5, 2049], dtype="<f2")),
        "doubles": npy(np.array([0.1, 1e-50, -1e30, 16777217.0], dtype="<f8")),
        "unsigned": npy(np.array([0, 1, 2**64 - 1], dtype="<u8")),
        "truths": npy(np.array([True, False, True])),
        "version3": npy(np.arange(4, dtype="<u2"), (3, 0)),
        "words": npy(np.array(["setosa", "\u00e9t\u00e9", "", "\U0001f600"])),
        "wordsBig": npy(np.array(["a", "bc"], dtype=">U3")),
        "byteWords": npy(np.array([b"cat", b"a\0b", b"dog "], dtype="S4")),
        "objects": npy(np.array(["a", 1], dtype=object), pickled=True),
        "records": npy(np.zeros(2, dtype=[("a", "<f4"), ("b", "<i4")])),
        "complexes": npy(np.ones(2, dtype="<c8")),
        "dates": npy(np.array(["2026-11-30"], dtype="<M8[D]")),
        "scalar": npy(np.array(1.5)),
        "nothing": npy(np.zeros((0, 3), dtype="<f4")),
        "stored": npz(np.savez, x_train=np.arange(8, dtype="u1").reshape(2, 4),
                      y_train=np.array([3, 1], dtype="<i8")),
        "compressed": npz(np.savez_compressed, x=np.zeros((40, 5), dtype="<f4"),
                          y=np.arange(40, dtype=">u2")),
        "streamed": streamed(),
        "zip64": zip64(),
        "bzip2": archive(zipfile.ZIP_BZIP2),
        "plainZip": archive(zipfile.ZIP_STORED),
    }


def main():
    text = "// Files that numpy and zipfile wrote: Tests/arrays/fixtures.py.\nenum Fixtures {\n"
    for name, content in fixtures().items():
        lines = textwrap.wrap(base64.b64encode(content).decode(), 92)
        body = "\\\n".join(f"    {line}" for line in lines)
        text += f'  static let {name} = decoded(\n    """\n{body}\n    """)\n'
    FILE.write_text(text + "}\n")


if __name__ == "__main__":
    main()
