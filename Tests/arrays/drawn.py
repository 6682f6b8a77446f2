"""Arrays at random, files of them, and what Tests/arrays/Main.swift must print of them."""

import hashlib
import io
import zipfile

import numpy as np

import fixtures

TYPES = ["?", "u1", "u2", "u4", "u8", "i1", "i2", "i4", "i8", "f2", "f4", "f8"]


def digest(array):
    return hashlib.sha256(np.ascontiguousarray(array).tobytes()).hexdigest()


def expected(name, array):
    """The line for an array."""
    if array.dtype.kind in "US":
        texts = [text if isinstance(text, str) else text.decode() for text in array.tolist()]
        content = b"".join(text.encode() + b"\xff" for text in texts)
        return ["texts", name, str(len(texts)), hashlib.sha256(content).hexdigest()]
    native = array.astype(array.dtype.newbyteorder("="))
    floats, integers = problems(native)
    if floats is None:
        floats = digest(native.astype("f4"))
    if integers is None:
        integers = digest(native.astype("i8"))
    moved = "["
    if native.ndim in (3, 4):
        moved = digest(np.moveaxis(native, -1, 1))
    return ["array", name, native.dtype.name, ",".join(map(str, native.shape)), digest(native),
            floats, integers, moved]


def problems(native):
    """What an answer begins with where the values are no floats or integers; else None."""
    floats = integers = None

    def place(wrong):
        return "[" + ", ".join(str(int(index)) for index in np.argwhere(wrong)[0]) + "]"

    with np.errstate(over="ignore"):
        wrong = ~np.isfinite(native.astype("f4"))
    if wrong.any():
        floats = place(wrong)
    if native.dtype.kind == "f":
        wide = native.astype("f8")
        wrong = ~np.isfinite(wide)
        wide = np.where(wrong, 0.5, wide)
        wrong = (wide != np.trunc(wide)) | (wide >= 2.0**63) | (wide < -2.0**63)
        if wrong.any():
            integers = place(wrong)
    elif native.dtype == np.uint64:
        wrong = native >= 2**63
        if wrong.any():
            integers = place(wrong)
    return floats and f"[at {floats}", integers and f"[at {integers}"


def agrees(found, wanted):
    """Whether two lines are the same; a problem need only name the right place."""
    if len(found) != len(wanted):
        return False
    for one, other in zip(found, wanted):
        if other.startswith("["):
            if not one.startswith("[") or other[1:] not in one:
                return False
        elif one != other:
            return False
    return True


def drawn(rng):
    """An array at random: type, shape, order, byte order."""
    if rng.random() < 0.08:
        words = ["".join(rng.choice(list("ab\u00e9\U0001f600 ")) for _ in range(rng.integers(0, 6)))
                 for _ in range(rng.integers(1, 20))] + ["x"]
        if rng.random() < 0.4:
            return np.array([word.encode() for word in words])
        return np.array(words).astype(rng.choice(["<", ">"]) + "U7")
    dtype = np.dtype(str(rng.choice(TYPES)))
    rank = int(rng.integers(1, 6))
    shape = [int(rng.choice([1, 2, 3, 5, 8, 33, 70] if rank < 4 else [1, 2, 3, 7]))
             for _ in range(rank)]
    if dtype.kind == "f":
        scale = 10.0 ** rng.choice([-40, -5, 0, 3, 3, 38, 60])
        values = rng.standard_normal(shape) * scale
        if rng.random() < 0.3:
            values = np.round(values)
        if rng.random() < 0.1:
            values.flat[rng.integers(values.size)] = rng.choice([np.nan, np.inf, -np.inf])
        with np.errstate(over="ignore"):
            array = values.astype(dtype)
    elif dtype.kind == "b":
        array = rng.random(shape) < 0.5
    else:
        limits = np.iinfo(dtype)
        array = rng.integers(limits.min, limits.max, shape, dtype=dtype, endpoint=True)
    array = array.astype(array.dtype.newbyteorder(str(rng.choice(["<", ">"]))))
    if rng.random() < 0.4:
        array = np.asfortranarray(array)
    elif rng.random() < 0.2:
        # Neither order: numpy writes C order.
        array = array[..., ::-1]
    return array


def archive(rng, arrays):
    """The arrays in an npz of a kind at random."""
    kind = rng.integers(5)
    file = fixtures.Unseekable() if kind == 3 else io.BytesIO()
    if kind == 0:
        np.savez(file, **arrays)
    elif kind in (1, 2):
        np.savez_compressed(file, **arrays)
    else:
        limits = zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT
        if kind == 4:
            zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = int(rng.integers(1, 2000)), 1
        method = zipfile.ZIP_DEFLATED if rng.random() < 0.5 else zipfile.ZIP_STORED
        with zipfile.ZipFile(file, "w", method, allowZip64=True) as members:
            for name, array in arrays.items():
                with members.open(name + ".npy", "w", force_zip64=True) as member:
                    member.write(fixtures.npy(array))
        zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = limits
    return file.getvalue()
