"""Random numbers as data of a definition: files, and the parts that section 3 makes of them."""

import csv
import io
import math

import numpy

from arithmetic import float32
from randomness import SPLIT, SUBSET, Stream


def written(folder, name, draw, shape, count, classes):
    """Writes x[count, shape] and labels, or values if `classes` is 0 or −1, two or one of them, as
    .npy files or, of vectors, as one CSV file; images may be bytes. Returns what the definition
    says of them."""
    generator = numpy.random.default_rng(draw.randrange(2**32))
    x = generator.normal(draw.choice((0, 3)), 1.5, (count, *shape))
    if draw.random() < 0.3:
        x[:, 0] = 2.0
    names = ["a", "b"] if classes == 0 else ["a"]
    is_labelled = classes > 0
    y = generator.normal(5, 2, (count, len(names)))
    if is_labelled:
        y = generator.integers(0, classes, count)
        y[:classes] = range(min(classes, count))
    scaled = {"scale_targets": True} if not is_labelled and draw.random() < 0.7 else {}
    if len(shape) == 1 and draw.random() < 0.5:
        lines = [[f"x{i}" for i in range(shape[0])] + names]
        for row, target in zip(x.tolist(), y.tolist()):
            lines.append([repr(number) for number in row] + (
                [target] if is_labelled else [repr(number) for number in target]))
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows(lines)
        (folder / f"{name}.csv").write_text(text.getvalue())
        return {"name": "csv", "files": {"train": f"{name}.csv"},
                **({"classes": classes} if is_labelled else {"label": names}),
                **scaled}
    if len(shape) == 3 and draw.random() < 0.6:
        x = generator.integers(0, 256, x.shape, numpy.uint8)
    is_wide = x.dtype == numpy.uint8 or draw.random() < 0.5
    numpy.save(folder / f"{name}-x.npy", x if is_wide else x.astype(float32))
    numpy.save(folder / f"{name}-y.npy", y)
    return {"name": "npy", "files": {"train_x": f"{name}-x.npy", "train_y": f"{name}-y.npy"},
            **({"classes": classes} if is_labelled else scaled)}


def read(dataset, folder):
    """x[N, …], and labels[N] or values t[N, K], as float32; of images of bytes these."""
    if dataset["name"] == "npy":
        x, y = (numpy.load(folder / dataset["files"][key]) for key in ("train_x", "train_y"))
        return (x if x.dtype == numpy.uint8 else x.astype(float32),
                y if y.dtype.kind == "i" else y.astype(float32))
    rows = list(csv.reader((folder / dataset["files"]["train"]).open()))
    width = sum(name.startswith("x") for name in rows[0])
    numbers = numpy.array([[float(field) for field in row] for row in rows[1:]])
    x, y = numbers[:, :width].astype(float32), numbers[:, width:]
    return x, y[:, 0].astype(int) if "classes" in dataset else y.astype(float32)


class Scaling:
    """Mean and deviation of the columns of x[N, F], over some rows."""

    def __init__(self, x):
        wide = x.astype(float)
        sums, squares = numpy.zeros(x.shape[1]), numpy.zeros(x.shape[1])
        for row in wide:
            sums = sums + row
        self.means = sums / len(x)
        for row in wide:
            squares = squares + (row - self.means) * (row - self.means)
        is_constant = (x == x[0]).all(0) | (squares == 0)
        self.deviations = numpy.where(is_constant, 1.0, numpy.sqrt(squares / len(x)))

    def __call__(self, x):
        return ((x.astype(float) - self.means) / self.deviations).astype(float32)

    def undone(self, x, column):
        return float32(float(x) * self.deviations[column] + self.means[column])


def positions(definition, count, labels):
    """Of the train, validation (or None) and test part, ascending."""
    dataset = definition["dataset"]
    split, folds = dataset.get("split"), dataset.get("folds")
    train, validation, test = list(range(count)), None, None
    if folds:
        test = _fold(folds, count, labels)
        train = [i for i in train if i not in test]
    if split:
        stream = Stream(split.get("seed", 0), SPLIT, 0)
        stratified = labels if split.get("stratified") else None
        for part in ("test", "validation"):
            if split.get(part) and not (part == "test" and folds):
                size = max(1, _rounded(split[part] * count))
                chosen = drawn(min(size, len(train)), train, stratified, stream)
                taken = set(chosen)
                train = [i for i in train if i not in taken]
                test, validation = (chosen, validation) if part == "test" else (test, chosen)
    return train, validation, test


def _rounded(x):
    """Halves away from 0."""
    return math.floor(x) + (x - math.floor(x) >= 0.5)


def _fold(folds, count, labels):
    order = Stream(folds.get("seed", 0), SPLIT, 1).permutation(count)
    if folds.get("stratified"):
        order.sort(key=lambda i: labels[i])
    return {example for turn, example in enumerate(order)
            if turn % folds["count"] == folds.get("index", 0)}


def drawn(count, available, labels, stream):
    """`count` of the examples available, ascending; of each class its share if there are labels."""
    order = [available[i] for i in stream.permutation(len(available))]
    if labels is None:
        return sorted(order[:count])
    sizes = [int((labels[available] == k).sum()) for k in range(labels.max() + 1)]
    total = sum(sizes)
    shares = [size * count // total for size in sizes]
    by_rest = sorted(range(len(sizes)), key=lambda k: (-(sizes[k] * count % total), k))
    for k in by_rest[:count - sum(shares)]:
        shares[k] += 1
    found = []
    for i in order:
        if shares[labels[i]] > 0:
            shares[labels[i]] -= 1
            found.append(i)
    return sorted(found)


def selected(selection, available, labels, seed, number):
    """The examples of a subset: a range, or drawn from those available."""
    if isinstance(selection, list):
        return list(range(*selection))
    stratified = labels if selection.get("stratified", False) else None
    return drawn(selection["count"], available, stratified, Stream(seed, SUBSET, number))
