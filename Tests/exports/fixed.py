"""Networks for c.py that test what drawn ones do not: encodings of pictures and tables, class names,
and every layer once."""

import csv

import numpy

TRAINING = {"epochs": 1, "batch_size": 16}
SGD = {"type": "sgd", "learning_rate": 0.05}


def definition(dataset, architecture, loss, **more):
    return {"description": "fixed", "seed": 5, "dataset": dataset, "architecture": architecture,
            "loss": {"type": loss}, "optimizer": SGD, "training": TRAINING | more}


def colour(folder):
    """Bytes of three channels, each with its own mean and deviation, with a border."""
    generator = numpy.random.default_rng(1)
    x = generator.integers(0, 256, (60, 3, 8, 9), numpy.uint8)
    x[:, 1] //= 3
    y = generator.integers(0, 3, 60)
    y[:3] = range(3)
    numpy.save(folder / "colour-x.npy", x)
    numpy.save(folder / "colour-y.npy", y)
    dataset = {"name": "npy", "files": {"train_x": "colour-x.npy", "train_y": "colour-y.npy"},
               "classes": 3, "normalize": "standard", "padding": 2, "split": {"test": 0.3}}
    return definition(dataset, every_layer(3), "softmax_cross_entropy", ema={"decay": 0.9}), x


def every_layer(outputs):
    conv = {"type": "conv2d", "kernel_size": 3, "padding": "same"}
    return [
        conv | {"out_channels": 4, "name": "stem"}, {"type": "batch_norm"}, {"type": "relu"},
        {"repeat": 2, "layers": [
            conv | {"out_channels": 4, "groups": 2, "bias": False}, {"type": "group_norm", "num_groups": 2},
            {"type": "silu"}, conv | {"out_channels": 4, "dilation": 2},
            {"type": "add", "with": "block_input"}, {"type": "gelu"}]},
        {"type": "concat", "with": "stem", "name": "both"},
        {"type": "adaptive_avg_pool2d"}, {"type": "sigmoid"},
        {"type": "multiply", "with": "both"}, {"type": "hard_swish"},
        {"type": "max_pool2d", "kernel_size": 2, "stride": 1}, {"type": "leaky_relu"},
        {"type": "avg_pool2d", "kernel_size": [2, 3], "stride": 2}, {"type": "elu"},
        {"type": "adaptive_avg_pool2d", "output_size": [2, 3]}, {"type": "layer_norm", "affine": False},
        {"type": "flatten"}, {"type": "dropout", "p": 0.2}, {"type": "linear", "out_features": 9},
        {"type": "gelu", "approximate": "tanh"}, {"type": "layer_norm"}, {"type": "tanh"},
        {"type": "linear", "out_features": outputs}]


def table(folder):
    """Numbers with missing ones, categories, a scale, and values to learn that are scaled."""
    generator = numpy.random.default_rng(2)
    rows = []
    for _ in range(80):
        a, b = generator.normal(50, 9, 2)
        colour = generator.choice(["red", "green", "blue"])
        rows.append([f"{a:.3f}", "" if generator.random() < 0.2 else f"{b:.3f}", colour,
                     f"{3 * a + (colour == 'red') * 7:.3f}", f"{(b - a) / 1000:.6f}"])
    path = folder / "table.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([["a", "b", "colour", "y", "z"], *rows])
    dataset = {"name": "csv", "files": {"train": "table.csv"}, "label": ["y", "z"], "missing": "mean",
               "categories": ["colour"], "scale": 10, "normalize": "standard",
               "scale_targets": True, "split": {"test": 0.25}}
    raw = numpy.array([
        [float(a), float(b) if b else numpy.nan, *(float(colour == name) for name in (
            "blue", "green", "red"))]
        for a, b, colour, *_ in rows], numpy.float32)
    layers = [{"type": "linear", "out_features": 7}, {"type": "tanh"},
              {"type": "linear", "out_features": 2}]
    return definition(dataset, layers, "huber"), raw, path


def pixels(folder):
    """A table of pixels, and one logit for two classes."""
    generator = numpy.random.default_rng(3)
    x = generator.integers(0, 256, (70, 16))
    path = folder / "pixels.csv"
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(
            [[*(f"p{i}" for i in range(16)), "label"],
             *([*row, i % 2] for i, row in enumerate(x.tolist()))])
    dataset = {"name": "csv", "files": {"train": "pixels.csv"}, "label": "label", "classes": 2,
               "shape": [1, 4, 4], "scale": 255, "split": {"test": 0.25}}
    layers = [{"type": "conv2d", "out_channels": 3, "kernel_size": 2}, {"type": "relu"},
              {"type": "flatten"}, {"type": "linear", "out_features": 1}]
    return definition(dataset, layers, "binary_cross_entropy_with_logits"), x, path


def networks(folder):
    """(name, definition, raw inputs, classes, files to predict, or nothing)"""
    one, x = colour(folder)
    yield "colour", one, x, 3, None
    one, raw, path = table(folder)
    yield "table", one, raw, 0, [path]
    one, x, path = pixels(folder)
    yield "pixels", one, x.astype(numpy.uint8).reshape(-1, 1, 4, 4), 1, [path]


def integers(folder):
    """Networks for --int8: (name, definition, raw inputs)."""
    one, x = colour(folder)
    conv = {"type": "conv2d", "kernel_size": 3, "padding": "same"}
    norm = [{"type": "batch_norm"}, {"type": "relu"}]
    one["architecture"] = [
        conv | {"out_channels": 4}, *norm, conv | {"out_channels": 4, "groups": 2, "dilation": 2},
        {"type": "gelu", "name": "stem"},
        {"repeat": 2, "layers": [
            conv | {"out_channels": 4, "bias": False}, *norm, conv | {"out_channels": 4},
            {"type": "batch_norm"}, {"type": "add", "with": "block_input"}, {"type": "relu"}]},
        {"type": "concat", "with": "stem", "name": "both"}, {"type": "adaptive_avg_pool2d"},
        {"type": "sigmoid"}, {"type": "multiply", "with": "both"},
        {"type": "max_pool2d", "kernel_size": 2, "stride": 1},
        {"type": "avg_pool2d", "kernel_size": [2, 3], "stride": 2},
        {"type": "adaptive_avg_pool2d", "output_size": [2, 3]}, {"type": "flatten"},
        {"type": "dropout", "p": 0.2}, {"type": "linear", "out_features": 9}, {"type": "tanh"},
        {"type": "linear", "out_features": 3}]
    yield "quantized-residual", one, x
    mnist = {"name": "mnist", "padding": 2, "subset": {"train": [0, 4000], "test": [0, 500]}}
    tanh, pool = {"type": "tanh"}, {"type": "avg_pool2d", "kernel_size": 2}
    layers = [
        {"type": "conv2d", "out_channels": 6, "kernel_size": 5}, tanh, pool,
        {"type": "conv2d", "out_channels": 16, "kernel_size": 5}, tanh, pool,
        {"type": "conv2d", "out_channels": 120, "kernel_size": 5}, tanh, {"type": "flatten"},
        {"type": "linear", "out_features": 84}, tanh, {"type": "linear", "out_features": 10}]
    yield "quantized-lenet", definition(mnist, layers, "softmax_cross_entropy", epochs=3), None
    one, raw, _ = table(folder)
    yield "quantized-table", one, numpy.nan_to_num(raw)
