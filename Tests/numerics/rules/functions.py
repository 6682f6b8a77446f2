"""Section 10 of the page “Numerics, version 1”: the elementary functions in float32."""

import numpy

from arithmetic import float32, fma

hexadecimal = float.fromhex
SHIFT = hexadecimal("0x1.8p23")
EXP = ("0x1.6a525p-10", "0x1.12396ep-7", "0x1.5558aap-5", "0x1.555492p-3", "0x1.fffffcp-2")
LOG = ("0x1.147334p-4", "-0x1.de01d8p-4", "0x1.e6c00ap-4", "-0x1.fc28cap-4", "0x1.233ba2p-3",
       "-0x1.555c44p-3", "0x1.99a476p-3", "-0x1.000006p-2", "0x1.555548p-2")
ERF_NEAR = ("-0x1.3ac5a8p-11", "0x1.476884p-8", "-0x1.b6939p-6", "0x1.ce1b0ep-4",
            "-0x1.8126eap-2", "0x1.06eba6p-3")
ERF_FAR = ("0x1.78d112p-17", "-0x1.52795cp-12", "0x1.dd6ba8p-9", "-0x1.855122p-6",
           "0x1.b32568p-4", "0x1.45328ep-1", "0x1.0778dcp-3")


def constant(text):
    """A hexadecimal number, which float32 holds exactly."""
    value = hexadecimal(text)
    assert float(float32(value)) == value, text
    return float32(value)


def bits(x):
    return numpy.asarray(x, float32).view(numpy.int32)


def floats(i):
    return numpy.asarray(i, numpy.int32).view(float32)


def horner(coefficients, x):
    p = numpy.full_like(x, constant(coefficients[0]))
    for coefficient in coefficients[1:]:
        p = fma(p, x, constant(coefficient))
    return p


def clamped(x, low, high):
    x = numpy.where(x > high, float32(high), x)
    return numpy.where(x < low, float32(low), x)


def _exponent(x, shift):
    """Section 10's h, a and t."""
    h = fma(x, constant("0x1.715476p0"), float32(shift))
    n = h - float32(shift)
    return h, fma(n, constant("-0x1.62e4p-1"), x), n * constant("-0x1.7f7d1cp-20")


def _halves(h):
    """The two factors of a power of two: the exponent and its half."""
    exponent = bits(h) - bits(float32(SHIFT))
    return exponent, exponent >> 1


def exp(x):
    h, a, t = _exponent(clamped(x, -104, 89), SHIFT)
    r = a + t
    p = a + fma(horner(EXP, r), r * r, t) + float32(1)
    exponent, half = _halves(h)
    return p * floats((half + 127) << 23) * floats((exponent - half + 127) << 23)


def expm1(x):
    """For x ≤ 0."""
    h, a, t = _exponent(numpy.where(x < -20, float32(-20), x), SHIFT + 127)
    r = a + t
    p = a + fma(horner(EXP, r), r * r, t)
    s = floats(bits(h) << 23)
    return fma(p, s, s - float32(1))


def log(x):
    is_small = x < constant("0x1p-126")
    i = bits(numpy.where(is_small, x * float32(2**24), x))
    exponent = (i - 0x3f3504f3) >> 23
    r = floats(i - (exponent << 23)) - float32(1)
    e = (exponent - numpy.where(is_small, 24, 0)).astype(float32)
    q = r * r
    t = fma(horner(LOG, r), r * q, q * float32(-0.5))
    a = e * constant("0x1.62e4p-1")
    s = a + r
    lost = r - (s - a)
    y = s + (fma(e, constant("0x1.7f7d1cp-20"), lost) + t)
    y = numpy.where(x < numpy.inf, y, x)
    y = numpy.where(x == 0, float32(-numpy.inf), y)
    return numpy.where(x < 0, float32(numpy.nan), y).astype(float32)


def log1p(x):
    """For x from 0 to 1."""
    u = float32(1) + x
    return log(u) + (x - (u - float32(1))) / u


def _odd(q, r, coefficients):
    """r + r³ p of a polynomial p of q = r²."""
    return fma(horner(coefficients, q), q * r, r)


def tanh(x):
    x, shift = clamped(x, -20, 20), float32(SHIFT + 127)
    h = fma(x, constant("-0x1.715476p1"), shift)
    r = fma(h - shift, constant("0x1.62e43p-2"), x)
    t = _odd(r * r, r, ("-0x1.afd7fap-5", "0x1.110594p-3", "-0x1.55554ep-2"))
    s = floats(bits(h) << 23)
    total, difference = float32(1) + s, float32(1) - s
    return fma(t, total, difference) / fma(t, difference, total)


def sigmoid(x):
    x = clamped(x, -104, 104)
    h = fma(x, constant("0x1.715476p0"), float32(SHIFT))
    n = h - float32(SHIFT)
    r = fma(n, constant("-0x1.7f7d1cp-20"), fma(n, constant("-0x1.62e4p-1"), x))
    t = _odd(r * r, r, ("-0x1.afd7fap-11", "0x1.110594p-7", "-0x1.55554ep-4"))
    exponent, half = _halves(h)
    v = (float32(2) + t) * floats((half + 127) << 23)
    return v / fma(float32(2) - t, floats((half - exponent + 127) << 23), v)


def erf(x):
    z = numpy.where(x < 0, -x, x)
    z = numpy.where(z > 4, float32(4), z)
    near = fma(horner(ERF_NEAR, x * x), x, x)
    far = float32(1) - exp(fma(horner(ERF_FAR, z), -z, -z))
    return numpy.where(z < float32(0.92), near, numpy.where(x < 0, -far, far))
