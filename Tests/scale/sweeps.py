#!/usr/bin/env python3
"""What sweeps cost and find; the figures are printed, each beside its target.

    python3 Tests/scale/sweeps.py .build/release/bench [--only PART]… [--pairs N]

- many: 100 runs of lenet5-sgd with 4 epochs by one sweep, against one process that trains the same
  400 epochs in a row on all processors, in pairs: at most 1.15 times the seconds.
- tpe: the best validation accuracy that tpe finds in a space of four LeNet-5 settings, against random
  with as many points, for 20 seeds of the sweep: better in at least 15.
- halving: the best of a grid of 27 points by halving and by training all to the end: the same point,
  with at most a third of the steps.
"""

import argparse
import json
import pathlib
import resource
import statistics
import subprocess
import tempfile
import time

SUBSET = {"train": [0, 2000], "validation": [9000, 10000], "test": [8000, 10000]}
FEWER = {"train": [0, 500], "validation": [9000, 10000], "test": [8000, 8100]}
SPACE = {"optimizer.learning_rate": {"log_uniform": [0.001, 1]},
         "optimizer.momentum": {"uniform": [0, 0.99]},
         "training.batch_size": {"choice": [16, 32, 64]},
         "architecture.11.out_features": {"integer": [10, 120]}}
ROUNDS, POINTS, SEEDS = 15, 4, 20


class Workspace:
    def __init__(self, bench):
        self.bench = pathlib.Path(bench).resolve()
        self.folder = tempfile.TemporaryDirectory(prefix="bench-sweeps-")
        self.path = pathlib.Path(self.folder.name) / "w"
        self.run("init", self.path, cwd=self.folder.name)

    def run(self, *words, cwd=None):
        done = subprocess.run([self.bench, *map(str, words)], cwd=cwd or self.path, text=True,
                              capture_output=True)
        if done.returncode != 0 and "sweep" not in words:
            raise RuntimeError(done.stderr)
        return done.stdout

    def write(self, name, value):
        (self.path / "experiments" / f"{name}.json").write_text(json.dumps(value))

    def best(self, name):
        return json.loads(self.run("sweep", "best", name, "--format", "json"))

    def steps(self, name):
        return sum(json.loads((run / "run.json").read_text())["summary"]["step"]
                   for run in (self.path / "runs").glob(f"{name}-*"))


def many(bench, options):
    ratios = {"seconds": [], "processor seconds": []}
    for number in range(options.pairs):
        found = {}
        # In turn, so that what else the machine does hits both.
        for kind in ("row", "sweep") if number % 2 == 0 else ("sweep", "row"):
            workspace = Workspace(bench)
            workspace.write("four", {"extends": "lenet5-sgd", "training": {"epochs": 4}})
            workspace.write("long", {"extends": "lenet5-sgd", "training": {"epochs": 400}})
            workspace.write("sweeps/hundred", {"base": "four", "seeds": list(range(1, 101))})
            before, start = processor_seconds(), time.monotonic()
            workspace.run(*(("run", "long", "--quiet") if kind == "row" else
                            ("sweep", "hundred", "--quiet")))
            found[kind] = {"seconds": time.monotonic() - start,
                           "processor seconds": processor_seconds() - before}
        for name, known in ratios.items():
            sweep, row = (found[kind][name] for kind in ("sweep", "row"))
            known.append(sweep / row)
            print(f"many: 100 runs {sweep:.1f} {name}, 400 epochs in a row {row:.1f}, "
                  f"ratio {known[-1]:.3f}", flush=True)
    for name, known in ratios.items():
        print(f"many: median ratio of {name} {statistics.median(known):.3f}, target 1.15")


def processor_seconds():
    """Those of all processes that were waited for."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def tpe(bench, options):
    wins = 0
    workspace = Workspace(bench)
    workspace.write("small", {"extends": "lenet5-sgd", "dataset": {"subset": FEWER},
                              "training": {"epochs": 3}, "checkpoint": {"keep_last": 2}})
    for seed in range(SEEDS):
        workspace.write(f"sweeps/t{seed}", {"base": "small", "seed": seed, "tpe": {
            "rounds": ROUNDS, "points": POINTS, "space": SPACE}})
        workspace.write(f"sweeps/r{seed}", {"base": "small", "seed": seed, "random": {
            "points": ROUNDS * POINTS, "space": SPACE}})
        found = {}
        for kind in "tr":
            workspace.run("sweep", f"{kind}{seed}", "--quiet")
            found[kind] = workspace.best(f"{kind}{seed}")["value"]
        wins += found["t"] > found["r"]
        print(f"tpe: seed {seed}: {found['t']:.4f}, random {found['r']:.4f}", flush=True)
    print(f"tpe: better in {wins} of {SEEDS} seeds with {ROUNDS * POINTS} points, target 15")


def halving(bench, options):
    workspace = Workspace(bench)
    grid = {"optimizer.learning_rate": [0.02, 0.05, 0.1], "optimizer.momentum": [0, 0.5, 0.9],
            "training.batch_size": [32, 64, 128], "training.epochs": [9], "dataset.subset": [SUBSET]}
    workspace.write("sweeps/full", {"base": "lenet5-sgd", "grid": grid})
    workspace.write("sweeps/half", {"base": "lenet5-sgd", "grid": grid,
                                    "halving": {"factor": 3, "min_epochs": 1}})
    for name in ("full", "half"):
        workspace.run("sweep", name, "--quiet")
    best = {name: workspace.best(name) for name in ("full", "half")}
    share = workspace.steps("half") / workspace.steps("full")
    same = best["full"]["values"] == best["half"]["values"]
    print(f"halving: {'the same' if same else 'another'} best of 27 points, {best['half']['value']:.4f} "
          f"and {best['full']['value']:.4f}, with {share:.3f} of the steps, target 0.333")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bench")
    parser.add_argument("--only", action="append", choices=("many", "tpe", "halving"))
    parser.add_argument("--pairs", type=int, default=5)
    options = parser.parse_args()
    for part in (many, tpe, halving):
        if not options.only or part.__name__ in options.only:
            part(options.bench, options)


if __name__ == "__main__":
    main()
