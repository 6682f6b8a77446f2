"""Sections 2 and 11 of the page “Numerics, version 1”: random numbers, and functions in float64."""

import math

import numpy

from arithmetic import float32

INITIALIZATION, SHUFFLE, DROPOUT, AUGMENTATION, SUBSET, GENERATOR = range(6)
SPLIT = 16


def log(x):
    """Of a positive number."""
    m, e = math.frexp(x)
    m, e = m * 2, e - 1
    if m > 1.4142135623730951:
        m, e = m / 2, e + 1
    s = (m - 1) / (m + 1)
    y = 0.0
    for d in range(23, 0, -2):
        y = y * (s * s) + 1 / d
    return e * float.fromhex("0x1.62e42feep-1") + (
        2 * s * y + e * float.fromhex("0x1.a39ef35793c76p-33"))


def cos_pi(x):
    """cos πx for x from 0 to 1."""
    if x > 0.5:
        return -cos_pi(1 - x)
    if x > 0.25:
        a = math.pi * (0.5 - x)
        return a * _series(a * a, (272, 210, 156, 110, 72, 42, 20, 6))
    return _series(math.pi * x * (math.pi * x), (240, 182, 132, 90, 56, 30, 12, 2))


def _series(square, divisors):
    y = 1.0
    for d in divisors:
        y = 1 - square / d * y
    return y


def power(base, exponent):
    y = 1.0
    for bit in f"{exponent:b}" if exponent else "":
        y = y * y
        if bit == "1":
            y = y * base
    return y


class Stream:
    """The words of Philox4x32-10 for (seed, purpose, index, sub-index)."""

    def __init__(self, seed, purpose, index, sub_index=0):
        self.key, self.place = (seed % 2**32, seed >> 32), (sub_index, index, purpose)

    def words(self, start, count):
        """`count` words from word `start` on."""
        first, last = start // 4, (start + count + 3) // 4
        x = [numpy.arange(first, last, dtype=numpy.uint64)]
        x += [numpy.full_like(x[0], part) for part in self.place]
        low, (k0, k1) = numpy.uint64(0xFFFFFFFF), self.key
        for _ in range(10):
            left, right = x[0] * numpy.uint64(0xD2511F53), x[2] * numpy.uint64(0xCD9E8D57)
            x = [right >> 32 ^ x[1] ^ numpy.uint64(k0), right & low,
                 left >> 32 ^ x[3] ^ numpy.uint64(k1), left & low]
            k0, k1 = (k0 + 0x9E3779B9) % 2**32, (k1 + 0xBB67AE85) % 2**32
        return numpy.stack(x, 1).ravel()[start - 4 * first:][:count]

    def uniform(self, count):
        """The first float64 numbers in [0, 1)."""
        words = self.words(0, 2 * count)
        return ((words[::2] << 32 | words[1::2]) >> 11).astype(float) * 2.0**-53

    def normal(self, count, deviation):
        """float32[count] by Marsaglia's polar method."""
        numbers = []
        points = 2 * self.uniform(4 * count + 64) - 1
        for x, y in points.reshape(-1, 2).tolist():
            if len(numbers) >= count:
                return numpy.array(numbers[:count], float32)
            s = x * x + y * y
            if 0 < s < 1:
                f = math.sqrt(-2 * log(s) / s) * deviation
                numbers += [x * f, y * f]
        raise AssertionError("too many points lie outside")

    def permutation(self, count):
        """Of 0 … count − 1, by Fisher and Yates."""
        order, number = list(range(count)), 0
        words = self.words(0, 2 * count + 64).tolist()
        for last in range(count - 1, 0, -1):
            while True:
                product = words[number] * (last + 1)
                number += 1
                if product % 2**32 >= 2**32 % (last + 1):
                    break
            order[last], order[product >> 32] = order[product >> 32], order[last]
        return order


def initial(initializer, count, fans, stream):
    """float32[count], the first values of a parameter of a layer with (fan_in, fan_out)."""
    kind = initializer if isinstance(initializer, str) else initializer["type"]
    fan_in, fan_out = fans
    if kind == "zeros":
        return numpy.zeros(count, float32)
    if kind == "kaiming_normal":
        return stream.normal(count, math.sqrt(2 / fan_in))
    if kind == "normal":
        return stream.normal(count, initializer["std"])
    bound = math.sqrt(1 / fan_in if kind == "uniform_fan_in" else 6 / (fan_in + fan_out))
    return ((2 * stream.uniform(count) - 1) * bound).astype(float32)
