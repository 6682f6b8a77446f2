"""Section 3 of the page “Numerics, version 1”: the examples of a definition."""

import gzip
import math
import pathlib

import numpy

import arrays
from arithmetic import float32
from arrays import selected
from augmentation import Augmenter
from randomness import GENERATOR, SHUFFLE, Stream

DIGITS = pathlib.Path(__file__).resolve().parents[3] / "Sources" / "CMNIST"


class Part:
    """Inputs x[N, …], and labels[N] or values t[N, K]; of images also their bytes, and the values
    [C, 256] of bytes; of targets that are standardised their scaling."""

    def __init__(self, x, targets, indices, images=None, values=None, units=None):
        self.x, self.targets, self.indices = x, targets, indices
        self.images, self.values, self.units = images, values, units


class Batch:
    """x[N, …] and the targets; where examples are mixed, the labels of their partners and the
    shares of their own."""

    def __init__(self, part, chosen, definition, epoch):
        self.x, self.targets, self.partners = part.x[chosen], part.targets[chosen], None
        dataset = definition["dataset"]
        if not dataset.get("augment"):
            return
        augmenter = Augmenter(
            dataset["augment"], definition["seed"], epoch, dataset["padding"])
        indices = [part.indices[i] for i in chosen]
        self.x = looked_up(part.values, numpy.array([
            augmenter.changed(part.images[i], index) for i, index in zip(chosen, indices)]))
        if augmenter.mixes:
            # The next example, and of the last one the first.
            self.partners = numpy.roll(self.targets, -1)
            mixed = [augmenter.mixed(own, partner, index) for own, partner, index in zip(
                self.x, numpy.roll(self.x, -1, 0), indices)]
            self.x = numpy.array([image for image, _ in mixed])
            self.shares = numpy.array([share for _, share in mixed], float32)


def parts(definition, folder):
    """train, and validation and test or None, in their own order; files are in the folder."""
    dataset = definition["dataset"]
    if "files" in dataset:
        return _files_of(definition, folder)
    return {"mnist": _mnist, "xor": _xor, "linear_regression": _regression}[dataset["name"]](
        dataset, definition["seed"])


def epoch_order(definition, count, epoch):
    """The order of an epoch, counted from 1."""
    if not definition["training"]["shuffle"]:
        return list(range(count))
    return Stream(definition["seed"], SHUFFLE, epoch).permutation(count)


def _digits(part):
    images = gzip.decompress((DIGITS / f"{part}-images-idx3-ubyte.gz").read_bytes())
    labels = gzip.decompress((DIGITS / f"{part}-labels-idx1-ubyte.gz").read_bytes())
    return (numpy.frombuffer(images, numpy.uint8)[16:].reshape(-1, 1, 28, 28),
            numpy.frombuffer(labels, numpy.uint8)[8:].astype(int))


_files = {}


def _mnist(dataset, seed):
    if not _files:
        _files.update(train=_digits("train"), test=_digits("t10k"))
    subset, chosen = dataset["subset"], {}
    validation = subset.get("validation")
    for number, part in enumerate(("train", "test")):
        labels, taken = _files[part][1], range(*validation) if validation and not number else ()
        chosen[part] = selected(
            subset[part], [i for i in range(len(labels)) if i not in taken], labels, seed, number)
    values = _normalized(dataset["normalize"], _files["train"][0][chosen["train"]])

    def made(part, indices):
        images, labels = _files[part]
        return _pictures(images[indices], labels[indices], indices, values, dataset["padding"])

    return (made("train", chosen["train"]),
            made("train", list(range(*validation))) if validation else None,
            made("test", chosen["test"]))


def _pictures(images, labels, indices, values, padding):
    padded = numpy.pad(images, ((0, 0), (0, 0), (padding,) * 2, (padding,) * 2))
    return Part(looked_up(values, padded), labels, indices, images, values)


def looked_up(values, images):
    """x[N, C, H, W] of bytes."""
    return numpy.stack([table[images[:, c]] for c, table in enumerate(values)], 1)


def _normalized(kind, images):
    """The values [C, 256] of the bytes, by the images [N, C, H, W] of the training subset."""
    return numpy.stack([_table(kind, images[:, c]) for c in range(images.shape[1])])


def _table(kind, pixels):
    table = numpy.arange(256)
    if kind == "unit":
        return table.astype(float32) / float32(255)
    n, total = pixels.size, int(pixels.sum(dtype=int))
    squares = int((pixels.astype(int) ** 2).sum())
    mean, deviation = total / (255 * n), math.sqrt(n * squares - total * total) / (255 * n)
    return ((table / 255 - mean) / deviation).astype(float32)


def _files_of(definition, folder):
    dataset, found = definition["dataset"], []
    x, y = arrays.read(dataset, folder)
    labels = y if y.ndim == 1 else None
    train, validation, test = arrays.positions(definition, len(x), labels)
    for number, (part, name) in enumerate(((train, "train"), (test, "test"))):
        part = numpy.array(sorted(part))
        part_labels = None if labels is None else labels[part]
        subset = dataset["subset"][name]
        found.append(part[selected(
            subset, range(len(part)), part_labels, definition["seed"], number)])
    found.insert(1, validation)
    units = arrays.Scaling(y[found[0]]) if dataset.get("scale_targets") else None
    learnt = units(y) if units else y
    if x.dtype == numpy.uint8:
        values = _normalized(dataset["normalize"], x[found[0]])
        made = [part if part is None else _pictures(
            x[part], learnt[part], part, values, dataset["padding"]) for part in found]
        return _with_units(made, units, y)
    if dataset["normalize"] == "standard":
        x = arrays.Scaling(x[found[0]].reshape(len(found[0]), -1))(
            x.reshape(len(x), -1)).reshape(x.shape)
    return _with_units([part if part is None else Part(x[part], learnt[part], part)
                        for part in found], units, y)


def _with_units(parts, units, y):
    for part in parts:
        if part:
            part.units, part.file_values = units, y[part.indices]
    return parts


def _xor(dataset, seed):
    x = numpy.array([[0, 0], [0, 1], [1, 0], [1, 1]], float32)
    part = Part(x, numpy.array([0, 1, 1, 0]), range(4))
    return part, None, part


def _regression(dataset, seed):
    found = []
    for number, (key, part) in enumerate((("points", "train"), ("test_points", "test"))):
        count = dataset[key]
        normals = Stream(dataset["seed"], GENERATOR, number).normal(4 * count, 1).reshape(-1, 4)
        wide = normals.astype(float)
        y = 5.0 + 3.0 * wide[:, 0]
        y = y + 4.0 * wide[:, 1]
        y = y + 2.0 * wide[:, 2]
        y = y + 0.5 * wide[:, 3]
        start, end = dataset["subset"][part]
        found.append(Part(numpy.ascontiguousarray(normals[start:end, :3]),
                          y.astype(float32)[start:end, None], range(start, end)))
    return found[0], None, found[1]
