#!/usr/bin/env python3
"""How fast bench is, beside the fastest of PyTorch eager, torch.compile and JAX jit, on the same
threads in the same minutes.

    pip install torch==2.13.0+cpu numpy jax --extra-index-url https://download.pytorch.org/whl/cpu
    swift build -c release
    python3 Tests/peers/train_speed.py .build/release/bench [--rounds 5] [--seconds 2]
                                       [--threads 2] [--only PATTERN]… [--without PEER]…
                                       [--warm-up 120]

The networks of newer layers are

    --only 'fashion-resnet*' --only 'mnist-dscnn*' --only 'resnet20*' --only 'cnn-1d*'
    --only 'mlp-layer-norm*'

and all sizes of a batch, from 1 to 4,096, `--only 'lenet5-batch*' --only 'mlp-1024*'`.

torch.compile needs a C++ compiler. A peer that is not there is left out, with a notice. The machine
has to be quiet. In each round of a workload bench runs for about --seconds, then each form of each
peer (peer.py) takes as many passes over the data as begin within --seconds: the same network, batch
size and optimizer, its data in memory as one normalised tensor; same_training.py checks that it is
the same training. Everything may use the first --threads processors.

A workload's line has the median over the rounds of bench and of the fastest form, and the median,
least and greatest of their ratio in a round. The lines below have every form, and what it is that
neither side does. Where `wanted` is about the peers' ordinary call of a step, as for XOR, the line
is about the fastest of the forms that make one, and a form that takes many steps in one call is
among those below.

What is not counted: start-up, compilation and warm-up; for bench, the first epoch. Training is
without evaluation. A form that is not ready --warm-up seconds after its start (a first
torch.compile takes a minute or two; later ones find its work in a cache), or does not answer, is
`none`, with the reason.

bench's rate of training is timing.csv's examples_per_second: for XOR, with one example a step,
steps/s. Its rate of evaluation is from two runs that differ only in the number of test examples,
10,000 and 16: the difference of the medians over epochs of timing.csv's seconds without training,
so that the hash of the weights and the rest of an epoch are not in it. It and the peers evaluate in
batches of 1,024, and add up the loss and the right answers.

The exit code is 0, however slow bench is and whichever form was not ready in time; 1 if bench or a
form failed.
"""

import argparse
import contextlib
import os
import pathlib
import signal
import statistics
import sys
import time

from bench_rates import BenchRates
from peer import PEERS, WARM_UP_SECONDS, Died, Peer, TooSlow, present_forms
from workloads import chosen

from program import Program  # Found by workloads.

SETTLING_SECONDS = 0.5  # PyTorch's threads spin for a while before they sleep.


class Measurement:
    """Of one workload: the rates of each round, in examples/s, of bench and of the forms that went
    through all rounds; and why the others did not."""

    def __init__(self, program, workload, forms, options):
        self.workload, self.options = workload, options
        self.ours, self.theirs = [], {}
        self.reasons = {}
        self.has_failed = False
        self.bench = BenchRates(program, workload, options.threads, options.seconds)
        self.job = {
            "definition": self.bench.definition, "part": workload.part,
            "threads": options.threads, "seconds": options.seconds,
            "pass_epochs": workload.pass_epochs}
        self.forms = [form for form in forms if form.suits(self.bench.definition, workload.part)]

    def take(self):
        with contextlib.ExitStack() as stack:
            peers = {}
            for form in self.forms:
                with self.noting(form):
                    peers[form] = stack.enter_context(
                        Peer(form, self.job, self.options.warm_up))
            self.theirs = {form: [] for form in peers}
            for _ in range(self.options.rounds):
                self.take_round(peers)
        self.theirs = {form: rates for form, rates in self.theirs.items()
                       if form not in self.reasons}

    def take_round(self, peers):
        examples = self.bench.examples * self.workload.pass_epochs
        time.sleep(SETTLING_SECONDS)
        self.ours.append(self.bench.rate())
        for form, peer in peers.items():
            if form in self.reasons:
                continue
            time.sleep(SETTLING_SECONDS)
            with self.noting(form):
                rate = peer.rate(self.options.seconds + self.options.warm_up)
                self.theirs[form].append(rate * examples)

    @contextlib.contextmanager
    def noting(self, form):
        try:
            yield
        except TooSlow as error:
            self.reasons[form] = str(error)
        except Died as error:
            self.reasons[form] = f"FAILED, {error}"
            self.has_failed = True

    def fastest(self):
        """Of the forms that are judged; None without any."""
        judged = [form for form in self.theirs
                  if form.calls_each_step or not self.workload.judges_steps]
        return max(judged, key=lambda form: statistics.median(self.theirs[form]), default=None)

    def ratios(self, form):
        """The median, least and greatest ratio of bench to a form in a round."""
        ratios = [ours / theirs for ours, theirs in zip(self.ours, self.theirs[form], strict=True)]
        return statistics.median(ratios), min(ratios), max(ratios)


def columns(first, *others):
    cells = ("{:>12}", "  {:24}", "{:>12}", "{:>8}", "{:>8}", "{:>8}", "{:>8}", "  {}")
    return (f"{first:29}" + "".join(
        cell.format(str(other)) for cell, other in zip(cells, others, strict=False))).rstrip()


HEADER = columns("work", "bench", "fastest peer", "", "ratio", "least", "most", "wanted")


def lines(measurement):
    """A workload's line and those below; and whether bench reached what is wanted, or None."""
    workload, fastest = measurement.workload, measurement.fastest()
    ours = f"{statistics.median(measurement.ours):,.0f}"
    reached, found = None, [columns(workload.name, ours, "none")]
    if fastest:
        ratio = measurement.ratios(fastest)
        reached = ratio[0] >= workload.wanted
        rate = f"{statistics.median(measurement.theirs[fastest]):,.0f}"
        found = [columns(workload.name, ours, fastest, rate, *(f"{r:.2f}" for r in ratio),
                         workload.wanted, "ok" if reached else "short")]
    for form in measurement.forms:
        if form in measurement.reasons:
            found.append(columns("", "", form, "none") + f"  {measurement.reasons[form]}")
        else:
            rate = f"{statistics.median(measurement.theirs[form]):,.0f}"
            found.append(columns(
                "", "", form, rate, *(f"{r:.2f}" for r in measurement.ratios(form))))
    if workload.leaves_out:
        found.append(f"    {workload.leaves_out}")
    return found, reached


def measured(program, workload, forms, options):
    """Prints a workload's lines; whether bench reached what is wanted, and whether all ran."""
    measurement = None
    try:
        measurement = Measurement(program, workload, forms, options)
        measurement.take()
        told, reached = lines(measurement)
    except (RuntimeError, OSError) as error:
        told = [columns(workload.name, "FAILED") + "  " + str(error).strip().splitlines()[-1]]
        reached = None
    print("\n".join(told), flush=True)
    return reached, measurement is not None and bool(measurement.ours) \
        and not measurement.has_failed


def main():
    parser = argparse.ArgumentParser(description="bench beside PyTorch and JAX.")
    parser.add_argument("bench", nargs="?", default=".build/release/bench", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", action="append", default=[], metavar="PATTERN")
    parser.add_argument("--without", action="append", default=[], choices=PEERS)
    parser.add_argument("--warm-up", type=float, default=WARM_UP_SECONDS, metavar="SECONDS")
    options = parser.parse_args()
    workloads = chosen(options.only)
    # A peer must not outlive this.
    signal.signal(signal.SIGTERM, lambda number, _: sys.exit(128 + number))
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:options.threads])
    forms = present_forms(options.without)
    program = Program(options.bench)
    print(f"examples/s, {options.threads} threads, {options.rounds} rounds")
    print(HEADER, flush=True)
    results = [measured(program, workload, forms, options) for workload in workloads]
    verdicts = [reached for reached, _ in results]
    failed = sum(not ran for _, ran in results)
    print(f"{verdicts.count(True)} reached, {verdicts.count(False)} short, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
