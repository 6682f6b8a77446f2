#!/usr/bin/env python3
"""Writes Tests/pytorch/fixtures.json: PyTorch's figures for every layer, loss, optimizer and
schedule, which Tests/EngineTests/PyTorchTests.swift holds the engine against.

    python3 Tests/pytorch/fixtures.py           writes the file (PyTorch 2.13)
    python3 Tests/pytorch/fixtures.py --check   fails where a figure is not this PyTorch's

Figures are float64's. Inputs are whole 32nds and weights whole 64ths, so that float32 holds them
exactly. Each figure comes with the difference that float32 may make: eight times what PyTorch's
own float32 makes here, since another order of summation may be unluckier than PyTorch's, and four
roundings of the largest value. PyTorch's error is the larger of two: as things are, and with the
last bits of the weights drawn anew, so that a sum exact by luck does not make it 0. One step of
plain SGD at a rate of 1 makes the new weights the old ones less the gradient.
"""

import copy
import json
import pathlib
import random
import sys

import numpy
import torch

import reference

FILE = pathlib.Path(__file__).parent / "fixtures.json"
# Distance of every relu's input from 0, and that of other kinks, and of a window's two largest: far more than rounding.
CLEAR = 1e-4
PLAIN = {"type": "sgd", "learning_rate": 1}


def conv(channels=3, kernel=3, **keys):
    return {"type": "conv2d", "out_channels": channels, "kernel_size": kernel, **keys}


def linear(features, **keys):
    return {"type": "linear", "out_features": features, **keys}


def plain(*names):
    return [{"type": name} for name in names]


def images(name, *layers, shape=(2, 6, 5), examples=17, **keys):
    return {
        "name": name, "input": list(shape), "examples": [examples],
        "architecture": [*layers, *plain("flatten"), linear(3)], **keys}


def vectors(name, *layers, features=5, examples=(17,), **keys):
    return {
        "name": name, "input": [features], "examples": list(examples),
        "architecture": list(layers), **keys}


def pool(kind, kernel, stride):
    name = f"{kind}_pool2d of {kernel}, stride {stride}"
    layer = {"type": f"{kind}_pool2d", "kernel_size": kernel, "stride": stride}
    return images(name, conv(2), layer, shape=(1, 9, 8), examples=5)


def layers():
    yield images("conv2d", conv())
    yield images("conv2d, 1x1", conv(kernel=1))
    yield images("conv2d, stride 2, padding 1", conv(stride=2, padding=1))
    yield images("conv2d, stride 3, kernel 2, padding 3", conv(kernel=2, stride=3, padding=3))
    yield images("conv2d, same, odd", conv(padding="same"))
    yield images("conv2d, same, even, no bias", conv(kernel=4, padding="same", bias=False))
    yield images(
        "conv2d, two, strided", conv(4, 2, padding=1), *plain("tanh"), conv(2, 3, stride=2),
        examples=5)
    yield vectors("linear", linear(4))
    yield vectors("linear, no bias", linear(6, bias=False), *plain("tanh"), linear(3, bias=False))
    for kind in ("max", "avg"):
        for kernel, stride in [(2, 2), (3, 2), (3, 1), (2, 3)]:
            yield pool(kind, kernel, stride)
    for name in ("relu", "tanh", "sigmoid"):
        yield images(name, conv(2), *plain(name), examples=5)
        yield vectors(f"{name} of a vector", linear(6), *plain(name), linear(3), *plain(name))
    yield vectors("softmax", linear(6), *plain("softmax"), linear(3))
    dropout = {"type": "dropout", "p": 0.3}
    yield images("dropout", conv(2), dropout, seed=2**40 + 17)
    yield vectors("dropout of a vector", linear(9), dropout, linear(5), dropout, linear(3))
    normalization = {"type": "batch_norm"}
    other = {"type": "batch_norm", "eps": 0.01, "momentum": 0.25}
    yield images("batch_norm of images", conv(2), normalization, *plain("tanh"), examples=18)
    yield images("batch_norm first, another eps and momentum", other, conv(2), other, examples=5)
    yield vectors(
        "batch_norm of vectors", linear(6), normalization, *plain("relu"), linear(4), other,
        *plain("sigmoid"), linear(3), examples=(33, 16, 5))


def example_norms():
    """After all others, whose draws follow from their numbers."""
    normalization = {"type": "layer_norm"}
    yield images("layer_norm of images", conv(2), normalization, *plain("tanh"), examples=18)
    yield images(
        "layer_norm first, another eps, not affine", normalization, conv(2),
        {"type": "layer_norm", "eps": 0.01, "affine": False}, examples=5)
    yield vectors(
        "layer_norm of vectors", linear(6), normalization, *plain("relu"), linear(4),
        {"type": "layer_norm", "eps": 0.25}, *plain("sigmoid"), linear(3), examples=(33, 16, 5))
    grouped = {"type": "group_norm", "num_groups": 2}
    yield images("group_norm of images", conv(6), grouped, *plain("tanh"), examples=18)
    yield images(
        "group_norm first, another eps, not affine", grouped, conv(4),
        {"type": "group_norm", "num_groups": 4, "eps": 0.01, "affine": False}, examples=5)
    yield vectors(
        "group_norm of vectors", linear(6), grouped, *plain("relu"), linear(9),
        {"type": "group_norm", "num_groups": 3, "eps": 0.25}, *plain("sigmoid"), linear(3),
        examples=(33, 16, 5))


def convolutions():
    """After all others, whose draws follow from their numbers."""
    yield images("conv2d, groups", conv(4), *plain("tanh"), conv(6, groups=2), examples=5)
    yield images(
        "conv2d, one channel a group", conv(4), *plain("tanh"),
        conv(4, padding=1, groups=4), *plain("tanh"), conv(8, 5, padding=2, stride=2, groups=4),
        shape=(2, 9, 8), examples=5)
    yield images("conv2d, dilation 2", conv(dilation=2, padding=1))
    yield images("conv2d, same, dilation 3, even", conv(kernel=2, dilation=3, padding="same"))
    yield images(
        "conv2d, axes that differ",
        conv(4, [2, 3], stride=[1, 2], padding=[0, 1], bias=False), *plain("tanh"),
        conv(4, [1, 2], dilation=[1, 2], padding="same", groups=2), shape=(2, 6, 9), examples=5)
    for kind in ("max", "avg"):
        yield images(
            f"{kind}_pool2d of a rectangle", conv(2),
            {"type": f"{kind}_pool2d", "kernel_size": [2, 3], "stride": [1, 2]}, shape=(1, 7, 9),
            examples=5)
    for size in (1, [2, 3], 4):
        yield images(
            f"adaptive_avg_pool2d to {size}", conv(3), *plain("tanh"),
            {"type": "adaptive_avg_pool2d", "output_size": size}, shape=(2, 7, 9), examples=18)

    def sequence(channels=3, kernel=3, **keys):
        return {"type": "conv1d", "out_channels": channels, "kernel_size": kernel, **keys}

    yield images("conv1d", sequence(), shape=(2, 11))
    yield images(
        "conv1d, same, even, and strided with taps apart", sequence(4, 4, padding="same"),
        *plain("tanh"), sequence(6, stride=2, padding=2, dilation=2, groups=2, bias=False),
        shape=(2, 13), examples=18)
    yield images(
        "conv1d, one channel a group, and as long as its input", sequence(4), *plain("tanh"),
        sequence(4, groups=4), *plain("tanh"), sequence(2, 7), shape=(2, 11), examples=5)
    yield images(
        "conv1d, its largest values, and a kernel as long", sequence(4), *plain("tanh"),
        {"type": "max_pool1d", "kernel_size": 2}, sequence(3, 5), *plain("tanh"), shape=(2, 13),
        examples=18)
    for kind in ("max", "avg"):
        for keys in ({"kernel_size": 2}, {"kernel_size": 3, "stride": 2}):
            pool = {"type": f"{kind}_pool1d", **keys}
            yield images(
                f"{kind}_pool1d of {keys}", sequence(2), pool, shape=(2, 12), examples=5)


def input_activations():
    """After all of the above."""
    for layer in [
        {"type": "leaky_relu"}, {"type": "leaky_relu", "negative_slope": 0.25}, {"type": "elu"},
        {"type": "elu", "alpha": 0.5}, {"type": "gelu"}, {"type": "gelu", "approximate": "tanh"},
        {"type": "silu"}, {"type": "hard_swish"},
    ]:
        name = " ".join(str(part) for part in layer.values())
        yield images(f"{name} of images", conv(2), layer, examples=5)
        yield vectors(f"{name} of vectors", layer, linear(6), *plain("tanh"), linear(3), layer)


def further_losses():
    """After all of the above."""
    for settings in [
        {"type": "softmax_cross_entropy", "label_smoothing": 0.125},
        {"type": "softmax_cross_entropy", "class_weights": [0.25, 2, 1, 0.5]},
        {"type": "softmax_cross_entropy", "class_weights": [0.25, 2, 1, 4], "label_smoothing": 0.5},
        {"type": "binary_cross_entropy_with_logits"},
        {"type": "binary_cross_entropy_with_logits", "pos_weight": 3},
        {"type": "l1"}, {"type": "huber"}, {"type": "huber", "delta": 0.25},
    ]:
        for reduction in ("mean", "sum"):
            name = " ".join(str(part) for part in settings.values())
            yield vectors(
                f"{name}, {reduction}", linear(6), *plain("tanh"), linear(4), examples=(17, 5),
                loss={**settings, "reduction": reduction},
                optimizer={"type": "sgd", "learning_rate": 1 if reduction == "mean" else 0.0625})
    yield vectors(
        "binary_cross_entropy_with_logits, one output", linear(1),
        loss={"type": "binary_cross_entropy_with_logits"})


def losses():
    for kind, last in [
        ("softmax_cross_entropy", []), ("softmax_binary_cross_entropy", []),
        ("nll", ["softmax"]), ("binary_cross_entropy", ["sigmoid"]), ("mse", []),
    ]:
        for reduction in ("mean", "sum"):
            yield vectors(
                f"{kind}, {reduction}", linear(6), *plain("tanh"), linear(4), *plain(*last),
                loss={"type": kind, "reduction": reduction},
                optimizer={"type": "sgd", "learning_rate": 1 if reduction == "mean" else 0.0625})
    yield vectors(
        "mse, scale 0.5", linear(4), loss={"type": "mse", "reduction": "mean", "scale": 0.5})
    yield vectors(
        "binary_cross_entropy, one output", linear(1), *plain("sigmoid"),
        loss={"type": "binary_cross_entropy"})


def optimizers():
    for settings in [
        {"type": "sgd"},
        {"type": "sgd", "momentum": 0.9},
        {"type": "sgd", "momentum": 0.9, "nesterov": True, "weight_decay": 0.01},
        {"type": "sgd", "weight_decay": 0.1},
        {"type": "sgd", "momentum": 0.5, "clip_norm": 0.25},
        {"type": "sgd", "clip_norm": 1000},
        {"type": "adam"},
        {"type": "adam", "betas": [0.8, 0.99], "eps": 1e-4, "weight_decay": 0.05},
        {"type": "adam", "clip_norm": 0.1},
        {"type": "adamw"},
        {"type": "adamw", "betas": [0.7, 0.95], "eps": 1e-6, "weight_decay": 0.2},
        {"type": "rmsprop"},
        {"type": "rmsprop", "alpha": 0.9, "eps": 1e-3, "weight_decay": 0.02, "momentum": 0.6},
    ]:
        name = " ".join(str(part) for pair in settings.items() for part in pair)[len("type "):]
        yield vectors(
            name, linear(4), *plain("tanh"), linear(3), examples=(6, 6, 3, 6, 6),
            optimizer={"learning_rate": 0.0625, **settings})


def schedules():
    for settings in [
        {"type": "constant"},
        {"type": "constant", "warmup_steps": 4},
        {"type": "step", "step_size": 3, "gamma": 0.1},
        {"type": "step", "step_size": 5, "gamma": 0.7, "warmup_steps": 7},
        {"type": "multi_step", "milestones": [2, 5, 9]},
        {"type": "multi_step", "milestones": [1, 6, 7, 20], "gamma": 0.7, "warmup_steps": 4},
        {"type": "linear"},
        {"type": "linear", "end_rate": 0.01, "warmup_steps": 3},
        {"type": "exponential", "gamma": 0.93},
        {"type": "exponential", "gamma": 0.93, "warmup_steps": 2},
        {"type": "cosine"},
        {"type": "cosine", "min_rate": 0.01, "warmup_steps": 3},
        {"type": "one_cycle", "max_rate": 0.5, "start_fraction": 0.3},
        {"type": "one_cycle", "max_rate": 0.5, "start_fraction": 1.0},
        {"type": "one_cycle", "max_rate": 0.3, "start_fraction": 0.15, "warmup_steps": 3},
    ]:
        for steps in (12, 25):
            yield {
                **settings, "rate": 0.2,
                "rates": [short(x) for x in reference.rates(settings, 0.2, steps)],
            }


def short(value):
    return float(f"{value:.9g}")


def model(case, dtype):
    built = reference.sequential(case["architecture"], tuple(case["input"]), case["seed"], dtype)
    reference.load(
        built, {t["name"]: numpy.reshape(t["values"], t["dimensions"]) / 64 for t in case["model"]})
    return built


def draw(case, number, attempt):
    """The case with weights and batches; labels are classes, values what mse and
    binary_cross_entropy learn."""
    stream = random.Random(1000 * number + attempt)
    shape = tuple(case["input"])
    empty = reference.sequential(case["architecture"], shape, 0, torch.float64)
    case["model"] = []
    for name, value in reference.weights(empty).items():
        low, high = (32, 96) if name.endswith("running_var") else (-48, 48)
        case["model"].append({
            "name": name, "dimensions": list(value.shape),
            "values": [stream.randint(low, high) for _ in range(value.size)]})
    for layer in case["architecture"]:
        shape = reference.output_shape(layer, shape)
    case["batches"] = []
    for count in case.pop("examples"):
        labels = [stream.randrange(shape[0]) for _ in range(count)]
        values = [[32 * (k == label) for k in range(shape[0])] for label in labels]
        if case["loss"]["type"] in ("mse", "l1", "huber"):
            values = [[stream.randint(-32, 32) for _ in row] for row in values]
        if shape[0] == 1:
            values = [[32 * stream.randrange(2)] for _ in labels]
        case["batches"].append({
            "inputs": [stream.randint(-32, 32) for _ in range(count * numpy.prod(case["input"]))],
            "labels": labels, "values": sum(values, [])})
    return case


def is_clear(case, built, inputs):
    """Whether no relu and no window of max_pool2d is near a kink."""
    x = inputs
    for layer, part in zip(case["architecture"], built):
        kinks = reference.KINKS.get(layer["type"], ())
        if any((x - kink).abs().min() < CLEAR for kink in kinks):
            return False
        if layer["type"].startswith("max_pool"):
            # A sequence is an image of height 1.
            image = x if x.ndim == 4 else x[:, :, None]
            kernel = reference.sides(layer["kernel_size"], 2)
            stride = reference.sides(layer.get("stride", kernel), 2)
            if x.ndim == 3:
                kernel, stride = (1, kernel[1]), (1, stride[1])
            windows = torch.nn.functional.unfold(
                image.flatten(0, 1)[:, None], tuple(kernel), stride=tuple(stride))
            best = windows.topk(2, dim=1).values
            if (best[:, 0] - best[:, 1]).min() < CLEAR:
                return False
        x = part(x)
    return True


def figures(case, dtype, noise=None):
    """What PyTorch makes of the case: losses and weights of each step, and the first batch
    evaluated with the last weights. None near a kink. `noise` draws the weights' last bits."""
    built = model(case, dtype)
    with torch.no_grad():
        for parameter in built.parameters() if noise else []:
            factor = 1 + 2**-23 * (2 * torch.rand(parameter.shape, generator=noise).double() - 1)
            parameter.copy_(parameter.double() * factor)
    rule = reference.optimizer(case["optimizer"], built.parameters())
    found = {"losses": [], "weights": []}
    batches = []
    for batch in case["batches"]:
        labels = torch.tensor(batch["labels"])
        batches.append((
            torch.tensor(batch["inputs"], dtype=dtype).reshape(-1, *case["input"]) / 32, labels,
            torch.tensor(batch["values"], dtype=dtype).reshape(len(labels), -1) / 32))
    for step, (inputs, labels, values) in enumerate(batches):
        reference.set_step(built, step)
        if not is_clear(case, copy.deepcopy(built).train(), inputs):
            return None
        built.train()
        outputs = built(inputs)
        if case["loss"]["type"] == "l1" and (outputs - values).abs().min() < CLEAR:
            return None
        found["losses"].append(
            reference.loss(case["loss"], outputs, labels, values, "none").detach().numpy())
        rule.zero_grad()
        reference.loss(case["loss"], outputs, labels, values).backward()
        reference.clip(case["optimizer"], list(built.parameters()))
        rule.step()
        found["weights"].append(reference.weights(built))
    built.eval()
    inputs, labels, values = batches[0]
    outputs = built(inputs)
    found["evaluated"] = reference.loss(
        case["loss"], outputs, labels, values, "none").detach().numpy()
    if case["loss"]["type"].startswith("softmax_"):
        outputs = outputs.softmax(1)
    elif case["loss"]["type"].endswith("_with_logits"):
        outputs = outputs.sigmoid()
    found["largest"] = outputs.detach().max(1).values.numpy()
    return found


def figure(exact, *rounded):
    """A float64 figure, and what float32 may differ by."""
    error = max(numpy.abs(exact - other).max() for other in rounded)
    tolerance = 8 * error + 4 * 2**-24 * numpy.abs(exact).max()
    return {
        "values": [short(x) for x in exact.ravel().tolist()],
        "tolerance": float(f"{tolerance:.2g}")}


def completed(case, number):
    base = {
        "seed": 7, "loss": {"type": "softmax_cross_entropy"}, "optimizer": PLAIN, **case}
    for attempt in range(1000):
        case = draw(dict(base), number, attempt)
        found = [figures(case, torch.float64), figures(case, torch.float32)]
        noise = torch.Generator().manual_seed(number)
        found.append(figures(case, torch.float32, noise))
        if all(found):
            break
    else:
        raise SystemExit(f"{base['name']}: every draw is near a kink")
    case["losses"] = [figure(*three) for three in zip(*(one["losses"] for one in found))]
    case["weights"] = [
        [{"name": name, **figure(*(one[name] for one in step))} for name in step[0]]
        for step in zip(*(one["weights"] for one in found))]
    for key in ("evaluated", "largest"):
        case[key] = figure(*(one[key] for one in found))
    return case


def document():
    torch.set_num_threads(1)
    cases = [*layers(), *losses(), *optimizers(), *example_norms(), *convolutions(),
             *input_activations(), *further_losses()]
    return {
        "torch": torch.__version__.split("+")[0],
        "cases": [completed(case, number) for number, case in enumerate(cases)],
        "schedules": list(schedules()),
    }


def differences(old, new, path="", tolerance=0):
    """Where a committed figure is not the new one to half its tolerance: float64 differs by
    nothing to speak of between processors, the tolerance, from float32, by a little."""
    if isinstance(old, dict) and isinstance(new, dict) and old.keys() == new.keys():
        half = old.get("tolerance", 0) / 2
        for key in old.keys() - {"torch", "tolerance"}:
            yield from differences(old[key], new[key], f"{path}.{key}", half)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for i, pair in enumerate(zip(old, new)):
            yield from differences(*pair, f"{path}.{i}", tolerance)
    elif isinstance(old, float) and isinstance(new, float):
        if abs(old - new) > max(tolerance, 1e-8 * abs(old)):
            yield f"{path}: {old} is now {new}"
    elif old != new:
        yield f"{path}: {old} is now {new}"


def main():
    made = document()
    if "--check" in sys.argv:
        wrong = list(differences(json.loads(FILE.read_text()), made))
        print("\n".join(wrong[:20]) or f"{FILE.name} holds the figures of {made['torch']}")
        return 1 if wrong else 0
    cases = ",\n".join(json.dumps(case, separators=(",", ":")) for case in made["cases"])
    rates = ",\n".join(json.dumps(case, separators=(",", ":")) for case in made["schedules"])
    FILE.write_text(
        f'{{"torch":"{made["torch"]}","cases":[\n{cases}\n],"schedules":[\n{rates}\n]}}\n')
    print(f"{FILE.name}: {len(made['cases'])} cases, {FILE.stat().st_size} bytes")
    return 0


if __name__ == "__main__":
    sys.exit(main())
