"""Functions of one element, and how a gradient dy goes back through them."""

import numpy

from arithmetic import float32, fma
from functions import clamped, constant, erf, exp, expm1, sigmoid, tanh

NAMES = ("relu", "tanh", "sigmoid", "leaky_relu", "elu", "gelu", "silu", "hard_swish")
ZERO, HALF, ONE = float32(0), float32(0.5), float32(1)
ROOT = constant("0x1.6a09e6p-1")


def gelu_argument(x):
    return x * fma(x * x, constant("0x1.2444f2p-4"), constant("0x1.988454p0"))


def sigmoid_and_rest(x):
    small = sigmoid(numpy.where(x < 0, x, -x))
    large = ONE - small
    return numpy.where(x < 0, small, large), numpy.where(x < 0, large, small)


def forward(settings, x):
    kind = settings["type"]
    if kind == "relu":
        return numpy.where(x <= 0, ZERO, x)
    if kind == "tanh":
        return tanh(x)
    if kind == "sigmoid":
        return sigmoid(x)
    if kind == "leaky_relu":
        return numpy.where(x > 0, x, float32(settings["negative_slope"]) * x)
    if kind == "elu":
        return numpy.where(x > 0, x, float32(settings["alpha"]) * expm1(x))
    if kind == "gelu":
        if settings["approximate"] == "tanh":
            return x * sigmoid(gelu_argument(x))
        return x * HALF * (ONE + erf(x * ROOT))
    if kind == "silu":
        return x * sigmoid(x)
    return x * (clamped(x + float32(3), 0, 6) / float32(6))


def backward(settings, x, y, dy):
    kind = settings["type"]
    if kind == "relu":
        return numpy.where(y <= 0, ZERO, dy)
    if kind == "tanh":
        return dy * fma(-y, y, ONE)
    if kind == "sigmoid":
        return dy * (y * (ONE - y))
    return dy * slope(kind, settings, x)


def slope(kind, settings, x):
    if kind == "leaky_relu":
        return numpy.where(x > 0, ONE, float32(settings["negative_slope"]))
    if kind == "elu":
        return numpy.where(x > 0, ONE, float32(settings["alpha"]) * exp(x))
    if kind == "gelu" and settings["approximate"] == "tanh":
        x = clamped(x, -10, 10)
        s, rest = sigmoid_and_rest(gelu_argument(x))
        inner = fma(x * x, constant("0x1.b6676cp-3"), constant("0x1.988454p0"))
        return fma(x * (s * rest), inner, s)
    if kind == "gelu":
        density = exp(x * x * -HALF) * constant("0x1.988454p-2")
        return fma(x, density, (ONE + erf(x * ROOT)) * HALF)
    if kind == "silu":
        s, rest = sigmoid_and_rest(x)
        return s * fma(x, rest, ONE)
    found = fma(x, constant("0x1.555556p-2"), HALF)
    return numpy.where(x >= 3, ONE, numpy.where(x <= -3, ZERO, found))
