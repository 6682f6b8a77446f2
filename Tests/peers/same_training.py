#!/usr/bin/env python3
"""Whether the peers that train_speed.py times train what bench trains.

    python3 Tests/peers/same_training.py .build/release/bench [--only NAME]… [--without PEER]…

Of every workload bench, and each peer in each form, take the same first weights (bench's
checkpoint of step 0) two epochs on over the same examples in the same order, 3 batches and a part
of one, at a constant tenth or less of the experiment's rate; dropout, whose masks are each library's own,
is set to 0. Then the weights are compared, tensor by tensor: how far a peer's are from bench's, as
a share of how far bench's moved. And each evaluates bench's last weights on 100 test examples: the
loss and the right answers are compared with metrics.csv.

A quick look, in some twenty seconds: `--only lenet5-batch128 --without compile`.

The last line is `N passed, M failed`; the exit code is 1 if any failed.
"""

import argparse
import json
import pathlib
import sys

import numpy

from graphs import expanded
from peer import PEERS, WARM_UP_SECONDS, Died, Peer, TooSlow, present_forms
from workloads import WORKLOADS, examples, words

from program import Program, tensors  # Found by workloads.
from tally import Tally

EPOCHS = 2
TESTED = 100
# Float32 sums in another order, over some steps; a wrong rule moves weights by tenths and more.
NEAR = 1e-3
# Adam moves a weight whose gradient is nearly 0 as far as any other, whichever its sign. Before a
# batch norm gradients nearly cancel: PyTorch's own two layouts are hundredths of a move apart.
COARSE_NEAR = 5e-2
NEAR_LOSS = 1e-5


def without_dropout(architecture):
    return [layer | {"p": 0} if layer.get("type") == "dropout" else layer
            for layer in architecture]


def trained(program, workload):
    """The definition that peers are to train by, and the run in which bench did."""
    file = program.experiments / f"{workload.experiment}.json"
    shipped = json.loads(file.read_text())
    settings = {"architecture": shipped["architecture"]} \
        | workload.settings_in(program, TESTED) | {
        "schedule": {"type": "constant"}, "training.epochs": EPOCHS, "training.shuffle": False,
        "checkpoint.every_epochs": EPOCHS,
        "optimizer.learning_rate": workload.checked_rate * shipped["optimizer"]["learning_rate"]}
    settings["architecture"] = without_dropout(settings["architecture"])
    size = settings.get("training.batch_size", shipped["training"]["batch_size"])
    subset = {"train": [0, size * 7 // 2], "test": [0, TESTED]}
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


def answer(program, form, definition, part, first):
    """What a pass from these weights leaves: weights, and the result of an evaluation."""
    given, taken = (program.workspace / name for name in ("given.npz", "taken.npz"))
    numpy.savez(given, **first)
    taken.unlink(missing_ok=True)
    job = {"definition": definition, "part": part, "threads": 2, "seconds": 0,
           "pass_epochs": EPOCHS, "weights": str(given), "answer": str(taken)}
    with Peer(form, job, WARM_UP_SECONDS), numpy.load(taken) as file:
        found = dict(file)
    return found.pop("result"), found


def check_training(tally, name, definition, found, first, last):
    """The tensor that is farthest off decides."""
    kinds = {layer["type"] for layer in expanded(definition["architecture"])}
    coarse = definition["optimizer"]["type"] != "sgd" or "batch_norm" in kinds
    near = COARSE_NEAR if coarse else NEAR
    worst, where = max(
        (numpy.linalg.norm(found[key] - last[key])
         / max(numpy.linalg.norm(last[key] - first[key]), 1e-12), key) for key in last)
    tally.check(f"{name}: bench's weights", found.keys() == last.keys() and worst < near,
                f"{where} off by {worst:.1e} of its move")


def check_evaluation(tally, name, definition, program, run, result):
    row = program.rows(run, "metrics.csv")[-1]
    count = len(program.rows(run, "predictions.csv"))
    loss, told = result[0] / count, float(row["test_loss"])
    tally.check(f"{name}: bench's test loss", abs(loss - told) <= NEAR_LOSS * max(1, abs(told)),
                f"{loss:.7f}, bench {told:.7f}")
    if definition["loss"]["type"] != "mse":
        right = float(row["test_accuracy"]) * count
        tally.check(f"{name}: bench's right answers", abs(result[1] - right) < 0.5,
                    f"{result[1]:.0f} of {count}")


def main():
    parser = argparse.ArgumentParser(description="Whether peers train what bench trains.")
    parser.add_argument("bench", nargs="?", default=".build/release/bench", type=pathlib.Path)
    parser.add_argument("--only", action="append", default=[],
                        choices=[workload.name for workload in WORKLOADS])
    parser.add_argument("--without", action="append", default=[], choices=PEERS)
    options = parser.parse_args()
    program, tally = Program(options.bench), Tally()
    forms = present_forms(options.without)
    for workload in WORKLOADS:
        if options.only and workload.name not in options.only:
            continue
        with tally.part(workload.name):
            definition, run = trained(program, workload)
            first, last = (weights(program.checkpoints(run)[place]) for place in (0, -1))
            for form in forms:
                for part in ("train", "test"):
                    if not form.suits(definition, part) or (
                            workload.evaluates and part == "train"):
                        continue
                    name = f"{workload.name}, {form}"
                    try:
                        result, found = answer(
                            program, form, definition, part, first if part == "train" else last)
                    except (Died, TooSlow) as error:
                        tally.check(f"{name} answers", False, str(error))
                        continue
                    if part == "train":
                        check_training(tally, name, definition, found, first, last)
                    else:
                        check_evaluation(tally, name, definition, program, run, result)
    print(tally.totals)
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
