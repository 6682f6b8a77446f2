"""PyTorch loads bench's checkpoints, predicts the same classes, and takes the same steps."""

import json

import numpy
import torch
from safetensors import safe_open
from safetensors.torch import load_file

from program import digits

# Three steps over a batch that is not full at its end; each differs in what the optimizer does.
STEPS = {
    "lenet5-sgd": [
        {}, {"momentum": 0.9}, {"momentum": 0.9, "nesterov": True, "weight_decay": 0.01},
    ],
    "lenet5-99": [{"momentum": 0.9, "nesterov": True, "weight_decay": 0.0005}],
    "mlp-sgd": [{}, {"momentum": 0.5, "weight_decay": 0.1}],
}

# Float32 rounding in chains of up to 784 products, taken in another order by PyTorch.
TOLERANCE = 2e-6


def check(program, tally, options):
    torch.set_num_threads(2)
    for experiment, settings in (("lenet5-sgd", []), ("mlp-sgd", ["--epochs", "1"]),
                                 ("lenet5-99", ["--epochs", "1"])):
        run = program.expect("run", experiment, "--quiet", *settings).strip()
        same_metadata(program, tally, run)
        same_predictions(program, tally, run)
    for experiment, rules in STEPS.items():
        for rule in rules:
            same_steps(program, tally, experiment, rule)
    for reduction, rate in (("mean", 0.5), ("sum", 0.0005)):
        same_steps(program, tally, "mlp-sgd", {"learning_rate": rate},
                   loss={"type": "mse", "reduction": reduction})
    same_steps(program, tally, "mlp-sgd", {"momentum": 0.9}, architecture=UNUSUAL)


# Strides, "same" padding of an even kernel, overlapping pools, layers without a bias.
UNUSUAL = [
    {"type": "conv2d", "out_channels": 5, "kernel_size": 4, "padding": "same", "bias": False},
    {"type": "sigmoid"},
    {"type": "max_pool2d", "kernel_size": 3, "stride": 2},
    {"type": "conv2d", "out_channels": 7, "kernel_size": 3, "stride": 2, "padding": 1},
    {"type": "relu"},
    {"type": "avg_pool2d", "kernel_size": 3, "stride": 1},
    {"type": "flatten"},
    {"type": "linear", "out_features": 10, "bias": False},
]


def network(architecture, shape):
    """The torch.nn.Sequential of a definition's layers, so that layer 4 is module 4."""
    modules = []
    sample = torch.zeros(1, *shape)
    for layer in architecture:
        modules.append(module(layer, sample.shape))
        sample = modules[-1](sample)
    return torch.nn.Sequential(*modules)


def module(layer, shape):
    nn = torch.nn
    size, stride = layer.get("kernel_size"), layer.get("stride")
    match layer["type"]:
        case "conv2d":
            return nn.Conv2d(shape[1], layer["out_channels"], size, stride or 1,
                             layer.get("padding", 0), bias=layer.get("bias", True))
        case "linear":
            return nn.Linear(shape[1], layer["out_features"], bias=layer.get("bias", True))
        case "max_pool2d":
            return nn.MaxPool2d(size, stride or size)
        case "avg_pool2d":
            return nn.AvgPool2d(size, stride or size)
        case kind:
            return {"flatten": nn.Flatten, "relu": nn.ReLU, "tanh": nn.Tanh,
                    "sigmoid": nn.Sigmoid}[kind]()


def indices(subset, part):
    """The examples of a part of a resolved definition's subset."""
    return numpy.arange(*subset[part])


def images(dataset, part, chosen):
    """x[N, 1, H, W] and labels of the shipped digits, padded and normalised as defined."""
    pixels, labels = (numpy.frombuffer(data, numpy.uint8) for data in digits(part))
    pixels, labels = pixels.reshape(-1, 1, 28, 28)[chosen], labels[chosen]
    pad = dataset["padding"]
    padded = numpy.pad(pixels, ((0, 0), (0, 0), (pad, pad), (pad, pad))) / 255
    if dataset["normalize"] == "standard":
        train = numpy.frombuffer(digits("train")[0], numpy.uint8).reshape(-1, 784)
        train = train[indices(dataset["subset"], "train")] / 255
        padded = (padded - train.mean()) / train.std()
    return (torch.from_numpy(padded.astype(numpy.float32)),
            torch.from_numpy(labels.astype(numpy.int64)))


def loaded(program, run, which, shape):
    """The network of one of a run's checkpoints, read by the safetensors library."""
    model = network(program.definition(run)["architecture"], shape)
    read = load_file(program.checkpoints(run)[which])
    state = {name.removeprefix("model."): value for name, value in read.items()
             if name.startswith("model.")}
    model.load_state_dict(state, strict=True)
    return model


def same_metadata(program, tally, run):
    with safe_open(program.checkpoints(run)[-1], "pt") as file:
        metadata = file.metadata()
    tally.check(f"{run}: the safetensors library reads the definition in a checkpoint",
                json.loads(metadata["definition"]) == program.definition(run)
                and metadata["run_key"] == program.record(run)["run_key"])


def same_predictions(program, tally, run):
    dataset = program.definition(run)["dataset"]
    x, labels = images(dataset, "t10k", indices(dataset["subset"], "test"))
    model = loaded(program, run, -1, x.shape[1:])
    with torch.no_grad():
        chances = model(x).softmax(1)
    rows = program.rows(run, "predictions.csv")
    told = torch.tensor([int(row["prediction"]) for row in rows])
    chance = torch.tensor([float(row["probability"]) for row in rows])
    tally.check(f"{run}: predictions.csv has the labels of the data set",
                [int(row["label"]) for row in rows] == labels.tolist())
    top = chances.topk(2, 1).values
    ties = int((top[:, 0] - top[:, 1] < TOLERANCE).sum())
    different = (told != chances.argmax(1)).nonzero().flatten().tolist()
    unexcused = [n for n in different if top[n, 0] - chances[n, told[n]] >= TOLERANCE]
    tally.check(f"{run}: PyTorch predicts the same classes from the checkpoint", not unexcused,
                f"{len(rows) - len(different)} of {len(rows)} the same, {ties} ties"
                + (f", rows that differ {different[:10]}" if different else ""))
    error = float((chance - chances.gather(1, told[:, None])[:, 0]).abs().max())
    tally.check(f"{run}: PyTorch finds the same probabilities", error < 1e-5, f"within {error:.1e}")


def settings(rule, changes):
    """40 examples in batches of 16, the last of 8: three steps."""
    values = {
        "dataset.subset": {"train": [100, 140], "test": [0, 16]}, "training.batch_size": 16,
        "training.shuffle": False, "training.epochs": 1, "schedule": {"type": "constant"},
        **{f"optimizer.{name}": value for name, value in
           ({"learning_rate": 0.05, "momentum": 0, "nesterov": False, "weight_decay": 0}
            | rule).items()},
        **changes,
    }
    return [word for path, value in values.items()
            for word in ("--set", f"{path}={json.dumps(value)}")]


def same_steps(program, tally, experiment, rule, **changes):
    run = program.expect("run", experiment, "--quiet", *settings(rule, changes)).strip()
    definition = program.definition(run)
    x, labels = images(definition["dataset"], "train", numpy.arange(100, 140))
    model = loaded(program, run, 0, x.shape[1:])
    optimizer = torch.optim.SGD(model.parameters(), **{
        "lr" if name == "learning_rate" else name: value
        for name, value in definition["optimizer"].items() if name != "type"})
    losses = 0.0
    for start in (0, 16, 32):
        batch, target = x[start:start + 16], labels[start:start + 16]
        optimizer.zero_grad()
        loss = loss_of(definition["loss"], model(batch), target)
        loss.backward()
        optimizer.step()
        mean = definition["loss"]["reduction"] == "mean"
        losses += loss.item() * (len(batch) if mean else 1)
    found = loaded(program, run, -1, x.shape[1:])
    error = distance(model, found)
    move = distance(loaded(program, run, 0, x.shape[1:]), found)
    words = " ".join(f"{name} {value}" for name, value in (rule | changes).items())
    what = f"{experiment} {words if len(words) < 80 else 'with unusual layers'}".strip()
    tally.check(f"three steps of {what}: PyTorch's weights",
                error < TOLERANCE and error < move / 1000,
                f"within {error:.1e} after moves of up to {move:.1e}")
    told = float(program.rows(run, "metrics.csv")[0]["train_loss"])
    difference = abs(losses / 40 - told) / max(1, abs(told))
    tally.check(f"three steps of {what}: PyTorch's losses", difference < TOLERANCE,
                f"within {difference:.1e}")


def distance(first, second):
    """The largest difference between two networks' weights."""
    others = second.state_dict()
    return max(float((value - others[name]).abs().max())
               for name, value in first.state_dict().items())


def loss_of(loss, outputs, labels):
    if loss["type"] == "softmax_cross_entropy":
        return torch.nn.functional.cross_entropy(outputs, labels, reduction=loss["reduction"])
    values = torch.nn.functional.one_hot(labels, outputs.shape[1]).float()
    return torch.nn.functional.mse_loss(outputs, values, reduction=loss["reduction"])
