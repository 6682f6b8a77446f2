#!/usr/bin/env python3
"""How fast bench trains, beside PyTorch eager on the same threads in the same minutes.

    pip install torch==2.13.0+cpu numpy
    swift build -c release
    python3 Tests/peers/train_speed.py [--bench .build/release/bench] [--rounds 5] [--threads 2]
                                       [--only NAME]…

The machine has to be quiet. Each round trains a network for some epochs with PyTorch, then with
bench, on the same digits in the same batches, and takes the best epoch of each (without the first,
which warms up; evaluation is in neither). The table gives examples per second and their ratio:
least, median and greatest over the rounds. PyTorch holds all images in memory, already
normalised; bench gathers them from bytes, as it always does.
"""

import argparse
import json
import pathlib
import statistics
import sys
import time

import numpy
import torch

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "endtoend"))

from program import Program  # noqa: E402
from torch_agrees import images, network  # noqa: E402

EPOCHS = 4

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
# Name: examples, batch, architecture (that of lenet5-sgd where there is none).
NETWORKS = {
    "lenet5-batch128": (10_000, 128, None),
    "lenet5-batch32": (10_000, 32, None),
    "mlp-1024-512-256-10-batch128": (10_000, 128, MLP),
    "cnn-16-32-10-batch32": (2_000, 32, CNN),
}


def torch_speed(definition):
    """Examples per second of PyTorch's best epoch."""
    dataset, batch = definition["dataset"], definition["training"]["batch_size"]
    x, labels = images(dataset, "train", numpy.arange(*dataset["subset"]["train"]))
    model = network(definition["architecture"], x.shape[1:])
    optimizer = torch.optim.SGD(model.parameters(), lr=definition["optimizer"]["learning_rate"])
    best = 0.0
    for epoch in range(EPOCHS + 1):
        start = time.perf_counter()
        order = torch.randperm(len(x))
        for first in range(0, len(x), batch):
            chosen = order[first:first + batch]
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(x[chosen]), labels[chosen]).backward()
            optimizer.step()
        speed = len(x) / (time.perf_counter() - start)
        best = max(best, speed if epoch > 0 else 0.0)
    return best


def arguments_of(name, threads):
    examples, batch, architecture = NETWORKS[name]
    values = {"dataset.subset": {"train": [0, examples], "test": [0, 16]},
              "training.batch_size": batch}
    if architecture:
        values["architecture"] = architecture
    settings = [word for path, value in values.items()
                for word in ("--set", f"{path}={json.dumps(value)}")]
    return ["run", "lenet5-sgd", "--quiet", "--threads", threads, "--epochs", EPOCHS + 1, *settings]


def bench_speed(program, name, threads):
    """Examples per second of bench's best epoch, and the run."""
    run = program.expect(*arguments_of(name, threads)).strip()
    rows = program.rows(run, "timing.csv")
    return max(float(row["examples_per_second"]) for row in rows[1:]), run


def spread(values, form):
    """Least, median and greatest."""
    return "  ".join(f"{value:{form}}" for value in
                     (min(values), statistics.median(values), max(values)))


def measure(program, name, options):
    torch_speeds, bench_speeds = [], []
    for _ in range(options.rounds):
        time.sleep(1)  # PyTorch's threads spin for a while before they sleep.
        speed, run = bench_speed(program, name, options.threads)
        bench_speeds.append(speed)
        torch_speeds.append(torch_speed(program.definition(run)))
    ratios = [ours / theirs for ours, theirs in zip(bench_speeds, torch_speeds)]
    print(f"{name:30}  {spread(bench_speeds, '9,.0f')}  {spread(torch_speeds, '9,.0f')}  "
          f"{spread(ratios, '6.2f')}  {program.record(run)['isa']}", flush=True)


def main():
    parser = argparse.ArgumentParser(description="bench beside PyTorch.")
    parser.add_argument("--bench", default=".build/release/bench")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", action="append", choices=NETWORKS, default=[])
    options = parser.parse_args()
    torch.set_num_threads(options.threads)
    print(f"examples/s, {options.threads} threads, {options.rounds} rounds: "
          f"least, median, greatest; PyTorch {torch.__version__}")
    print(f"{'network':30}  {'bench':31}  {'PyTorch':31}  {'ratio':22}  instruction set")
    program = Program(options.bench)
    for name in options.only or NETWORKS:
        measure(program, name, options)


main()
