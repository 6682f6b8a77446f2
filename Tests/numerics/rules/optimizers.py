"""Sections 6 to 8 of the page “Numerics, version 1”: clipping, optimizers and schedules."""

import math

import numpy

from arithmetic import float32, fma, norm
from randomness import cos_pi, power


def clip(gradients, most):
    """Scales gradients, in the block's order, down to a norm of `most`; returns the norm."""
    found = norm(numpy.concatenate([gradient.ravel() for gradient in gradients]))
    factor = float32(most) / (found + float32(1e-6))
    if factor < 1:
        for gradient in gradients:
            gradient *= factor
    return found


class Optimizer:
    def __init__(self, settings):
        self.settings, self.slots = settings, {}

    def slot(self, slot, name, like):
        return self.slots.setdefault(slot, {}).setdefault(name, numpy.zeros_like(like))

    def move(self, name, w, g, step, rate, decays):
        """The weight w after a step, counted from 0, at a float64 rate."""
        rate = float32(rate)
        decay = float32(self.settings["weight_decay"] if decays else 0)
        if self.settings["type"] != "adamw" and decay != 0:
            g = fma(decay, w, g)
        if self.settings["type"] == "sgd":
            return self.sgd(name, w, g, rate)
        if self.settings["type"] == "rmsprop":
            return self.rmsprop(name, w, g, rate)
        if self.settings["type"] == "adamw":
            w = w * (float32(1) - rate * decay)
        return self.adam(name, w, g, step, rate)

    def sgd(self, name, w, g, rate):
        momentum = float32(self.settings["momentum"])
        if self.settings["momentum"] != 0:
            v = self.slot("momentum", name, w)
            v[...] = fma(momentum, v, g)
            g = fma(momentum, v, g) if self.settings["nesterov"] else v
        return fma(-rate, g, w)

    def rmsprop(self, name, w, g, rate):
        alpha, v = self.settings["alpha"], self.slot("square_avg", name, w)
        v[...] = fma(float32(1 - alpha) * g, g, float32(alpha) * v)
        s = g / (numpy.sqrt(v) + float32(self.settings["eps"]))
        if self.settings["momentum"] != 0:
            b = self.slot("momentum", name, w)
            s = b[...] = fma(float32(self.settings["momentum"]), b, s)
        return fma(-rate, s, w)

    def adam(self, name, w, g, step, rate):
        beta1, beta2 = self.settings["betas"]
        m, v = self.slot("exp_avg", name, w), self.slot("exp_avg_sq", name, w)
        m[...] = fma(float32(1 - beta1), g - m, m)
        v[...] = fma(float32(1 - beta2) * g, g, float32(beta2) * v)
        correction = float32(math.sqrt(1 - power(beta2, step + 1)))
        d = numpy.sqrt(v) / correction + float32(self.settings["eps"])
        return fma(-float32(float(rate) / (1 - power(beta1, step + 1))), m / d, w)


class Schedule:
    def __init__(self, settings, base, steps):
        self.settings, self.base, self.steps = settings, base, steps
        is_accuracy = settings.get("metric", "").endswith("accuracy")
        self.sign, self.best, self.bad = (-1 if is_accuracy else 1), None, 0

    def rate(self, t):
        """The float64 rate of step t, from 0."""
        rate = getattr(self, self.settings["type"])(t)
        warmup = self.settings["warmup_steps"]
        return rate * ((t + 1) / warmup) if t < warmup else rate

    def constant(self, t):
        return self.base

    plateau = constant

    def step(self, t):
        return self.base * power(self.settings["gamma"], t // self.settings["step_size"])

    def multi_step(self, t):
        reached = sum(milestone <= t for milestone in self.settings["milestones"])
        return self.base * power(self.settings["gamma"], reached)

    def exponential(self, t):
        return self.base * power(self.settings["gamma"], t)

    def linear(self, t):
        return self.base + (self.settings["end_rate"] - self.base) * t / self.steps

    def cosine(self, t):
        least = self.settings["min_rate"]
        return least + (self.base - least) * (1 + cos_pi(t / self.steps)) / 2

    def one_cycle(self, t):
        most = self.settings["max_rate"]
        initial = most / 25
        peak, end = self.settings["start_fraction"] * self.steps - 1, self.steps - 1
        if t <= peak or peak >= end:
            return self._half(initial, most, t / peak if peak > 0 else 1)
        return self._half(most, initial / 1e4, (t - peak) / (end - peak))

    @staticmethod
    def _half(start, end, x):
        return end + (start - end) * (1 + cos_pi(min(max(x, 0), 1))) / 2

    def finish_epoch(self, metrics):
        """Lowers the rate of a plateau if its metric has not been better for long."""
        if self.settings["type"] != "plateau":
            return
        value = metrics[self.settings["metric"]]
        better = self.best is None or (
            value < self.best * (1 - 1e-4) if self.sign > 0 else value > self.best * (1e-4 + 1))
        if better and not math.isnan(value):
            self.best, self.bad = value, 0
            return
        self.bad += 1
        if self.bad > self.settings["patience"]:
            self.bad = 0
            lowered = max(self.base * self.settings["factor"], self.settings["min_rate"])
            if self.base - lowered > 1e-8:
                self.base = lowered
