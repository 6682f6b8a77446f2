"""Section 4 of the page “Numerics, version 1”: layers with one input, forward and backward."""

import math

import numpy

import activations
import windows
from arithmetic import batch_sums, blocked_sums, call, float32
from functions import exp
from layer import Layer
from norms import BatchNorm, ExampleNorm
from randomness import DROPOUT, Stream


class Dense(Layer):
    """y = b + w · x; also a convolution as large as its image."""

    def prepare(self):
        self.output = (self.settings["out_features"],)
        self.draw((*self.output, math.prod(self.shape)))

    def sizes(self, x):
        return x.shape[0], math.prod(self.shape), self.output[0]

    def forward(self, x, training):
        self.x, y = x, numpy.empty((x.shape[0], *self.output), float32)
        call("linear_forward", *self.sizes(x), x, self.parameters["weight"],
             self.parameters.get("bias"), y)
        return y

    def backward(self, dy):
        sizes, dw = self.sizes(self.x), numpy.empty_like(self.parameters["weight"])
        call("linear_weights", *sizes, self.x, dy, dw)
        self.gradients["weight"] = dw
        if "bias" in self.parameters:
            self.gradients["bias"] = batch_sums(dy.reshape(len(dy), -1, 1))
        dx = numpy.empty_like(self.x)
        call("linear_inputs", *sizes, dy, self.parameters["weight"], dx)
        return dx


class Convolution(Dense):
    def prepare(self):
        settings, rank = self.settings, len(self.shape) - 1
        kernel, stride, dilation = (
            _sides(settings.get(key, 1), rank) for key in ("kernel_size", "stride", "dilation"))
        groups, padding = settings.get("groups", 1), settings["padding"]
        span = [d * (k - 1) + 1 for d, k in zip(dilation, kernel)]
        same = padding == "same"
        before = [(s - 1) // 2 for s in span] if same else _sides(padding, rank)
        total = [s - 1 for s in span] if same else [2 * p for p in before]
        sides = [(n + p - s) // t + 1 for n, p, s, t in zip(self.shape[1:], total, span, stride)]
        self.output = (settings["out_channels"], *sides)
        self.covers = groups == 1 and not any(total) and tuple(kernel) == self.shape[1:]
        self.draw((self.output[0], self.shape[0] // groups, *kernel), math.prod(kernel))
        one, none = [1] * (2 - rank), [0] * (2 - rank)
        self.geometry = numpy.array(
            [self.shape[0], *one, *self.shape[1:], self.output[0], *one, *sides, *one, *kernel,
             *one, *stride, *none, *before, *one, *dilation, groups], numpy.int64)

    def forward(self, x, training):
        if self.covers:
            return super().forward(x, training)
        self.x, y = x, numpy.empty((x.shape[0], *self.output), float32)
        call("conv_forward", self.geometry, len(x), x, self.parameters["weight"],
             self.parameters.get("bias"), y)
        return y

    def backward(self, dy):
        if self.covers:
            return super().backward(dy)
        dw, dx = numpy.empty_like(self.parameters["weight"]), numpy.empty_like(self.x)
        call("conv_weights", self.geometry, len(dy), self.x, dy, dw)
        call("conv_inputs", self.geometry, len(dy), dy, self.parameters["weight"], dx)
        self.gradients["weight"] = dw
        if "bias" in self.parameters:
            self.gradients["bias"] = batch_sums(dy)
        return dx


def _sides(size, rank):
    return [size] * rank if isinstance(size, int) else list(size)


class Flatten(Layer):
    def prepare(self):
        self.output = (math.prod(self.shape),)

    def forward(self, x, training):
        return x.reshape(len(x), -1)

    def backward(self, dy):
        return dy.reshape(len(dy), *self.shape)


class Softmax(Layer):
    def forward(self, x, training):
        e = exp(x - largest(x)[1][:, None])
        self.y = e / blocked_sums(e)[:, None]
        return self.y

    def backward(self, dy):
        return self.y * (dy - blocked_sums(self.y, dy)[:, None])


def largest(x):
    """The class and the value of the largest of x[N, K]; a later one wins if greater or NaN."""
    winner, value = numpy.zeros(len(x), int), x[:, 0].copy()
    for k in range(1, x.shape[1]):
        wins = (x[:, k] > value) | numpy.isnan(x[:, k])
        winner[wins], value[wins] = k, x[wins, k]
    return winner, value


class Dropout(Layer):
    def masked(self, x):
        p, features = self.settings["p"], math.prod(self.shape)
        streams = (
            Stream(self.seed, DROPOUT, self.step, self.position << 16 | n) for n in range(len(x)))
        words = numpy.stack([stream.words(0, features) for stream in streams])
        lives = (words >= int(p * 2**32)).reshape(x.shape)
        return numpy.where(lives, x * float32(1 / (1 - p)), float32(0))

    def forward(self, x, training):
        return self.masked(x) if training and self.settings["p"] > 0 else x

    def backward(self, dy):
        return self.masked(dy) if self.settings["p"] > 0 else dy


class Activation(Layer):
    def forward(self, x, training):
        self.x, self.y = x, activations.forward(self.settings, x)
        return self.y

    def backward(self, dy):
        return activations.backward(self.settings, self.x, self.y, dy)


class Pool(Layer):
    def prepare(self):
        self.windows = windows.Windows(self.settings, self.shape)
        self.output = self.windows.output

    def forward(self, x, training):
        return self.windows.forward(x)

    def backward(self, dy):
        return self.windows.backward(dy)


TYPES = {
    "linear": Dense, "conv1d": Convolution, "conv2d": Convolution, "flatten": Flatten,
    "softmax": Softmax, "dropout": Dropout, "batch_norm": BatchNorm, "layer_norm": ExampleNorm,
    "group_norm": ExampleNorm, "max_pool1d": Pool, "max_pool2d": Pool, "avg_pool1d": Pool,
    "avg_pool2d": Pool, "adaptive_avg_pool2d": Pool,
    **{name: Activation for name in activations.NAMES}}
