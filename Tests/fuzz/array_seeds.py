"""Seeds for the readers of arrays and archives, without numpy."""

import io
import struct
import tarfile
import zipfile


def npy(descr, shape, values, version=1, fortran=False):
    """A NumPy file (numpy.lib.format)."""
    text = f"{{'descr': {descr!r}, 'fortran_order': {fortran}, 'shape': {shape}, }}\n".encode()
    length = struct.pack("<H" if version == 1 else "<I", len(text))
    return b"\x93NUMPY" + bytes([version, 0]) + length + text + values


def npy_files():
    numbers = struct.pack("<6f", 0, 1, -2.5, 3, 1e30, 6)
    return [
        npy("|u1", (2, 3), bytes(range(6))), npy("|b1", (3,), b"\0\1\1"),
        npy("<f4", (1, 2, 3), numbers, 2), npy(">f8", (2, 1), struct.pack(">2d", 0.5, 7), 3),
        npy("<f4", (3, 2), numbers, fortran=True), npy(">i2", (1, 2, 2, 3), bytes(24), 1, True),
        npy("<f2", (4,), struct.pack("<4e", 1, 0.5, 6e-8, 65504)), npy("<u8", (2,), b"\xff" * 16),
        npy("<U2", (2,), "ab\u00e9\0".encode("utf-32-le")), npy("|S3", (2,), b"ab\0cat"),
        npy([("a", "<f4")], (2,), bytes(8)), npy("|O", (1,), b"\x80\4N.")]


def npz_files():
    """Archives stored and deflated, with fields of 64 bits, and written as into a pipe."""
    contents = npy_files()[:4]

    class Pipe(io.BytesIO):
        def seekable(self):
            return False

        def tell(self):
            raise OSError

    files = []
    for method in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        for pipe in (io.BytesIO(), Pipe()):
            for limit in (1, zipfile.ZIP64_LIMIT):
                usual, zipfile.ZIP64_LIMIT = zipfile.ZIP64_LIMIT, limit
                with zipfile.ZipFile(pipe, "w", method) as archive:
                    for number, content in enumerate(contents):
                        with archive.open(f"x{number}.npy", "w", force_zip64=True) as member:
                            member.write(content)
                zipfile.ZIP64_LIMIT = usual
                files.append(pipe.getvalue())
                pipe = type(pipe)()
    return files


def idx_arrays():
    return [struct.pack(f">4B{rank}I", 0, 0, kind, rank, *[2] * rank) + bytes(width * 2**rank)
            for kind, width in ((8, 1), (9, 1), (11, 2), (12, 4), (13, 4), (14, 8))
            for rank in range(1, 5)]


def tar_files():
    files = []
    for form in (tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT):
        file = io.BytesIO()
        with tarfile.open(fileobj=file, mode="w", format=form) as archive:
            for name, kind in (("a", tarfile.DIRTYPE), ("a/x.bin", tarfile.REGTYPE)):
                member = tarfile.TarInfo(name)
                member.type, member.mtime, member.size = kind, 1234567890.5, 5 if "x" in name else 0
                archive.addfile(member, io.BytesIO(b"abcde"))
        files.append(file.getvalue()[:3072])
    return files


def cifar_files():
    """A byte for the form, then one record."""
    return [bytes([form]) + bytes([1] * (form + 1)) + bytes(3072) for form in (0, 1)]
