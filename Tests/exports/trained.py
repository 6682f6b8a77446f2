"""Networks that bench trained, and examples as their data have them, for onnx.py and pytorch.py."""

import collections
import csv
import importlib.util
import json
import pathlib
import random
import struct
import sys

import numpy

TESTS = pathlib.Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS / name) for name in ("endtoend", "pytorch", "numerics/rules", "numerics")]

import arrays  # noqa: E402
import conditioning  # noqa: E402
import examples  # noqa: E402
from program import digits  # noqa: E402

DIVERGED = 3
# Of probabilities, and of values as a share of the largest one or of 1.
TOLERANCE = 1e-5


def module(name, path):
    """A module by its path."""
    spec = importlib.util.spec_from_file_location(name, path)
    found = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(found)
    return found


# Both folders have a drawing.py.
of_pytorch = module("drawing_of_pytorch", TESTS / "pytorch" / "drawing.py")
of_numerics = module("drawing_of_numerics", TESTS / "numerics" / "drawing.py")


class Network:
    """A trained run, its test examples x[N, …] as the data have them, and what it answers: classes[N]
    and their probabilities[N], or values[N] of the first output."""

    def __init__(self, program, run, x=None):
        self.program, self.run = program, run
        self.definition = program.definition(run)
        rows = program.rows(run, "predictions.csv")
        self.indices = [int(row["index"]) for row in rows]
        self.x = raw(program, self.definition, self.indices) if x is None else x
        self.has_classes = "probability" in rows[0]
        self.answers = numpy.array([float(row["prediction"]) for row in rows])
        self.probabilities = numpy.array(
            [float(row["probability"]) for row in rows]) if self.has_classes else None

    def difference(self, outputs):
        """The largest difference of what another program answers, outputs[N, K], from ours; and how
        many classes are not the same, but for ties of less than the tolerance."""
        outputs = numpy.asarray(outputs)
        if outputs.shape[0] != len(self.x):
            return numpy.inf, len(self.x)
        if not self.has_classes:
            scale = max(1, numpy.abs(self.answers).max())
            return _largest(outputs[:, 0] - self.answers) / scale, 0
        chosen = self.answers.astype(int)
        of_chosen = outputs[range(len(outputs)), chosen]
        # What a loss of values learns of classes are no probabilities, and may be large.
        scale = max(1, numpy.abs(self.probabilities).max())
        wrong = (outputs.max(1) - of_chosen > 2 * TOLERANCE * scale).sum()
        return _largest(of_chosen - self.probabilities) / scale, int(wrong)

    def mistakes(self, outputs):
        """What is wrong with another program's answers, or nothing; and the largest difference."""
        difference, wrong = self.difference(outputs)
        found = [f"{wrong} classes of {len(self.x)} differ"] if wrong else []
        if not difference <= TOLERANCE:
            rounding = conditioning.of_rounding(self.in_pytorch(), self.x)
            sentence = f"answers differ by {difference:.3g}, and float32 may by {rounding:.3g}"
            if difference <= rounding:
                print(sentence)
            else:
                found.append(sentence)
        return found, difference

    def in_pytorch(self):
        """The torch.nn.Module that bench exports."""
        folder = self.program.workspace / f"{self.run}-module"
        self.program.expect("export", self.run, "--to", "pytorch", "-o", folder)
        return module("model", folder / "model.py").load()


def _largest(differences):
    return float(numpy.abs(differences).max()) if len(differences) else 0.0


def raw(program, definition, indices):
    """Examples of the test part as the files have them."""
    dataset, folder = definition["dataset"], program.workspace
    name = dataset["name"]
    if name == "mnist":
        pixels = numpy.frombuffer(digits("t10k")[0], numpy.uint8).reshape(-1, 1, 28, 28)
        return pixels[indices]
    if name == "idx":
        return idx(folder / dataset["files"]["test_images"])[:, None][indices]
    if name == "csv" and "test" in dataset["files"]:
        rows = list(csv.reader((folder / dataset["files"]["test"]).open()))
        rows = rows[1:] if dataset.get("header", True) else rows
        labels = dataset.get("label", -1)
        width = len(rows[0]) - (len(labels) if isinstance(labels, list) else 1)
        return numpy.array([row[:width] for row in rows], numpy.float32)[indices]
    if name in ("csv", "npy"):
        return arrays.read(dataset, folder)[0][indices]
    return numpy.ascontiguousarray(examples.parts(definition, folder)[2].x)


def idx(path):
    data = path.read_bytes()
    rank = data[3]
    sides = struct.unpack(f">{rank}I", data[4:4 + 4 * rank])
    return numpy.frombuffer(data, numpy.uint8, offset=4 + 4 * rank).reshape(sides)


def drawn(program, seed, number):
    """Trains a network that is a pure function of seed and number; None if it diverges. Returns the
    network and its definition."""
    if number % 2:
        drawing = of_pytorch.Experiment(seed, number, program.workspace)
        drawing.definition["training"].pop("log_every_steps", None)
        drawing.definition.pop("checkpoint")
    else:
        drawing = of_numerics.Drawing(seed, number, program.workspace)
        # Of outputs in the hundreds float32 has no five digits of a probability.
        last = [layer for layer in drawing.definition["architecture"] if layer.get("type") == "linear"][-1]
        if last.get("init") == {"type": "normal", "std": 4}:
            last.pop("init")
    name = f"drawn-{number}"
    (program.experiments / f"{name}.json").write_text(json.dumps(drawing.definition))
    done = program.run("run", name, "--name", name, "--quiet")
    if done.returncode == DIVERGED:
        return None, drawing.definition
    if done.returncode:
        raise RuntimeError(f"exit {done.returncode}: {done.stderr}")
    network = Network(program, name)
    answers = network.probabilities if network.has_classes else network.answers
    return (network if numpy.isfinite(answers).all() else None), drawing.definition


SHIPPED = {
    "lenet5-sgd": ["--epochs", "1"],
    "lenet5-99": ["--epochs", "1", "--set", "dataset.subset.train=[0,2000]"],
    "mlp-nll": ["--epochs", "1", "--set", "dataset.subset.train=[0,2000]"],
    "mlp-sgd": ["--epochs", "1", "--set", "dataset.subset.train=[0,2000]"],
    "cnn3-bce": [],
    "mnist-dscnn": ["--epochs", "1", "--set", "dataset.subset.train=[0,640]",
                    "--set", "dataset.subset.test=[0,1000]"],
    "xor-mlp": ["--epochs", "200"],
    "linear-regression": [],
}


def shipped(program, name):
    """Trains a shipped experiment for a short time."""
    return Network(program, program.expect("run", name, "--quiet", *SHIPPED[name]).strip())


def tables(program):
    """Trains on tables whose fields become numbers in more than one way; yields what that is, and
    the network with the numbers that an exported one takes."""
    draw = random.Random(5)
    yield "categories and missing numbers", _prices(program, draw)
    for name, normalize, whole in (("pixels", "unit", True), ("pixels, standardised", "standard", True),
                                   ("divided numbers", "standard", False)):
        yield name, _pixels(program, draw, normalize, whole)


def _trained(program, name, definition, rows, x):
    for part, lines in rows.items():
        (program.workspace / f"{name}-{part}.csv").write_text(
            "".join(",".join(map(str, line)) + "\n" for line in lines))
    definition["dataset"] |= {
        "name": "csv", "files": {part: f"{name}-{part}.csv" for part in rows}}
    definition |= {"optimizer": {"type": "sgd", "learning_rate": 0.02},
                   "training": {"epochs": 5, "batch_size": 8}}
    (program.experiments / f"{name}.json").write_text(json.dumps(definition))
    program.expect("run", name, "--name", name, "--quiet")
    return Network(program, name, numpy.array(x, numpy.float32))


def _prices(program, draw):
    colours, rows, x = ("blue", "green", "red"), {}, []
    for part, count in (("train", 60), ("test", 30)):
        rows[part] = [("size", "colour", "age", "price")]
        for _ in range(count):
            size, age = round(draw.uniform(1000, 1010), 2), round(draw.uniform(0, 9), 1)
            colour, is_known = draw.choice(colours), draw.random() < 0.8
            price = round(50 * (size - 1000) - 9 * age + 30 * len(colour) + 2000, 2)
            rows[part].append((size, colour, age if is_known else "", price))
            if part == "test":
                x.append([size, *(float(colour == own) for own in colours),
                          age if is_known else numpy.nan])
    return _trained(program, "prices", {
        "dataset": {"label": ["price"], "missing": "mean", "categories": "auto",
                    "normalize": "standard", "scale_targets": True},
        "architecture": [{"type": "linear", "out_features": 6}, {"type": "silu"},
                         {"type": "linear", "out_features": 1}],
        "loss": {"type": "huber"}}, rows, x)


def _pixels(program, draw, normalize, whole):
    rows, x = {}, []
    for part, count in (("train", 60), ("test", 30)):
        rows[part] = [(*(f"p{i}" for i in range(36)), "class")]
        for _ in range(count):
            label = draw.randrange(3)
            pixels = [draw.randrange(60 * (label + 1)) + (0 if whole else 0.25) for _ in range(36)]
            rows[part].append((*pixels, label))
            if part == "test":
                x.append(numpy.reshape(pixels, (1, 6, 6)))
    network = _trained(program, f"pixels-{normalize}-{'whole' if whole else 'parts'}", {
        "dataset": {"classes": 3, "shape": [1, 6, 6], "scale": 255 if whole else 100,
                    "normalize": normalize},
        "architecture": [{"type": "conv2d", "out_channels": 4, "kernel_size": 3}, {"type": "elu"},
                         {"type": "flatten"}, {"type": "linear", "out_features": 3}],
        "loss": {"type": "softmax_cross_entropy"}}, rows, x)
    if whole:
        network.x = network.x.astype(numpy.uint8)
    return network


def check_drawn(program, tally, options, mistakes):
    """Checks each of the drawn networks that are asked for; `mistakes(network, number)` returns what is
    wrong with its export."""
    seen = collections.Counter()
    numbers = range(1, options.networks + 1) if options.only is None else [options.only]
    for number in numbers:
        network, definition = drawn(program, options.seed, number)
        if network is None:
            print(f"network {number} diverged")
            continue
        found = mistakes(network, number)
        seen.update(set(kinds(definition)))
        tally.check(f"network {number} (--seed {options.seed} --only {number})", not found,
                    "; ".join(found))
        if found:
            print(json.dumps(definition))
    print("exported:", ", ".join(f"{kind} {count}" for kind, count in sorted(seen.items())))


def check_tables(program, tally, worst, load):
    """Checks networks that learnt from tables; `load(network)` exports one, and returns a function of
    raw examples."""
    for name, network in tables(program):
        found, difference = network.mistakes(load(network)(network.x))
        worst["tables"] = max(worst["tables"], difference)
        tally.check(f"a table of {name}", not found, "; ".join(found) or f"differs by {difference:.2g}")


def kinds(definition):
    """What a definition exercises: layers, the loss, and settings that change an answer."""
    for layer in definition["architecture"]:
        for part in layer.get("layers", [layer]):
            yield part["type"]
            yield from (key for key in ("groups", "dilation") if key in part)
        if "repeat" in layer:
            yield "repeat"
    yield definition["loss"]["type"]
    dataset = definition["dataset"]
    yield from (key for key in ("padding", "scale_targets") if dataset.get(key))
    yield dataset.get("normalize", "unit")
    if "ema" in definition["training"]:
        yield "ema"


def fresh_seed():
    return random.SystemRandom().randrange(10**6)
