"""Changed and mixed images, by the formulas of Sources/Datasets/Augmentation/README.md."""

import math

import numpy

from arithmetic import float32, fma
from randomness import AUGMENTATION, Stream, cos_pi, log


class Augmenter:
    """The changes of one epoch, counted from 1."""

    def __init__(self, settings, seed, epoch, padding):
        self.settings, self.seed, self.epoch, self.padding = settings, seed, epoch, padding
        self.mixes = "mixup" in settings or "cutmix" in settings

    def draw(self, example):
        """The words of an example's stream, and its uniform numbers."""
        words = [int(w) for w in Stream(self.seed, AUGMENTATION, self.epoch, example).words(0, 20)]
        return words, [(words[2 * i] << 32 | words[2 * i + 1]) // 2**11 / 2**53 for i in range(8)]

    def changed(self, image, example):
        """Bytes [C, H, W] of an image without padding, changed by steps 1 to 4, with padding."""
        words, _ = self.draw(example)
        is_warped = any(self.settings.get(key) for key in ("shift", "rotate", "scale"))
        return numpy.stack([
            self.placed(self.warped(plane, words) if is_warped else numpy.pad(plane, self.padding),
                        words) for plane in image.astype(int)])

    def warped(self, image, words):
        v = [(2 * word + 1) / 2**32 - 1 for word in words[:4]]
        degrees = self.settings.get("rotate", 0) * v[0]
        s = max(1 + self.settings.get("scale", 0) * v[1], 2.0**-10)
        c = cos_pi(abs(degrees) / 180) / s
        d = math.copysign(cos_pi(abs(0.5 - abs(degrees) / 180)), degrees) / s
        (h, w), shift = image.shape, self.settings.get("shift", 0)
        right = (w - 1) / 2 + self.padding + shift * v[2]
        down = (h - 1) / 2 + self.padding + shift * v[3]
        framed = numpy.pad(image, 1)
        result = numpy.zeros((h + 2 * self.padding, w + 2 * self.padding), int)
        for row in range(len(result)):
            x = _fixed((w - 1) / 2 + (c * -right - d * (row - down)))
            y = _fixed((h - 1) / 2 + (d * -right + c * (row - down)))
            for column in range(len(result[0])):
                result[row, column] = _bilinear(framed, x, y)
                x, y = x + _fixed(c), y + _fixed(d)
        return result

    def placed(self, image, words):
        height, width = image.shape
        flip, p = self.settings.get("flip"), self.settings.get("crop", 0)
        if flip in ("horizontal", "both") and words[4] >> 31:
            image = image[:, ::-1]
        if flip in ("vertical", "both") and words[5] >> 31:
            image = image[::-1]
        right, down = (_below(words[i], 2 * p + 1) for i in (6, 7))
        image = numpy.pad(image, p)[down:down + height, right:right + width].copy()
        if self.settings.get("cutout"):
            side = self.settings["cutout"]
            image[_box(_below(words[9], height), side, height),
                  _box(_below(words[8], width), side, width)] = 0
        return image

    def mixed(self, own, partner, example):
        """own[C, H, W] mixed with its partner, and the share of the own label."""
        words, uniform = self.draw(example)
        alpha = self.settings.get("cutmix")
        if alpha is None or "mixup" in self.settings and not words[10] >> 31:
            share = float32(_beta(self.settings["mixup"], uniform))
            return fma(share, own, (float32(1) - share) * partner), share
        _, height, width = own.shape
        side = math.sqrt(1 - _beta(alpha, uniform))
        rows = _box(_below(words[17], height), int(side * height), height)
        columns = _box(_below(words[16], width), int(side * width), width)
        image, zero = own.copy(), float32(0)
        image[:, rows, columns] = fma(
            zero, own[:, rows, columns], (float32(1) - zero) * partner[:, rows, columns])
        covered = image[0, rows, columns].size
        return image, float32((height * width - covered) / (height * width))


def _fixed(pixels):
    """Whole 65536ths, halves away from 0."""
    return int(math.copysign(math.floor(abs(pixels) * 65536 + 0.5), pixels))


def _bilinear(framed, x, y):
    left, top, f, g = (x >> 16) + 1, (y >> 16) + 1, x >> 8 & 255, y >> 8 & 255
    if not (0 <= top < len(framed) - 1 and 0 <= left < len(framed[0]) - 1):
        return 0
    a, b = framed[top, left:left + 2], framed[top + 1, left:left + 2]
    columns = 256 * a + (b - a) * g
    return int(columns[0] * (256 - f) + columns[1] * f + 32768) >> 16


def _below(word, bound):
    return word * bound >> 32


def _box(centre, length, size):
    start = centre - length // 2
    return slice(min(max(start, 0), size), min(max(start + length, 0), size))


def _exp(x):
    """In float64, of a number from 0 to 700."""
    n = int(x * float.fromhex("0x1.71547652b82fep0") + 0.5)
    rest = (x - n * float.fromhex("0x1.62e42feep-1")) - n * float.fromhex("0x1.a39ef35793c76p-33")
    y = 1.0
    for d in range(17, 0, -1):
        y = 1 + rest / d * y
    return y * 2.0**n


def _beta(alpha, uniform):
    u, v = 1 - uniform[6], uniform[7]
    t = math.sqrt(_exp(min(-log(u) / alpha, 700)) - 1) * cos_pi(v)
    return 0.5 + 0.5 * (t / math.sqrt(1 + t * t))
