"""What is timed: the shipped networks, what bench has to reach on each, and the data they see."""

import dataclasses
import fnmatch
import json
import pathlib
import sys

import numpy

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "endtoend"))

from program import digits  # noqa: E402

MLP = [
    {"type": "flatten"}, {"type": "linear", "out_features": 512}, {"type": "relu"},
    {"type": "linear", "out_features": 256}, {"type": "relu"},
    {"type": "linear", "out_features": 10},
]
CNN = [
    {"type": "conv2d", "out_channels": 16, "kernel_size": 3, "padding": "same"}, {"type": "relu"},
    {"type": "conv2d", "out_channels": 32, "kernel_size": 3, "padding": "same"}, {"type": "relu"},
    {"type": "flatten"}, {"type": "linear", "out_features": 10},
]
NORMALIZED_MLP = [
    {"type": "flatten"},
    {"type": "linear", "out_features": 512}, {"type": "layer_norm"}, {"type": "gelu"},
    {"type": "linear", "out_features": 256}, {"type": "layer_norm"}, {"type": "gelu"},
    {"type": "linear", "out_features": 10},
]


def convolution_1d(channels):
    return [{"type": "conv1d", "out_channels": channels, "kernel_size": 5, "padding": "same"},
            {"type": "relu"}, {"type": "max_pool1d", "kernel_size": 2}]


# As for six channels of a motion sensor, 128 values each.
CNN_1D = [
    *convolution_1d(32), *convolution_1d(64), *convolution_1d(64),
    {"type": "flatten"}, {"type": "linear", "out_features": 6},
]


@dataclasses.dataclass(frozen=True)
class Drawn:
    """Examples without a meaning: float32 values of a normal distribution, and labels."""

    shape: tuple[int, ...]
    classes: int

    def dataset(self, file, count):
        """A data set of bench's with so many examples in each part; the file is written once."""
        draw, arrays = numpy.random.default_rng(0), {}
        for part in ("train", "test") if not file.exists() else ():
            arrays[f"x_{part}"] = draw.standard_normal((count, *self.shape), numpy.float32)
            arrays[f"y_{part}"] = draw.integers(0, self.classes, count)
        if arrays:
            numpy.savez(file, **arrays)
        return {"name": "npz", "file": str(file), "classes": self.classes}


@dataclasses.dataclass(frozen=True)
class Workload:
    name: str
    experiment: str
    wanted: float  # The least ratio of bench to the fastest of the peers' forms that are judged.
    examples: int | None = None  # Of the training part, or of the one that is evaluated.
    settings: dict = dataclasses.field(default_factory=dict)
    drawn: Drawn | None = None  # What takes the place of the experiment's data.
    evaluates: bool = False
    pass_epochs: int = 1  # A peer's clock and its lax.scan go around so many epochs.
    judges_steps: bool = False  # `wanted` is about forms that call the library for each step.
    leaves_out: str = ""  # What of the experiment neither side does.
    # The share of the experiment's learning rate with which same_training.py checks the peers: at
    # some shipped rates the first steps are chaotic.
    checked_rate: float = 0.1

    @property
    def part(self):
        return "test" if self.evaluates else "train"

    def settings_in(self, program):
        """The settings in a program's workspace, where drawn examples are written. Fashion-MNIST is
        replaced by the shipped digits of the same shape, and pictures are not augmented: networks
        are timed, as `leaves_out` says."""
        if self.drawn is None:
            return self.settings
        file = program.workspace / f"{self.name}.npz"
        return {"dataset": self.drawn.dataset(file, self.examples)} | self.settings

    def words(self, program, examples=None):
        """bench's `--set` options."""
        values = dict(self.settings_in(program))
        if self.examples:
            other = "train" if self.evaluates else "test"
            values["dataset.subset"] = {self.part: [0, examples or self.examples], other: [0, 16]}
        return words(values)


def chosen(patterns):
    """The workloads that a pattern of the shell names, in their order; all without patterns."""
    for pattern in patterns:
        if not any(fnmatch.fnmatchcase(workload.name, pattern) for workload in WORKLOADS):
            names = " ".join(workload.name for workload in WORKLOADS)
            sys.exit(f"--only: no workload is named {pattern}; there are {names}")
    return [workload for workload in WORKLOADS if not patterns or any(
        fnmatch.fnmatchcase(workload.name, pattern) for pattern in patterns)]


def words(settings):
    return [word for path, value in settings.items()
            for word in ("--set", f"{path}={json.dumps(value)}")]


DIGITS = {"dataset.name": "mnist"}
STILL = {"dataset.augment": None}
NOT_FASHION = "digits in place of Fashion-MNIST"
NOT_AUGMENTED = "augmentation left out on both sides"
# There is no validation part.
BEST = {"checkpoint.best": "train_loss"}


WORKLOADS = [
    Workload("lenet5-batch128", "lenet5-sgd", 8, 10_000),
    Workload("lenet5-batch32", "lenet5-sgd", 8, 10_000, {"training.batch_size": 32}),
    Workload("mlp-1024-512-256-10-batch128", "lenet5-sgd", 3, 10_000, {"architecture": MLP}),
    Workload("mlp-1024-512-256-10-batch32", "lenet5-sgd", 1, 9_600,
             {"architecture": MLP, "training.batch_size": 32}),
    Workload("cnn-16-32-10-batch32", "lenet5-sgd", 2.2, 2_000,
             {"architecture": CNN, "training.batch_size": 32}),
    *(Workload(f"{name}-batch{size}", "lenet5-sgd", 1, size * min(300, 9_999 // size),
               {**network, "training.batch_size": size})
      for size in (1, 2, 4, 8, 512, 4_096)
      for name, network in (("lenet5", {}), ("mlp-1024-512-256-10", {"architecture": MLP}))),
    Workload("xor-mlp", "xor-mlp", 100, pass_epochs=250, judges_steps=True),
    Workload("lenet5-evaluation", "lenet5-sgd", 8, 10_000, evaluates=True),
    Workload("cnn3-bce", "cnn3-bce", 1, 500),
    Workload("fashion-cnn", "fashion-cnn", 1, 1_000, DIGITS | STILL,
             leaves_out=f"{NOT_AUGMENTED}; {NOT_FASHION}"),
    Workload("fashion-conv-momentum", "fashion-conv-momentum", 1, 3_000, DIGITS,
             leaves_out=NOT_FASHION),
    Workload("lenet5-99", "lenet5-99", 1, 5_000),
    Workload("lenet5-best", "lenet5-best", 1, 5_000, STILL, leaves_out=NOT_AUGMENTED),
    Workload("linear-regression", "linear-regression", 1, pass_epochs=10),
    Workload("mlp-nll", "mlp-nll", 1, 5_000),
    Workload("mlp-sgd", "mlp-sgd", 1, 5_000),
    Workload("fashion-resnet-batch64", "fashion-resnet", 2, 1_024, DIGITS | STILL | BEST,
             leaves_out=f"{NOT_AUGMENTED}; {NOT_FASHION}", checked_rate=0.01),
    Workload("mnist-dscnn-batch64", "mnist-dscnn", 3, 2_048,
             {"training.batch_size": 64} | STILL | BEST, leaves_out=NOT_AUGMENTED,
             checked_rate=0.01),
    Workload("resnet20-3x32x32-batch64", "cifar10-resnet20", 1.6, 512,
             {"training.batch_size": 64} | BEST, Drawn((3, 32, 32), 10),
             leaves_out=f"{NOT_AUGMENTED}; drawn values in place of CIFAR-10",
             checked_rate=0.001),
    Workload("cnn-1d-6x128-batch32", "lenet5-sgd", 4, 4_096,
             {"architecture": CNN_1D, "training.batch_size": 32}, Drawn((6, 128), 6),
             leaves_out="drawn values in place of a sensor's"),
    Workload("mlp-layer-norm-gelu-batch128", "lenet5-sgd", 1.3, 10_000,
             {"architecture": NORMALIZED_MLP}),
]


def examples(definition, part):
    """x and targets of a resolved definition's part, float32: x[N, C, H, W] or x[N, C, T] and int64
    labels[N] of digits and of an archive, x[N, F] and values[N, 1] of points. Points are drawn: no
    rate depends on them."""
    dataset = definition["dataset"]
    chosen = slice(*dataset["subset"][part])
    if dataset["name"] == "npz":
        with numpy.load(dataset["file"]) as arrays:
            return arrays[f"x_{part}"][chosen], arrays[f"y_{part}"][chosen]
    if dataset["name"] == "xor":
        x = numpy.array([[0, 0], [0, 1], [1, 0], [1, 1]], numpy.float32)
        return x, numpy.array([[0], [1], [1], [0]], numpy.float32)
    if dataset["name"] == "linear_regression":
        x = numpy.random.default_rng(0).standard_normal((chosen.stop, 3), numpy.float32)
        return x, (x @ numpy.array([[3], [4], [2]], numpy.float32) + 5)
    pixels, labels = pictures("train" if part == "train" else "t10k", chosen)
    pad = dataset.get("padding", 0)
    x = numpy.pad(pixels, ((0, 0), (0, 0), (pad, pad), (pad, pad)))
    if dataset["normalize"] == "standard":
        known, _ = pictures("train", slice(*dataset["subset"]["train"]))
        x = (x - known.mean(dtype=float)) / known.std(dtype=float)
    return x.astype(numpy.float32), labels.astype(numpy.int64)


def pictures(part, chosen):
    """Pixels from 0 to 1 and labels of the shipped digits."""
    pixels, labels = (numpy.frombuffer(data, numpy.uint8) for data in digits(part))
    return pixels.reshape(-1, 1, 28, 28)[chosen].astype(numpy.float32) / 255, labels[chosen]
