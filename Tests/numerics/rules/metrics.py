"""Section 9 of the page “Numerics, version 1”: the metrics that a definition may add."""

import math

import numpy


def value(kind, found, part, outputs):
    """Of an evaluated part with `winners`, `values` and `outputs`, in float64."""
    if part.targets.ndim == 1:
        return _of_classes(kind, found, part.targets, max(2, outputs))
    targets, o = part.targets.astype(float), found.outputs.astype(float)
    if part.units:
        targets = part.file_values.astype(float)
        o = numpy.array([[float(part.units.undone(v, k)) for k, v in enumerate(row)]
                         for row in found.outputs])
    total = 0.0
    for k in range(targets.shape[1]):
        total += _of_values(kind, o[:, k].tolist(), targets[:, k].tolist())
    return total / targets.shape[1]


def _of_classes(kind, found, labels, classes):
    answered = ~numpy.isnan(found.values)
    if kind == "top5_accuracy":
        accepted = 0
        for label, o, is_answered in zip(labels, found.outputs, answered):
            higher = sum(o[k] > o[label] or o[k] == o[label] and k < label for k in range(len(o)))
            accepted += bool(is_answered) and higher < 5
        return accepted / len(labels)
    total, count = 0.0, 0
    for k in range(classes):
        own, given = int((labels == k).sum()), int(((found.winners == k) & answered).sum())
        hits = int(((labels == k) & (found.winners == k) & answered).sum())
        whole = own + given if kind == "macro_f1" else own
        if whole:
            total += (2 * hits if kind == "macro_f1" else hits) / whole
            count += 1
    return total / count


def _of_values(kind, outputs, targets):
    size = squares = total = spread = 0.0
    for o, t in zip(outputs, targets):
        size, squares, total = size + abs(o - t), squares + (o - t) * (o - t), total + t
    count = len(targets)
    if kind == "mae":
        return size / count
    if kind == "rmse":
        return math.sqrt(squares / count)
    if count == 1:
        return math.nan
    if all(t == targets[0] for t in targets):
        return 0.0 if squares else 1.0
    mean = total / count
    for t in targets:
        spread += (t - mean) * (t - mean)
    return 1 - squares / spread if spread else float(squares == 0)
