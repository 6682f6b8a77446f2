"""Pools: the largest value or the mean of windows over images, or over [channels, length]."""

import itertools

import numpy

from arithmetic import float32


class Windows:
    def __init__(self, settings, shape):
        self.is_max = settings["type"].startswith("max")
        self.is_adaptive = settings["type"].startswith("adaptive")
        sides, rank = shape[1:], len(shape) - 1
        if self.is_adaptive:
            counts = self._sides(settings["output_size"], rank)
            self.ranges = [
                [range(i * size // count, ((i + 1) * size + count - 1) // count)
                 for i in range(count)] for count, size in zip(counts, sides)]
        else:
            kernel = self._sides(settings["kernel_size"], rank)
            stride = self._sides(settings["stride"], rank)
            self.ranges = [
                [range(start, start + k) for start in range(0, size - k + 1, step)]
                for k, step, size in zip(kernel, stride, sides)]
        self.output = (shape[0], *map(len, self.ranges))

    @staticmethod
    def _sides(size, rank):
        return [size] * rank if isinstance(size, int) else list(size)

    def each(self):
        """Each output's place and the places of its window's cells, both row-major."""
        for place in itertools.product(*(range(len(part)) for part in self.ranges)):
            yield place, itertools.product(
                *(part[i] for part, i in zip(self.ranges, place)))

    def forward(self, x):
        self.x = x
        y = numpy.empty((len(x), *self.output), float32)
        self.winners = numpy.zeros(y.shape, int)
        for place, cells in self.each():
            values = [x[:, :, *cell] for cell in cells]
            y[:, :, *place] = (
                self._largest(values, place) if self.is_max else self._mean(values))
        return y

    def _largest(self, values, place):
        best, winner = values[0], 0
        for k, value in enumerate(values[1:], 1):
            wins = (value > best) | numpy.isnan(value)
            best, winner = numpy.where(wins, value, best), numpy.where(wins, k, winner)
        self.winners[:, :, *place] = winner
        return best

    def _mean(self, values):
        total = values[0] + float32(0) if self.is_adaptive else values[0]
        for value in values[1:]:
            total = total + value
        return total / float32(len(values))

    def backward(self, dy):
        dx = numpy.zeros_like(self.x)
        for place, cells in self.each():
            cells, gradient = list(cells), dy[:, :, *place]
            for k, cell in enumerate(cells):
                if self.is_max:
                    sum_ = dx[:, :, *cell] + gradient
                    dx[:, :, *cell] = numpy.where(
                        self.winners[:, :, *place] == k, sum_, dx[:, :, *cell])
                else:
                    dx[:, :, *cell] += gradient / float32(len(cells))
        return dx
