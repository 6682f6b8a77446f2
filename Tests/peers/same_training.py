#!/usr/bin/env python3
"""Whether the peers that train_speed.py times train what bench trains.

    python3 Tests/peers/same_training.py .build/release/bench [--only PATTERN]…
                                         [--without PEER]… [--warm-up 120]

Of every workload bench, and each peer in each form, take the same first weights (bench's
checkpoint of step 0) two epochs on over the same examples in the same order, 3 batches and a part
of one, at a constant tenth or less of the experiment's rate; dropout, whose masks are each
library's own, is set to 0. Then the weights are compared, tensor by tensor: how far a peer's are
from bench's, as a share of how far bench's moved. And each evaluates bench's last weights on 100
test examples: the loss and the right answers are compared with metrics.csv.

A network with `batch_norm` and SGD is checked twice. Gradients before a batch norm are sums over
all positions of all examples, in which nearly everything cancels. Where rounding moves one of
millions of values across relu's 0, or decides between two equal values of a max pool, such a sum
changes by thousandths of its value, in the first step, and then grows: PyTorch's two layouts end
hundredths of a move apart, as far as a wrong momentum would bring them. So the network is first
trained with gelu in place of relu and averages in place of maxima, where nothing jumps: float64 and
every float32 are then 2e-4 or less of a move apart. An epsilon of 1e-3 in place of 1e-5 is 4e-3 or
more, a momentum of 0.89 in place of 0.9 is 2e-2; that both are found is checked with the first
form. The network as it is timed follows, with a coarse limit. What rounding a weight to a float32
at each step explains is not counted: a scale of a batch norm, which begins at 1, moves little more.

A quick look, in some twenty seconds: `--only lenet5-batch128 --without compile`.

The last line is `N passed, M failed`; the exit code is 1 if any failed.
"""

import argparse
import dataclasses
import json
import pathlib
import sys

import numpy

from graphs import expanded
from peer import PEERS, WARM_UP_SECONDS, Died, Peer, TooSlow, present_forms
from workloads import chosen, examples, words

from program import Program, tensors  # Found by workloads.
from tally import Tally

EPOCHS = 2
BATCHES = 3.5  # Of an epoch.
STEPS = 8
TESTED = 100
# Float32 sums in another order, over some steps; a wrong rule moves weights by tenths and more.
NEAR = 1e-3
# With batch_norm, where no derivative jumps.
SMOOTH_NEAR = 5e-4
# With batch_norm and jumps; and Adam moves a weight whose gradient is nearly 0 as far as any other,
# whichever its sign.
COARSE_NEAR = 5e-2
ROUNDING = 2**-24  # A step's, as a share of a weight.
NEAR_LOSS = 1e-5
SMOOTH = {"relu": {"type": "gelu"}, "max_pool2d": {"type": "avg_pool2d"}}
SMOOTH_RATE = 0.1  # Of the experiment's.
# Rules that are to be found wrong.
WRONG_EPSILON, WRONG_MOMENTUM = 1e-3, 0.89


def replaced(architecture, changes):
    """The layers, with those of some types changed."""
    return [layer | ({"layers": replaced(layer["layers"], changes)} if "layers" in layer
                     else changes.get(layer["type"], {}))
            for layer in architecture]


def trained(program, workload, smooth=False):
    """The definition that peers are to train by, and the run in which bench did; `smooth`: with
    layers that have no jumps."""
    file = program.experiments / f"{workload.experiment}.json"
    shipped = json.loads(file.read_text())
    rate = SMOOTH_RATE if smooth else workload.checked_rate
    settings = {"architecture": shipped["architecture"]} | workload.settings_in(program) | {
        "schedule": {"type": "constant"}, "training.epochs": EPOCHS, "training.shuffle": False,
        "checkpoint.every_epochs": EPOCHS,
        "optimizer.learning_rate": rate * shipped["optimizer"]["learning_rate"]}
    settings["architecture"] = replaced(
        settings["architecture"], {"dropout": {"p": 0}} | (SMOOTH if smooth else {}))
    size = settings.get("training.batch_size", shipped["training"]["batch_size"])
    subset = {"train": [0, int(size * BATCHES)], "test": [0, TESTED]}
    drawn = {"name": "linear_regression", "subset": subset}
    if workload.examples:
        settings["dataset.subset"] = subset
    elif workload.experiment == drawn["name"].replace("_", "-"):
        settings["dataset"] = points(program, drawn)
    run = program.expect("run", workload.experiment, "--quiet", *words(settings)).strip()
    definition = program.definition(run)
    has_points = settings.get("dataset", {}).get("name") == "csv"
    return definition | ({"dataset": drawn} if has_points else {}), run


def points(program, dataset):
    """The drawn points as a data set of bench's."""
    for part in ("train", "test"):
        x, values = examples({"dataset": dataset}, part)
        rows = [",".join(map(repr, map(float, row))) for row in numpy.hstack([x, values])]
        (program.workspace / f"{part}.csv").write_text("\n".join(["a,b,c,y", *rows, ""]))
    return {"name": "csv", "files": {"train": "train.csv", "test": "test.csv"}, "label": "y"}


def weights(path):
    """A checkpoint's model as {"0.weight": array}."""
    return {name.removeprefix("model."): numpy.frombuffer(data, numpy.float32).reshape(shape)
            for name, (shape, data) in tensors(path).items() if name.startswith("model.")}


def answer(program, form, definition, part, first, limit):
    """What a pass from these weights leaves: weights, and the result of an evaluation. `limit`:
    seconds that it may take."""
    given, taken = (program.workspace / name for name in ("given.npz", "taken.npz"))
    numpy.savez(given, **first)
    taken.unlink(missing_ok=True)
    job = {"definition": definition, "part": part, "threads": 2, "seconds": 0,
           "pass_epochs": EPOCHS, "weights": str(given), "answer": str(taken)}
    with Peer(form, job, limit), numpy.load(taken) as file:
        found = dict(file)
    return found.pop("result"), found


def farthest(found, first, last, rounding):
    """How far the tensor that is farthest off is, as a share of its move; and its name. `rounding`:
    a share of the weights that is not counted."""
    def off(key):
        distance, move = (numpy.linalg.norm(last[key] - other[key]) for other in (found, first))
        return max(0, distance - rounding * numpy.linalg.norm(last[key])) / max(move, 1e-12)

    return max((off(key), key) for key in last)


@dataclasses.dataclass(frozen=True)
class Case:
    """A network after bench's training."""

    program: Program
    name: str
    definition: dict
    run: str
    near: float
    rounding: float
    limit: float  # Seconds that a peer may take.

    def weights(self, place):
        return weights(self.program.checkpoints(self.run)[place])

    def check(self, tally, form, part):
        name, first, last = f"{self.name}, {form}", self.weights(0), self.weights(-1)
        result, found = answer(
            self.program, form, self.definition, part, first if part == "train" else last,
            self.limit)
        if part == "test":
            self.check_evaluation(tally, name, result)
            return
        worst, where = farthest(found, first, last, self.rounding)
        tally.check(f"{name}: bench's weights", found.keys() == last.keys() and worst < self.near,
                    f"{where} off by {worst:.1e} of its move")

    def check_evaluation(self, tally, name, result):
        row = self.program.rows(self.run, "metrics.csv")[-1]
        count = len(self.program.rows(self.run, "predictions.csv"))
        loss, told = result[0] / count, float(row["test_loss"])
        tally.check(f"{name}: bench's test loss", abs(loss - told) <= NEAR_LOSS * max(1, abs(told)),
                    f"{loss:.7f}, bench {told:.7f}")
        if self.definition["loss"]["type"] != "mse":
            right = float(row["test_accuracy"]) * count
            tally.check(f"{name}: bench's right answers", abs(result[1] - right) < 0.5,
                        f"{result[1]:.0f} of {count}")

    def check_wrong_rules(self, tally, form):
        """A peer with a wrong rule has to be told from bench."""
        first, last = self.weights(0), self.weights(-1)
        architecture = replaced(
            expanded(self.definition["architecture"]), {"batch_norm": {"eps": WRONG_EPSILON}})
        optimizer = self.definition["optimizer"] | {"momentum": WRONG_MOMENTUM}
        for rule, change in (("epsilon", {"architecture": architecture}),
                             ("momentum", {"optimizer": optimizer})):
            _, found = answer(self.program, form, self.definition | change, "train", first,
                              self.limit)
            worst, where = farthest(found, first, last, self.rounding)
            tally.check(f"{self.name}, {form}: a wrong {rule} is found", worst > 2 * self.near,
                        f"{where} off by {worst:.1e} of its move")


def cases(program, workload, limit):
    """The network as it is timed; before it, with a batch norm and SGD, one that has no jumps."""
    definition, run = trained(program, workload)
    layers = expanded(definition["architecture"])
    normalizes = any(layer["type"] == "batch_norm" for layer in layers)
    is_plain = definition["optimizer"]["type"] == "sgd"
    rounding = STEPS * ROUNDING if normalizes else 0
    if is_plain and normalizes:
        yield Case(program, f"{workload.name}, smooth", *trained(program, workload, smooth=True),
                   SMOOTH_NEAR, rounding, limit)
    near = NEAR if is_plain and not normalizes else COARSE_NEAR
    yield Case(program, workload.name, definition, run, near, rounding, limit)


def check(tally, program, workload, forms, limit):
    parts = ("test",) if workload.evaluates else ("train", "test")
    for case in cases(program, workload, limit):
        for form in forms:
            try:
                for part in parts:
                    if form.suits(case.definition, part):
                        case.check(tally, form, part)
            except (Died, TooSlow) as error:
                tally.check(f"{case.name}, {form} answers", False, str(error))
        if case.near == SMOOTH_NEAR and forms:
            case.check_wrong_rules(tally, forms[0])


def main():
    parser = argparse.ArgumentParser(description="Whether peers train what bench trains.")
    parser.add_argument("bench", nargs="?", default=".build/release/bench", type=pathlib.Path)
    parser.add_argument("--only", action="append", default=[], metavar="PATTERN")
    parser.add_argument("--without", action="append", default=[], choices=PEERS)
    parser.add_argument("--warm-up", type=float, default=WARM_UP_SECONDS, metavar="SECONDS")
    options = parser.parse_args()
    program, tally = Program(options.bench), Tally()
    forms = present_forms(options.without)
    for workload in chosen(options.only):
        with tally.part(workload.name):
            check(tally, program, workload, forms, options.warm_up)
    print(tally.totals)
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
