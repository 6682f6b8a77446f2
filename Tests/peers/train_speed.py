#!/usr/bin/env python3
"""How fast bench is, beside the fastest of PyTorch eager, torch.compile and JAX jit, on the same
threads in the same minutes.

    pip install torch==2.13.0+cpu numpy jax --extra-index-url https://download.pytorch.org/whl/cpu
    swift build -c release
    python3 Tests/peers/train_speed.py .build/release/bench [--rounds 5] [--seconds 2]
                                       [--threads 2] [--only NAME]… [--without PEER]…

torch.compile needs a C++ compiler. A peer that is not there is left out, with a notice. The machine
has to be quiet. In each round of a workload bench runs for about --seconds, then each peer takes as
many steps, or as many passes as begin within --seconds: the same network, batch size and optimizer,
its data in memory as one normalised tensor. Everything may use the first --threads processors. The
table has the medians over the rounds; the ratio is to the fastest peer.

What is not counted: start-up, compilation and warm-up; for bench, the first epoch. Training is
without evaluation. Each peer tries its forms (PyTorch contiguous and channels last; JAX a step, or
a pass of steps, 1,000 for XOR, in one jit) and keeps the fastest, which the lines below a row tell.

bench's rate of training is timing.csv's examples_per_second: for XOR, with one example a step,
steps/s. Its rate of evaluation is from two runs that differ only in the number of test examples,
10,000 and 16: the difference of the medians over epochs of timing.csv's seconds without training,
so that the hash of the weights and the rest of an epoch are not in it. It and the peers evaluate in
batches of 1,024, and add up the loss and the right answers.

The exit code is 0, however slow bench is, unless something failed to run.
"""

import argparse
import importlib.util
import os
import pathlib
import shutil
import statistics
import sys
import time

from bench_rates import BenchRates
from served import Peer
from workloads import WORKLOADS

from program import Program  # Found by workloads.

PEERS = {"eager": "torch_eager.py", "compile": "torch_compiled.py", "JAX": "jax_jit.py"}
NEEDED = {"eager": "torch", "compile": "torch", "JAX": "jax"}
SETTLING_SECONDS = 0.5  # PyTorch's threads spin for a while before they sleep.


def present_peers(unwanted):
    """The names of the peers that can run here; a notice for each that cannot."""
    found = []
    for name, module in NEEDED.items():
        if name in unwanted:
            print(f"NOT ASKED: {name}")
        elif importlib.util.find_spec(module) is None:
            print(f"NOT HERE: {name}, for want of the Python module {module}")
        elif name == "compile" and not (shutil.which("g++") or shutil.which("clang++")
                                        or os.environ.get("CXX")):
            print("NOT HERE: compile, for want of a C++ compiler")
        else:
            found.append(name)
    return found


def started(names, job):
    """The peers that have warmed up, and why the others failed."""
    peers, failures = {}, {}
    for name in names:
        try:
            peers[name] = Peer(PEERS[name], job)
        except RuntimeError as error:
            failures[name] = str(error)
    return peers, failures


def measure(program, workload, names, options):
    """The medians {name: examples/s} of bench and its peers, what each peer told of its forms, and
    why peers failed."""
    bench = BenchRates(program, workload, options.threads, options.seconds)
    peers, failures = started(names, {
        "definition": bench.definition, "evaluates": workload.evaluates,
        "threads": options.threads, "seconds": options.seconds,
        "pass_epochs": workload.pass_epochs})
    examples = bench.examples * workload.pass_epochs  # Of a pass.
    passes = -(-bench.epochs // workload.pass_epochs)
    rates = {name: [] for name in ("bench", *peers)}
    for _ in range(options.rounds):
        time.sleep(SETTLING_SECONDS)
        rates["bench"].append(bench.rate())
        for name, peer in peers.items():
            time.sleep(SETTLING_SECONDS)
            rates[name].append(peer.rate(passes) * examples)
    for peer in peers.values():
        peer.close()
    forms = {name: {form: rate * examples for form, rate in peer.told["tries"].items()}
             for name, peer in peers.items()}
    return {name: statistics.median(some) for name, some in rates.items()}, forms, failures


def row(workload, rates):
    """A line of the table, and whether bench reached what is wanted; None without a peer."""
    theirs = [rate for name, rate in rates.items() if name != "bench"]
    reached, ratio = None, f"{'-':>7}"
    if theirs:
        ratio = f"{rates['bench'] / max(theirs):7.2f}"
        reached = rates["bench"] / max(theirs) >= workload.wanted
    cells = "".join(f"{rates[name]:12,.0f}" if name in rates else f"{'-':>12}"
                    for name in ("bench", *PEERS))
    verdict = {True: "ok", False: "short", None: "-"}[reached]
    return f"{workload.name:29}{cells}  {ratio}  {workload.wanted:6}  {verdict}", reached


def main():
    parser = argparse.ArgumentParser(description="bench beside PyTorch and JAX.")
    parser.add_argument("bench", nargs="?", default=".build/release/bench", type=pathlib.Path)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--only", action="append", default=[],
                        choices=[workload.name for workload in WORKLOADS])
    parser.add_argument("--without", action="append", default=[], choices=PEERS)
    options = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:options.threads])
    names = present_peers(options.without)
    program = Program(options.bench)
    print(f"examples/s, {options.threads} threads, medians of {options.rounds} rounds")
    print(f"{'work':29}" + "".join(f"{name:>12}" for name in ("bench", *PEERS))
          + "    ratio  wanted", flush=True)
    verdicts, failed = [], False
    for workload in WORKLOADS:
        if options.only and workload.name not in options.only:
            continue
        rates, forms, failures = measure(program, workload, names, options)
        line, reached = row(workload, rates)
        verdicts.append(reached)
        print(line)
        for name, tries in forms.items():
            if len(tries) > 1:
                print(f"    {name}: " + ", ".join(
                    f"{form} {rate:,.0f}" for form, rate in tries.items()))
        for name, reason in failures.items():
            failed = True
            print(f"    FAILED {name}: {reason}")
        sys.stdout.flush()
    print(f"{verdicts.count(True)} reached, {verdicts.count(False)} short")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
