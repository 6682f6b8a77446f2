#!/usr/bin/env python3
"""How bench's speed of training grows with the batch, the network's width, the threads and the
number of examples: for each a table in Markdown and a plot in plain text, of LeNet-5 and an MLP.

    swift build -c release
    python3 Tests/peers/growth.py .build/release/bench [--only batch|width|threads|examples]…
                                  [--seconds 1] [--threads N]

The machine has to be quiet. A point is a training of about --seconds: the median over its epochs,
without the first, of timing.csv's examples_per_second, which counts a whole epoch of training as
its user gets it, and neither start-up nor evaluation. All together take less than two minutes on
two cores. FLOP are those that `bench show` tells, 2 a multiply-add of convolutions and linear
layers.
"""

import argparse
import dataclasses
import json
import os
import pathlib
import statistics
import sys

import workloads
from text_plot import plot

from program import Program  # Found by workloads.

FEWEST_EPOCHS, MOST_EPOCHS = 3, 10_000
PROBED = 256


def lenet5(width):
    """LeNet-5 with so many times its channels and features."""
    def convolution(channels):
        return [{"type": "conv2d", "out_channels": channels * width, "kernel_size": 5},
                {"type": "tanh"}]

    pool = {"type": "avg_pool2d", "kernel_size": 2}
    return [*convolution(6), pool, *convolution(16), pool, *convolution(120), {"type": "flatten"},
            {"type": "linear", "out_features": 84 * width}, {"type": "tanh"},
            {"type": "linear", "out_features": 10}]


def mlp(width):
    """Two hidden layers: 1024 and 512 features at 16 times the width."""
    return [{"type": "flatten"},
            {"type": "linear", "out_features": 64 * width}, {"type": "relu"},
            {"type": "linear", "out_features": 32 * width}, {"type": "relu"},
            {"type": "linear", "out_features": 10}]


NETWORKS = {"LeNet-5": lenet5, "MLP": mlp}
USUAL_WIDTH = {"LeNet-5": 1, "MLP": 8}


@dataclasses.dataclass
class Point:
    threads: int
    batch: int = 128
    width: int | None = None  # Nothing: the usual one.
    examples: int | None = None  # Nothing: as many as the time allows.


@dataclasses.dataclass(frozen=True)
class Piece:
    values: list
    title: str
    axis: str
    detail: str  # What a row tells beside examples/s.
    plots_seconds: bool = False  # Of an epoch, in place of examples/s.

    def plot(self, found):
        if not self.plots_seconds:
            return plot(found, self.axis, "examples/s")
        return plot({network: [(value, value / rate) for value, rate in line]
                     for network, line in found.items()}, self.axis, self.detail)


def pieces(threads):
    counts = sorted({*(2**power for power in range(12) if 2**power < threads), threads})
    return {
        "batch": Piece([4**power for power in range(7)], "Batch size, {} threads",
                       "examples a batch", "us a step"),
        "width": Piece([2**power for power in range(5)], "Width of the network, batch 128, {} "
                       "threads", "times the width", "GFLOP/s"),
        "threads": Piece(counts, "Threads, batch 128", "threads", "speed-up"),
        "examples": Piece([1000, 2000, 5000, 10_000, 20_000, 60_000], "Number of examples, batch "
                          "128, {} threads", "examples", "s an epoch", plots_seconds=True),
    }


class Gauge:
    """Measures points, each in about so many seconds."""

    def __init__(self, program, seconds):
        self.program, self.seconds = program, seconds

    def words(self, network, point, examples):
        width = point.width or USUAL_WIDTH[network]
        return workloads.words({
            "architecture": NETWORKS[network](width), "training.batch_size": point.batch,
            "dataset.subset": {"train": [0, examples], "test": [0, 16]}})

    def rate(self, network, point):
        """Examples a second."""
        examples = point.examples
        if examples is None:
            # The slowest points have to stay in their time: a look at the speed, then the size.
            fewest = max(PROBED, 2 * point.batch)
            probe = self.rate_of(network, point, fewest, FEWEST_EPOCHS)
            wanted = probe * self.seconds / FEWEST_EPOCHS
            examples = int(min(10_000, max(fewest, wanted))) // point.batch * point.batch
        else:
            probe = self.rate_of(network, point, min(examples, 1000), FEWEST_EPOCHS)
        epochs = round(self.seconds * probe / examples)
        return self.rate_of(
            network, point, examples, min(MOST_EPOCHS, max(FEWEST_EPOCHS, epochs)))

    def rate_of(self, network, point, examples, epochs):
        run = self.program.expect(
            "run", "lenet5-sgd", "--quiet", "--threads", point.threads, "--epochs", epochs + 1,
            "--set", f"checkpoint.every_epochs={epochs + 1}",
            *self.words(network, point, examples)).strip()
        rows = self.program.rows(run, "timing.csv")[1:]
        return statistics.median(float(row["examples_per_second"]) for row in rows)

    def flop(self, network, width):
        """Of training on one example."""
        definition = {"extends": "lenet5-sgd", "architecture": NETWORKS[network](width)}
        (self.program.experiments / "wide.json").write_text(json.dumps(definition))
        told = self.program.expect("show", "wide", "--format", "json")
        return json.loads(told)["training_flop"]


def measured(gauge, name, piece, threads):
    """{network: [(value, examples/s)]}."""
    found = {}
    for network in NETWORKS:
        found[network] = []
        for value in piece.values:
            point = Point(threads=threads)
            setattr(point, name, value)
            found[network].append((value, gauge.rate(network, point)))
    return found


def detail(gauge, name, network, line, place):
    value, rate = line[place]
    if name == "batch":
        return f"{value / rate * 1e6:,.0f}"
    if name == "width":
        return f"{rate * gauge.flop(network, value) / 1e9:,.0f}"
    if name == "threads":
        return f"{rate / line[0][1]:.2f}"
    return f"{value / rate:.3f}"


def table(gauge, name, piece, found):
    header = [piece.axis]
    for network in found:
        header += [f"{network}: examples/s", piece.detail]
    rows = [header, ["---:"] * len(header)]
    for place, value in enumerate(piece.values):
        row = [f"{value:,}"]
        for network, line in found.items():
            row += [f"{line[place][1]:,.0f}", detail(gauge, name, network, line, place)]
        rows.append(row)
    return "\n".join(f"| {' | '.join(row)} |" for row in rows)


def main():
    parser = argparse.ArgumentParser(description="How bench's speed grows.")
    parser.add_argument("bench", nargs="?", default=".build/release/bench", type=pathlib.Path)
    parser.add_argument("--only", action="append", default=[], choices=list(pieces(1)))
    parser.add_argument("--seconds", type=float, default=1)
    parser.add_argument("--threads", type=int, default=os.cpu_count())
    options = parser.parse_args()
    gauge = Gauge(Program(options.bench), options.seconds)
    for name, piece in pieces(options.threads).items():
        if options.only and name not in options.only:
            continue
        found = measured(gauge, name, piece, options.threads)
        print(f"{piece.title.format(options.threads)}\n")
        print(table(gauge, name, piece, found))
        print(f"\n```\n{piece.plot(found)}\n```\n", flush=True)


if __name__ == "__main__":
    sys.exit(main())
