"""Section 4 of the page “Numerics, version 1”: layers with one input, forward and backward.

A layer takes x[N, …], the whole batch in its order, and keeps what backward needs. `parameters` and
`gradients` go by the names of a state dict.
"""

import math

import numpy

import activations
import windows
from arithmetic import batch_sums, blocked_sums, call, float32, fma
from functions import exp
from randomness import DROPOUT, INITIALIZATION, Stream, initial


class Layer:
    is_norm = False

    def __init__(self, settings, shape, position, seed):
        self.settings, self.position, self.seed = settings, position, seed
        self.shape, self.output = tuple(shape), tuple(shape)
        self.frozen, self.step = settings.get("frozen", False), 0
        self.parameters, self.gradients, self.untrained = {}, {}, {}
        self.prepare()

    def prepare(self):
        """Sets the output's shape and the first parameters."""

    def draw(self, weight_shape, taps=1):
        """The first values of a weight and, if there is one, of a bias."""
        count, outputs = math.prod(weight_shape), weight_shape[0]
        fans = count // outputs, outputs * taps
        shapes = {"weight": weight_shape}
        if self.settings["bias"]:
            shapes["bias"] = (outputs,)
        for number, (name, shape) in enumerate(shapes.items()):
            stream = Stream(self.seed, INITIALIZATION, self.position, number)
            kind = self.settings["init" if name == "weight" else "bias_init"]
            self.parameters[name] = initial(kind, math.prod(shape), fans, stream).reshape(shape)


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


class BatchNorm(Layer):
    is_norm = True

    def prepare(self):
        channels = self.shape[0]
        one, zero = numpy.ones(channels, float32), numpy.zeros(channels, float32)
        self.parameters = {"weight": one, "bias": zero}
        self.untrained = {"running_mean": zero, "running_var": one}

    def of_channel(self, values):
        return values.reshape(-1, *[1] * (len(self.shape) - 1))

    def forward(self, x, training):
        epsilon, self.uses_batch = float32(self.settings["eps"]), training and not self.frozen
        if self.uses_batch:
            mean, variance = self.statistics(x)
        else:
            mean, variance = self.untrained["running_mean"], self.untrained["running_var"]
        self.scale = float32(1) / numpy.sqrt(variance + epsilon)
        self.normal = (x - self.of_channel(mean)) * self.of_channel(self.scale)
        return fma(self.normal, *(self.of_channel(p) for p in self.parameters.values()))

    def statistics(self, x):
        """Mean and variance of the batch; moves the running ones."""
        self.n = n = float32(x.size // x.shape[1])
        mean = batch_sums(x) / n
        d = x - self.of_channel(mean)
        sums, squares = batch_sums(d), batch_sums(d, d)
        shift = sums / n
        mean = mean + shift
        q = squares - sums * shift
        q = numpy.where(q < 0, float32(0), q)
        new = {"running_mean": mean, "running_var": q / numpy.maximum(n - float32(1), float32(1))}
        momentum = self.settings["momentum"]
        for name, value in new.items():
            self.untrained[name] = (
                float32(1 - momentum) * self.untrained[name] + float32(momentum) * value)
        return mean, q / n

    def backward(self, dy):
        weight_mean = bias_mean = numpy.zeros(self.shape[0], float32)
        if self.uses_batch:
            self.gradients = {"weight": batch_sums(dy, self.normal), "bias": batch_sums(dy)}
            weight_mean, bias_mean = (sums / self.n for sums in self.gradients.values())
        slope = self.parameters["weight"] * self.scale
        return fma(self.normal, -self.of_channel(weight_mean), dy - self.of_channel(bias_mean)
                   ) * self.of_channel(slope)


class ExampleNorm(Layer):
    """layer_norm and group_norm."""

    is_norm = True

    def prepare(self):
        self.parts = self.settings.get("num_groups", 1)
        if self.settings["affine"]:
            shape = self.shape[:1] if "num_groups" in self.settings else self.shape
            self.parameters = {
                "weight": numpy.ones(shape, float32), "bias": numpy.zeros(shape, float32)}

    def rows(self, x):
        return x.reshape(len(x), self.parts, -1)

    def spread(self, parameter):
        """One value for each feature."""
        axes = len(self.shape) - parameter.ndim
        return numpy.broadcast_to(parameter.reshape(parameter.shape + (1,) * axes), self.shape)

    def forward(self, x, training):
        rows = self.rows(x)
        self.count = float32(rows.shape[2])
        mean = blocked_sums(rows) / self.count
        d = rows - mean[..., None]
        variance = blocked_sums(d, d) / self.count
        self.scale = float32(1) / numpy.sqrt(variance + float32(self.settings["eps"]))
        self.normal = (d * self.scale[..., None]).reshape(x.shape)
        if not self.parameters:
            return self.normal
        return fma(self.normal, *(self.spread(p) for p in self.parameters.values()))

    def backward(self, dy):
        g = dy
        if self.parameters:
            shared = self.parameters["weight"].shape
            sums = (len(dy), math.prod(shared), -1)
            self.gradients = {
                "weight": batch_sums(dy.reshape(sums), self.normal.reshape(sums)).reshape(shared),
                "bias": batch_sums(dy.reshape(sums)).reshape(shared)}
            g = dy * self.spread(self.parameters["weight"])
        g, normal = self.rows(g), self.rows(self.normal)
        plain = blocked_sums(g) / self.count
        weighted = -(blocked_sums(g, normal) / self.count)
        dx = fma(normal, weighted[..., None], g - plain[..., None]) * self.scale[..., None]
        return dx.reshape(dy.shape)


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
