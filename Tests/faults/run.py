#!/usr/bin/env python3
"""Puts the built bench through what disks, systems and people do to a program.

    python3 Tests/faults/run.py .build/release/bench [--only PART]… [--quick | --long] [--seed N]

Each part prints its counts and seconds. The last line says how many checks passed and failed; the
exit code is 1 if any failed. The seed decides when runs are killed and which faults befall two
at once; it is printed. --quick takes a seventh of the faults; --long kills more often and puts every
fault to two at once. For Linux with a C compiler; what else a part needs and does not find, it says.
"""

import argparse
import pathlib
import random
import sys
import tempfile

import places
import calls
import crowd
import disks
import hostile
import house
import kills
import named
import mutated
import scarcity
import signals
import surroundings
import together
import witness
from tally import Tally

PARTS = {
    "calls": calls.check,
    "jobs": together.check,
    "house": house.check,
    "kills": kills.check,
    "named": named.check,
    "crowd": crowd.check,
    "signals": signals.check,
    "witness": witness.check,
    "disks": disks.check,
    "surroundings": surroundings.check,
    "scarcity": scarcity.check,
    "hostile": hostile.check,
    "mutated": mutated.check,
}


def main():
    parser = argparse.ArgumentParser(description="Faults put to the built bench.")
    parser.add_argument("bench", type=lambda path: pathlib.Path(path).resolve())
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    parser.add_argument("--only", action="append", choices=PARTS, default=[])
    length = parser.add_mutually_exclusive_group()
    length.add_argument("--quick", action="store_true")
    length.add_argument("--long", action="store_true")
    options = parser.parse_args()
    options.every = 7 if options.quick else 1
    print(f"seed {options.seed}")
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="faults-library-") as folder:
        options.preload = places.compiled_preload(folder)
        for name in options.only or PARTS:
            with tally.part(name):
                PARTS[name](options, tally)
    print(tally.totals)
    sys.exit(1 if tally.failed or not tally.passed else 0)


main()
