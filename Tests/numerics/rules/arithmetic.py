"""The arithmetic of numerics version 1: float32 arrays, fused multiply-adds and sums.

NumPy's +, −, ×, ÷ and √ of float32 arrays are rounded once each, element by element. Sums and
fused multiply-adds are those of chains.c, which is compiled on import.
"""

import atexit
import ctypes
import pathlib
import platform
import shutil
import subprocess
import tempfile

import numpy

float32 = numpy.float32


def _library():
    folder = tempfile.mkdtemp(prefix="chains-")
    atexit.register(shutil.rmtree, folder, True)
    path = pathlib.Path(folder) / "chains.so"
    source = pathlib.Path(__file__).with_name("chains.c")
    compiler = next(filter(shutil.which, ("cc", "gcc", "clang")), "cc")
    # Without its fused multiply-add chains.c makes its own, slow and right.
    own = ["-march=native"] if platform.machine() == "x86_64" else []
    subprocess.run(
        [compiler, "-std=gnu99", "-O2", *own, "-ffp-contract=off", "-Wall", "-Wextra", "-shared",
         "-fPIC", "-o", path, source], check=True)
    return ctypes.CDLL(str(path))


_chains = _library()


def _pointer(array):
    return None if array is None else ctypes.c_void_p(array.ctypes.data)


def call(name, *arguments):
    """Calls a function of chains.c: whole numbers and arrays, which must be float32 or int64."""
    kept = [numpy.ascontiguousarray(a) if isinstance(a, numpy.ndarray) else a for a in arguments]
    for given, array in zip(arguments, kept):
        if isinstance(array, numpy.ndarray):
            assert array.dtype in (float32, numpy.int64), (name, array.dtype)
    getattr(_chains, name)(
        *(ctypes.c_long(a) if isinstance(a, int) else _pointer(a) for a in kept))


def fma(a, b, c):
    """a · b + c rounded once, element by element."""
    a, b, c = (numpy.asarray(part, float32) for part in (a, b, c))
    shape = numpy.broadcast_shapes(a.shape, b.shape, c.shape)
    y = numpy.empty(shape, float32)
    call("fma_all", y.size, *(numpy.broadcast_to(part, shape) for part in (a, b, c)), y)
    return y


def batch_sums(a, b=None):
    """sums[F] over the batch and the positions of a[N, F, …], or of its products with b."""
    sums = numpy.empty(a.shape[1], float32)
    positions = a[0, 0].size
    call("batch_sums", a.shape[0], a.shape[1], positions, a, b, sums)
    return sums


def blocked_sums(a, b=None):
    """sums[…] over the last axis of a[…, F], or of its products with b."""
    sums = numpy.empty(a.shape[:-1], float32)
    call("blocked_sums", sums.size, a.shape[-1], a, b, sums)
    return sums


def norm(gradient):
    """√Σx² of a whole block of parameters."""
    return numpy.sqrt(blocked_sums(gradient, gradient))
