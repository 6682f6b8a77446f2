#!/usr/bin/env python3
"""Runs the built bench against real programs and against itself.

    python3 Tests/endtoend/run.py .build/release/bench [--debug .build/debug/bench]
                                  [--seed N] [--only PART]… [--long]

The parts are those of PARTS below, in that order; numpy, torch, given, further and owndata need the
Python packages numpy and safetensors, torch, given and owndata also torch, further and owndata also
scikit-learn, owndata also pandas and pillow. The last line says how many checks passed and failed;
the exit code is 1 if any failed. The seed decides when runs are killed; it is printed. --long kills
more of them and takes every width of a terminal.
"""

import argparse
import random
import sys

import allocations
import datafiles
import decide
import exports
import interruption
import jobs
import processor
import proposals
import published
import readme
import refusals
import sweeps
import tables
import training
import watching
import widths
from program import Program
from tally import Tally


def numpy_agrees(program, tally, options):
    import numpy_agrees  # NumPy is only needed for this part.

    numpy_agrees.check(program, tally, options)


def torch_agrees(program, tally, options):
    import torch_agrees  # PyTorch is only needed for this part.

    torch_agrees.check(program, tally, options)


def further(program, tally, options):
    import further  # scikit-learn is only needed for this part.

    further.check(program, tally, options)


def own_data(program, tally, options):
    import own_data  # The packages that write files are only needed for this part.

    own_data.check(program, tally, options)


def given(program, tally, options):
    import given  # PyTorch is only needed for this part.

    given.check(program, tally, options)


PARTS = {
    "training": training.check,
    "allocations": allocations.check,
    "interruption": interruption.check,
    "jobs": jobs.check,
    "decide": decide.check,
    "processor": processor.check,
    "exports": exports.check,
    "proposals": proposals.check,
    "published": published.check,
    "readme": readme.check,
    "refusals": refusals.check,
    "sweeps": sweeps.check,
    "tables": tables.check,
    "watching": watching.check,
    "widths": widths.check,
    "datafiles": datafiles.check,
    "numpy": numpy_agrees,
    "torch": torch_agrees,
    "further": further,
    "given": given,
    "owndata": own_data,
}


def main():
    parser = argparse.ArgumentParser(description="End-to-end checks of the built bench.")
    parser.add_argument("bench")
    parser.add_argument("--debug", help="a debug build, to be compared with the other")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    parser.add_argument("--only", action="append", choices=PARTS, default=[])
    parser.add_argument("--long", action="store_true")
    options = parser.parse_args()
    print(f"seed {options.seed}")
    tally = Tally()
    for name in options.only or PARTS:
        with tally.part(name):
            PARTS[name](Program(options.bench), tally, options)
    print(tally.totals)
    sys.exit(1 if tally.failed or not tally.passed else 0)


main()
