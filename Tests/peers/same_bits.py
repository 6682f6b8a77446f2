#!/usr/bin/env python3
"""Whose weights are the same bits at 1, 2 and 3 threads, and in a second training.

    python3 Tests/peers/same_bits.py .build/release/bench [--examples N] [--without PEER]…
                                  [--seconds N]

bench and each peer take LeNet-5 (batch 128, plain SGD) two epochs on from the same first weights,
over the same examples in the same order, with 1, 2 and 3 threads, twice each. The table has the
first digits of the SHA-256 of all weights, A for the first that a program came to, B for the next
other ones. PyTorch's threads are those of torch.set_num_threads, XLA's those of its pool (NPROC).

Peers may come to any bits; bench must come to one. The last line is `N passed, M failed`; the exit
code is 1 if bench did not, or a peer did not answer.
"""

import argparse
import hashlib
import os
import pathlib
import string
import sys

import numpy

from peer import PEERS, WARM_UP_SECONDS, Died, Peer, TooSlow, present_forms
from same_training import weights
from workloads import words

from program import Program  # Found by workloads.
from tally import Tally

EPOCHS = 2
THREADS = (1, 2, 3)
TIMES = 2


def digest(tensors):
    hashed = hashlib.sha256()
    for name in sorted(tensors):
        hashed.update(numpy.ascontiguousarray(tensors[name], numpy.float32).tobytes())
    return hashed.hexdigest()


def bench_weights(program, settings, threads):
    run = program.expect(
        "run", "lenet5-sgd", "--quiet", "--threads", threads, *words(settings)).strip()
    return program.definition(run), program.checkpoints(run)


def peer_weights(program, form, definition, threads, first, seconds):
    """The weights that a peer comes to, and its version."""
    given, taken = (program.workspace / name for name in ("given.npz", "taken.npz"))
    numpy.savez(given, **first)
    taken.unlink(missing_ok=True)
    job = {"definition": definition, "part": "train", "threads": threads, "seconds": 0,
           "pass_epochs": EPOCHS, "weights": str(given), "answer": str(taken)}
    os.environ["NPROC"] = str(threads)
    with Peer(form, job, seconds) as peer, numpy.load(taken) as file:
        found = dict(file)
        version = peer.version
    found.pop("result")
    return found, version


class Row:
    """What one program came to, in the order of THREADS, TIMES each."""

    def __init__(self, name):
        self.name, self.digests = name, []

    @property
    def letters(self):
        kinds = list(dict.fromkeys(self.digests))
        return [string.ascii_uppercase[kinds.index(one)] for one in self.digests]

    def same_again(self):
        pairs = zip(self.digests[::TIMES], self.digests[1::TIMES], strict=True)
        return all(first == second for first, second in pairs)

    def same_at_all(self):
        return len(set(self.digests)) == 1

    def cells(self):
        letters = self.letters
        by_threads = [" ".join(letters[place:place + TIMES])
                      for place in range(0, len(letters), TIMES)]
        return [self.name, *by_threads, "yes" if self.same_again() else "no",
                "yes" if self.same_at_all() else "no"]


def table(rows):
    heads = ["program", *(f"{count} thread{'s'[:count > 1]}" for count in THREADS),
             "same again", "same at any threads"]
    lines = [heads, ["---"] * len(heads), *(row.cells() for row in rows)]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def main():
    parser = argparse.ArgumentParser(description="Whose weights are the same bits.")
    parser.add_argument("bench", nargs="?", default=".build/release/bench", type=pathlib.Path)
    parser.add_argument("--examples", type=int, default=10_000)
    parser.add_argument("--without", action="append", default=[], choices=PEERS)
    parser.add_argument("--seconds", type=float, default=WARM_UP_SECONDS,
                        help="how long a peer may take to start, compile and train")
    options = parser.parse_args()
    program, tally = Program(options.bench), Tally()
    settings = {"dataset.subset": {"train": [0, options.examples], "test": [0, 16]},
                "training.epochs": EPOCHS, "training.shuffle": False,
                "checkpoint.every_epochs": EPOCHS}
    rows = [Row("bench")]
    for threads in THREADS:
        for _ in range(TIMES):
            definition, checkpoints = bench_weights(program, settings, threads)
            rows[0].digests.append(digest(weights(checkpoints[-1])))
    first = weights(checkpoints[0])
    tally.check("bench comes to the same bits at 1, 2 and 3 threads, and again",
                rows[0].same_at_all())
    for form in present_forms(options.without):
        if not form.suits(definition, "train"):
            continue
        row = Row(str(form))
        try:
            for threads in THREADS:
                for _ in range(TIMES):
                    found, version = peer_weights(
                        program, form, definition, threads, first, options.seconds)
                    row.digests.append(digest(found))
        except (Died, TooSlow) as error:
            tally.check(f"{form} answers", False, str(error))
            continue
        row.name = f"{form} ({version})"
        tally.check(f"{form} answers", True, f"{len(set(row.digests))} different weights")
        rows.append(row)
    print(table(rows))
    for row in rows:
        print(row.name, *(one[:12] for one in row.digests))
    print(tally.totals)
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
