#!/usr/bin/env python3
"""Holds bench's statistics against SciPy and statsmodels on random cases.

    python3 Tests/statistics/run.py .build/release/bench [--seed N] [--cases N]

Random accuracies become runs by `bench import`, and predictions by rewriting those of a short
training; `bench compare` has to say what SciPy and statsmodels say: to 1e-9 of the figure in JSON,
McNemar's p, which it prints, to its two digits. The last line says how many checks passed and failed.
"""

import argparse
import json
import math
import pathlib
import random
import sys

from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "endtoend"))

from program import Program  # noqa: E402
from tally import Tally  # noqa: E402


def near(found, expected):
    return math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-12)


def imported(program, name, values):
    for number, value in enumerate(values):
        path = program.workspace / "table.csv"
        path.write_text(f"epoch,val_accuracy\n1,{value!r}\n")
        program.expect("import", path, "--name", f"{name}-{number}")
    return [f"{name}-{number}" for number in range(len(values))]


def tagged(program, runs, experiment):
    """Imported runs have their name as experiment; groups need one a group."""
    for run in runs:
        path = program.runs / run / "run.json"
        record = json.loads(path.read_text())
        record["experiment"] = experiment
        path.write_text(json.dumps(record))


def check_groups(program, tally, case, draw):
    sizes = draw.randint(2, 12), draw.randint(2, 12)
    a, b = ([draw.gauss(0.9 + shift, draw.choice((1e-4, 0.01, 0.1))) for _ in range(size)]
            for size, shift in zip(sizes, (0, draw.choice((0, 0.001, 0.05)))))
    runs = []
    for name, values in (("a", a), ("b", b)):
        group = imported(program, f"{name}{case}", values)
        tagged(program, group, f"{name}{case}")
        runs += group
    found = json.loads(program.expect(
        "compare", *runs, "--group-by", "experiment", "--metric", "validation_accuracy",
        "--format", "json"))
    expected = stats.ttest_ind(b, a, equal_var=False)
    interval = expected.confidence_interval()
    welch = found["contrasts"][0]["welch"]
    tally.check(
        f"case {case}: Welch's t of {sizes}",
        near(welch["p"], expected.pvalue) and near(welch["low"], interval.low)
        and near(welch["high"], interval.high)
        and near(welch["degrees_of_freedom"], expected.df), f"{welch} {expected}")
    for group, values in zip(found["groups"], (a, b)):
        low, high = stats.t.interval(
            0.95, len(values) - 1, loc=sum(values) / len(values), scale=stats.sem(values))
        tally.check(f"case {case}: interval of {len(values)} values",
                    near(group["low"], low) and near(group["high"], high), str(group))
    wins = stats.mannwhitneyu(b, a).statistic / (len(a) * len(b))
    tally.check(f"case {case}: probability of outperforming",
                near(found["contrasts"][0]["probability_of_outperforming"]["value"], wins))


def check_answers(program, tally, case, draw, runs):
    """Rewrites the predictions of two runs and compares them."""
    both, only_first, only_second, neither = (draw.randint(0, n) for n in (400, 60, 60, 50))
    outcomes = ([(1, 1)] * both + [(1, 0)] * only_first + [(0, 1)] * only_second
                + [(0, 0)] * (neither + 1))
    for position, run in enumerate(runs):
        rows = [f"{index},3,{3 if outcome[position] else 5},0.5"
                for index, outcome in enumerate(outcomes)]
        (program.runs / run / "predictions.csv").write_text(
            "\n".join(["index,label,prediction,probability", *rows]) + "\n")
    text = program.expect("compare", *runs)
    expected = mcnemar([[both, only_first], [only_second, neither + 1]], exact=True).pvalue
    words = text.replace("\n", " ").split("exact McNemar p = ")[1].split()[0]
    # Two digits are printed.
    tally.check(f"case {case}: McNemar's exact p of {only_first} and {only_second}",
                math.isclose(float(words), expected, rel_tol=0.051), f"{words} {expected}")


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
        words = ("--quiet", "--epochs", "1")
        runs = [program.expect("run", "cnn3-bce", *words).strip(),
                program.expect("run", "cnn3-bce", *words, "--seed", "7").strip()]
        for case in range(options.cases):
            check_groups(program, tally, case, draw)
            check_answers(program, tally, case, draw, runs)
    print(tally.totals)
    sys.exit(1 if tally.failed or not tally.passed else 0)


main()
