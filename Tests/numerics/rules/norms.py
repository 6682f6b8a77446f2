"""Section 4 of the page “Numerics, version 1”: layers that normalise."""

import math

import numpy

from arithmetic import batch_sums, blocked_sums, float32, fma
from layer import Layer


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
