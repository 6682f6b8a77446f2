#!/usr/bin/env python3
"""Holds bench's statistics against SciPy, statsmodels and NumPy on random cases.

    python3 Tests/statistics/run.py .build/release/bench [--seed N] [--cases N]

Random accuracies become runs by `bench import` or in the metrics of short trainings, and random
predictions replace theirs; `bench compare --format json` has to say what the libraries say, to 1e-9
of the figure where nothing else is stated. Each case is drawn anew, by the seed that the first line
prints. The last line says how many checks passed and failed.
"""

import argparse
import pathlib
import random
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "endtoend"))

import examples  # noqa: E402
import groups  # noqa: E402
import pairs  # noqa: E402
from program import Program  # noqa: E402
from tally import Tally  # noqa: E402


def trained(program, experiment, *options):
    """The ids of quick trainings, seed by seed."""
    return program.expect("run", experiment, "--quiet", "--epochs", "1", *options).split()


def main():
    parser = argparse.ArgumentParser(description="Statistics against SciPy and statsmodels.")
    parser.add_argument("bench")
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    parser.add_argument("--cases", type=int, default=20)
    options = parser.parse_args()
    print(f"seed {options.seed}")
    draw = random.Random(options.seed)
    tally = Tally()
    with tally.part("statistics"):
        program = Program(options.bench)
        classes = [trained(program, "cnn3-bce", "--seeds", "1..12", "--set",
                           f"training.batch_size={size}") for size in (64, 128)]
        values = trained(program, "linear-regression", "--seeds", "1..2")
        split = 'dataset.subset={"train": {"count": 160}, "test": {"count": 40}}'
        drawn = [trained(program, "mlp-sgd", "--seeds", "1..11", "--set", split, "--set",
                         f"optimizer.learning_rate={rate}") for rate in (0.1, 0.2)]
        for case in range(options.cases):
            groups.check_welch(program, tally, case, draw)
            groups.check_paired(program, tally, case, draw, classes)
            groups.check_partly_paired(program, tally, case, draw, classes)
            examples.check(program, tally, case, draw, classes)
            groups.check_resampled(program, tally, case, draw, drawn)
            groups.check_holm(program, tally, case, draw)
            pairs.check_answers(program, tally, case, draw, classes[0][:2])
            pairs.check_errors(program, tally, case, draw, values)
            pairs.check_many(program, tally, case, draw, classes[0][:draw.randint(3, 6)])
    print(tally.totals)
    sys.exit(1 if tally.failed or not tally.passed else 0)


main()
