#!/usr/bin/env python3
r"""How fast a sweep is, beside Optuna with PyTorch on the same grid and the same threads.

    pip install torch==2.13.0+cpu numpy optuna \
        --extra-index-url https://download.pytorch.org/whl/cpu
    swift build -c release
    python3 Tests/peers/optuna_grid.py .build/release/bench [--rounds 2] [--threads 2]
                                       [--epochs N] [--only FORM]…

In each round `bench sweep lenet5-grid` trains the 24 points in a new workspace, then Optuna does
in each form in which its users write it (optuna_study.py): the same network, points, examples,
batches and epochs, and a GridSampler. Everything is counted, from the start of the first process to
the end of the last. Everything may use the first --threads processors.

bench does more: it judges the validation and the test part after every epoch, and keeps
checkpoints, tables and answers on the disk. Optuna's objective judges the validation part once, at
its end, and keeps that.

A form's line has the median seconds over the rounds, and the median, least and greatest of its
ratio to bench in a round; the last columns are the processor seconds of one round and their ratio,
which other programs disturb less.

Then it says whether both trained the same: the points, with bench's number of steps and accuracies
near bench's where bench has learnt. First weights and orders are other ones; same_training.py
compares the networks, losses and steps themselves. The exit code is 1 if that is not so.
"""

import argparse
import dataclasses
import itertools
import json
import os
import pathlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time

import workloads  # noqa: F401  Finds the following.

from program import REPOSITORY, Program
from tally import Tally

WANTED = 6
SWEEP = "lenet5-grid"
# Two trainings of a point with other first weights differ by tenths of a point, but by tens of
# points while they have learnt little.
LEARNT, NEAR = 0.95, 0.01
SETTLING_SECONDS = 1


@dataclasses.dataclass(frozen=True)
class Form:
    """A way in which Optuna's users use all processors of one machine."""

    name: str
    processes: bool = False
    jobs: bool = False
    loader: bool = False

    def job(self, threads):
        """n_jobs, PyTorch's threads and the number of processes."""
        split = self.processes or self.jobs
        return {"n_jobs": threads if self.jobs else 1, "threads": 1 if split else threads,
                "loader": self.loader}, threads if self.processes else 1


FORMS = [Form("one trial at a time"), Form("n_jobs", jobs=True), Form("processes", processes=True),
         Form("processes, DataLoader", processes=True, loader=True)]


@dataclasses.dataclass(frozen=True)
class Taken:
    seconds: float
    processor_seconds: float
    points: list


def timed(work):
    """What a call takes, with the processor seconds of the processes that it waited for."""
    before, start = processor_seconds(), time.monotonic()
    points = work()
    return Taken(time.monotonic() - start, processor_seconds() - before, points)


def processor_seconds():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


class Grid:
    """The sweep as both have it."""

    def __init__(self, path, epochs):
        self.path = path
        self.sweep = json.loads((REPOSITORY / "experiments/sweeps" / f"{SWEEP}.json").read_text())
        if epochs:
            self.sweep["grid"]["training.epochs"] = [epochs]
        varying = {key: values for key, values in self.sweep["grid"].items() if len(values) > 1}
        self.axes, self.count = varying, len(list(itertools.product(*varying.values())))
        self.base = None  # bench's resolved definition of a point.

    def bench(self):
        """The sweep's points, in a workspace of its own."""
        program = Program(self.path)
        (program.experiments / "sweeps").mkdir(exist_ok=True)
        (program.experiments / "sweeps" / f"{SWEEP}.json").write_text(json.dumps(self.sweep))

        def points():
            program.expect("sweep", SWEEP, "--quiet")
            return [self.point(program, run.name) for run in program.runs.glob(f"{SWEEP}-*")]

        return timed(points)

    def point(self, program, run):
        record = program.record(run)
        self.base = self.base or program.definition(run)
        return {"values": record["sweep"]["values"], "steps": record["summary"]["step"],
                "accuracy": record["summary"]["metrics"]["validation_accuracy"]["last"]}

    def optuna(self, form, threads, seed, folder):
        """The study's points."""
        job, processes = form.job(threads)
        # Each form has its own study: the journal of another form already holds every point.
        storage = str(folder / f"{form.name}-{seed}.journal") if processes > 1 else None
        job |= {"study": f"grid-{seed}", "storage": storage, "base": self.base, "grid": self.axes}

        def points():
            running = [subprocess.Popen(
                [sys.executable, pathlib.Path(__file__).parent / "optuna_study.py",
                 json.dumps(job | {"seed": seed + number})], stdout=subprocess.PIPE, text=True)
                for number in range(processes)]
            found = [process.communicate()[0] for process in running]
            if any(process.returncode for process in running):
                raise RuntimeError(f"Optuna, {form.name}: an error, see above")
            return max(map(json.loads, found), key=len)

        return timed(points)


class Comparison:
    """What each round took, of bench and of every form."""

    def __init__(self, options):
        self.grid = Grid(options.bench, options.epochs)
        self.options = options
        self.forms = [form for form in FORMS if not options.only or form.name in options.only]
        self.ours, self.theirs = [], {form: [] for form in self.forms}

    def take_round(self, number):
        """In another order each time, so that a disturbance of some seconds hits all alike."""
        time.sleep(SETTLING_SECONDS)
        self.ours.append(self.grid.bench())
        turn = number % len(self.forms)
        with tempfile.TemporaryDirectory() as folder:
            for form in self.forms[turn:] + self.forms[:turn]:
                time.sleep(SETTLING_SECONDS)
                self.theirs[form].append(self.grid.optuna(
                    form, self.options.threads, 100 * number, pathlib.Path(folder)))

    def lines(self):
        """A line for bench and for each form, the fastest first."""
        yield columns("", "seconds", "ratio", "least", "most", "processor s", "ratio")
        processor = statistics.median(taken.processor_seconds for taken in self.ours)
        yield columns(f"bench sweep {SWEEP}", f"{seconds(self.ours):.1f}", "", "", "",
                      f"{processor:.1f}")
        for form in sorted(self.forms, key=lambda form: seconds(self.theirs[form])):
            ratios = [theirs.seconds / ours.seconds
                      for ours, theirs in zip(self.ours, self.theirs[form], strict=True)]
            used = statistics.median(taken.processor_seconds for taken in self.theirs[form])
            yield columns(f"Optuna, {form.name}", f"{seconds(self.theirs[form]):.1f}",
                          f"{statistics.median(ratios):.2f}", f"{min(ratios):.2f}",
                          f"{max(ratios):.2f}", f"{used:.1f}", f"{used / processor:.2f}")

    def check(self, tally):
        """Both trained the same points equally long, to accuracies that are near."""
        ours = by_values(self.ours[0].points)
        tally.check(f"bench trained {self.grid.count} points", len(ours) == self.grid.count)
        for form in self.forms:
            taken = self.theirs[form][0].points
            theirs = by_values(taken)
            # Two processes that begin at once may take one point: the sampler has no lock.
            tally.check(f"{form.name}: bench's points", theirs.keys() <= ours.keys()
                        and len(taken) >= self.grid.count,
                        f"{len(taken)} trainings of {len(theirs)} points")
            tally.check(f"{form.name}: bench's numbers of steps", all(
                theirs[key]["steps"] == ours[key]["steps"] for key in theirs))
            apart = {key: abs(theirs[key]["accuracy"] - ours[key]["accuracy"]) for key in theirs
                     if ours[key]["accuracy"] >= LEARNT}
            name = f"{form.name}: bench's accuracies at the {len(apart)} points that learnt"
            if not apart:
                tally.check(name, False, "more epochs are needed")
                continue
            median, most = statistics.median(apart.values()), max(apart, key=apart.get)
            tally.check(
                name, median < NEAR, f"{100 * median:.2f} points apart in the median, most at {most}: "
                f"{theirs[most]['accuracy']:.4f}, bench {ours[most]['accuracy']:.4f}")


def seconds(taken):
    return statistics.median(one.seconds for one in taken)


def by_values(points):
    """By the values of the settings that vary, as text."""
    return {json.dumps({key: value for key, value in sorted(point["values"].items())
                        if key.startswith("optimizer.") or key == "training.batch_size"}): point
            for point in points}


def columns(first, *others):
    return f"{first:34}" + "".join(f"{cell:>12}" for cell in others)


def main():
    parser = argparse.ArgumentParser(description="A sweep beside Optuna with PyTorch.")
    parser.add_argument("bench", nargs="?", default=".build/release/bench", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--only", action="append", default=[],
                        choices=[form.name for form in FORMS])
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:options.threads])
    comparison, tally = Comparison(options), Tally()
    for number in range(options.rounds):
        comparison.take_round(number)
        print(f"round {number + 1} of {options.rounds}: " + ", ".join(
            f"{name} {taken[-1].seconds:.1f} s" for name, taken in
            [("bench", comparison.ours), *((form.name, taken) for form, taken
                                           in comparison.theirs.items())]), flush=True)
    comparison.check(tally)
    print(f"{comparison.grid.count} points, {options.threads} threads, {options.rounds} rounds; "
          f"the fastest form is wanted at {WANTED} times bench's seconds")
    print("\n".join(comparison.lines()))
    print(tally.totals)
    return 1 if tally.failed or not tally.passed else 0


if __name__ == "__main__":
    sys.exit(main())
