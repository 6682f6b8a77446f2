#!/usr/bin/env python3
"""Trains random networks with the built bench and, step by step, with PyTorch.

    python3 Tests/pytorch/live.py .build/release/bench [--networks 200] [--seed N] [--only NUMBER]

Needs torch, numpy and safetensors. Definitions and data are drawn afresh each time (drawing.py);
the seed is printed. Of every step the learning rate, the loss, the gradient's norm, the weights,
the running statistics, the optimizer's slots and the averages are compared, and of every epoch's
end the test loss, at last predictions.csv; agreement.py says how near they have to be. The last
line says how many networks passed and failed; the exit code is 1 if any failed.
"""

import argparse
import collections
import json
import math
import pathlib
import random
import shutil
import sys
import traceback
import warnings

import numpy
import torch
from safetensors.numpy import load_file

import reference
from agreement import ROUNDING, Step, Twins, allowed, log_rounding, neighbours, ratio
from drawing import LOSSES, Experiment

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "endtoend"))

from program import Program, isas  # noqa: E402

LAYERS = (
    "conv2d", "linear", "max_pool2d", "avg_pool2d", "flatten", "relu", "tanh", "sigmoid",
    "softmax", "dropout", "batch_norm", "layer_norm",
    "group_norm", "adaptive_avg_pool2d", "leaky_relu", "elu", "gelu", "silu", "hard_swish",
    "add", "multiply", "concat")
KINDS = {
    "layer": LAYERS, "loss": LOSSES, "optimizer": ("sgd", "adam", "adamw", "rmsprop"),
    "schedule": ("constant", "step", "exponential", "cosine", "one_cycle", "multi_step",
                 "linear", "plateau"),
    "option": ("frozen", "learning_rate_scale", "ema", "weight_decay_on", "lowered by plateau")}


def checkpoint(path):
    """{"model": {"0.weight": value}, "slots": {"exp_avg": {"0.weight": value}}}, and "ema" as
    "model" if there are averages."""
    found = {"model": {}, "slots": {}}
    for name, value in load_file(path).items():
        kind, _, rest = name.partition(".")
        if kind == "model":
            found["model"][rest] = value.astype(float)
        elif kind == "ema":
            found.setdefault("ema", {})[rest] = value.astype(float)
        elif kind == "optimizer":
            slot, _, rest = rest.partition(".")
            found["slots"].setdefault(slot, {})[rest] = value.astype(float)
    return found


def float32(text):
    """The float32 whose shortest text this is."""
    return float(numpy.float32(text))


class Comparison:
    """One network trained by both; `ratios` are errors as shares of what is allowed, in the order
    in which they were looked at."""

    def __init__(self, program, experiment, run):
        self.program, self.experiment, self.run = program, experiment, run
        self.definition = experiment.definition
        self.twins = Twins(self.definition, experiment.input, experiment.draw.randrange(2**32))
        self.states = [checkpoint(path) for path in program.checkpoints(run)]
        self.ratios = []
        self.note("", "steps", 0 if len(self.states) == experiment.steps + 1 else math.inf)

    def note(self, place, quantity, ratio):
        self.ratios.append((place, quantity, math.inf if math.isnan(ratio) else ratio))

    def compare(self):
        expected = self.rates()
        rows = self.program.rows(self.run, "steps.csv")
        an_epoch = self.experiment.steps // self.experiment.epochs
        for number, row in enumerate(rows):
            start = number % an_epoch * self.experiment.batch
            step = Step(
                self.twins, self.states[number], self.states[number + 1],
                self.examples("train", slice(start, start + self.experiment.batch)), number,
                float32(row["learning_rate"]), expected[number])
            for quantity, value in step.ratios(row).items():
                self.note(f"step {number + 1}, ", quantity, value)
        for epoch, row in enumerate(self.program.rows(self.run, "metrics.csv"), 1):
            self.tested(epoch, float(row["test_loss"]), self.states[epoch * an_epoch])
        return self.ratios

    def examples(self, part, which):
        labels = self.experiment.labels
        return (
            torch.from_numpy(self.experiment.x[part][which]),
            None if labels is None else torch.from_numpy(labels[part][which]),
            torch.from_numpy(self.experiment.values[part][which]))

    def rates(self):
        """Rates are float64's, rounded to float32 once."""
        schedule, base = self.definition["schedule"], self.definition["optimizer"]["learning_rate"]
        watched = [
            float(row[schedule["metric"]]) for row in self.program.rows(self.run, "metrics.csv")
        ] if schedule["type"] == "plateau" else ()
        expected = reference.rates(schedule, base, self.experiment.steps, watched)
        self.is_lowered = bool(watched) and expected[-1] < max(expected)
        for number, row in enumerate(self.program.rows(self.run, "steps.csv")):
            # A cosine's end is 0 but for float64's rounding of the base.
            limit = 1.01 * ROUNDING * abs(expected[number]) + 1e-14 * base
            self.note(
                f"step {number + 1}, ", "learning rate",
                ratio(float32(row["learning_rate"]) - expected[number], limit))
        return expected

    def tested(self, epoch, told, state):
        x, labels, values = self.examples("test", slice(None))
        outputs = self.twins.outputs(state.get("ema", state["model"]), x)
        exact, *rounded = (
            reference.loss(self.definition["loss"], one, labels, values, "none").numpy()
            for one in (*outputs, *neighbours(self.definition["loss"], outputs[0])))
        self.note(f"epoch {epoch}, ", "test loss", ratio(
            told - exact.mean(), allowed(exact, *rounded) + log_rounding(self.definition)))
        if epoch == self.experiment.epochs:
            self.predicted(outputs)

    def predicted(self, outputs):
        if self.definition["loss"]["type"].startswith("softmax_"):
            outputs = [one.softmax(1) for one in outputs]
        elif self.definition["loss"]["type"].endswith("_with_logits"):
            outputs = [one.sigmoid() for one in outputs]
        if self.experiment.has_one_output:
            outputs = [torch.hstack([1 - one, one]) for one in outputs]
        exact, *rounded = (one.double().numpy() for one in outputs)
        limit = allowed(exact, *rounded)
        rows = self.program.rows(self.run, "predictions.csv")
        self.note("", "predictions", 0 if len(rows) == len(exact) else math.inf)
        for number, row in enumerate(rows):
            place, value = f"example {number}, ", exact[number]
            told = float(row["prediction"])
            if self.experiment.is_regression:
                self.note(place, "prediction", ratio(told - value[0], limit))
                continue
            chance = value[int(told)]
            # A class less likely than another by no more than rounding may be told.
            self.note(place, "prediction", ratio(max(value) - chance, 2 * limit))
            self.note(place, "probability", ratio(float(row["probability"]) - chance, limit))


class Totals:
    def __init__(self):
        self.passed = self.failed = 0
        self.drawn = collections.Counter()
        self.worst = {}

    def count(self, definition):
        self.drawn.update(("layer", layer["type"]) for layer in definition["architecture"])
        self.drawn.update(
            (kind, definition[kind]["type"]) for kind in ("loss", "optimizer", "schedule"))
        parts = [*definition["architecture"], definition["training"], definition["optimizer"]]
        self.drawn.update(
            ("option", name) for part in parts for name in KINDS["option"] if name in part)

    def add(self, number, ratios):
        for _, quantity, value in ratios:
            name = quantity.split(" ")[0] if "." in quantity else quantity
            self.worst[name] = max(self.worst.get(name, (0, 0)), (value, number))

    def report(self):
        for kind, names in KINDS.items():
            counts = ", ".join(f"{name} {self.drawn[kind, name]}" for name in names)
            print(f"drawn as {kind}: {counts}")
        print("largest error as a share of what is allowed:")
        for name, (value, number) in self.worst.items():
            print(f"  {name:<14} {value:.3f} in network {number}")


def disagreement(program, experiment, run, number, totals):
    """What PyTorch finds wrong with a run, or nothing."""
    comparison = Comparison(program, experiment, run)
    try:
        ratios = comparison.compare()
    except Exception:
        return traceback.format_exc()
    totals.drawn["option", "lowered by plateau"] += comparison.is_lowered
    totals.add(number, ratios)
    return next(
        (f"{place}{quantity}: {value:.3g} times what is allowed"
         for place, quantity, value in ratios if value > 1), "")


def trial(program, sets, seed, number, totals):
    """Trains and compares one network; returns what is wrong, or nothing."""
    experiment = Experiment(seed, number, program.workspace)
    totals.count(experiment.definition)
    path = program.experiments / f"{experiment.name}.json"
    path.write_text(json.dumps(experiment.definition))
    threads, isa = experiment.draw.choice((1, 2)), experiment.draw.choice(sets)
    done = program.run("run", experiment.name, "--quiet", "--threads", threads, BENCH_ISA=isa)
    wrong = f"exit {done.returncode}: {done.stderr.strip()}" if done.returncode else ""
    if not wrong:
        run = done.stdout.strip()
        wrong = disagreement(program, experiment, run, number, totals)
        shutil.rmtree(program.runs / run)
    if wrong:
        print(f"FAILED  network {number} (--seed {seed} --only {number}), {threads} threads, {isa}")
        print(f"        {wrong}\n        {json.dumps(experiment.definition)}", flush=True)
    return wrong


def main():
    parser = argparse.ArgumentParser(description="Random networks, by bench and by PyTorch.")
    parser.add_argument("bench")
    parser.add_argument("--networks", type=int, default=200)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    parser.add_argument("--only", type=int, help="one of the networks, by its number")
    options = parser.parse_args()
    print(f"seed {options.seed} (repeat with --seed {options.seed})", flush=True)
    torch.set_num_threads(1)
    warnings.filterwarnings("ignore", "Using padding=.same. with even kernel")
    program, totals = Program(options.bench), Totals()
    sets = isas(program)
    numbers = range(1, options.networks + 1) if options.only is None else [options.only]
    for count, number in enumerate(numbers, 1):
        if trial(program, sets, options.seed, number, totals):
            totals.failed += 1
        else:
            totals.passed += 1
        if count % 25 == 0:
            print(f"{count} networks, {totals.failed} failed", flush=True)
    totals.report()
    print(f"{totals.passed} passed, {totals.failed} failed")
    sys.exit(1 if totals.failed or not totals.passed else 0)


if __name__ == "__main__":
    main()
