"""Runs on the same test examples: the figures of bench compare against SciPy and statsmodels."""

import itertools
import json
import math

import numpy
from scipy import stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

from groups import Z, near


def compared(program, *runs):
    return json.loads(program.expect("compare", *runs, "--format", "json"))["claim"]


def predict(program, run, rows, header):
    (program.runs / run / "predictions.csv").write_text("\n".join([header, *rows]) + "\n")


def answer(program, run, rights, first=0):
    """Replaces a run's predictions by such right and wrong answers."""
    predict(program, run, [f"{first + index},3,{3 if right else 5},0.5"
                           for index, right in enumerate(rights)],
            "index,label,prediction,probability")


def exact_p(a, b):
    table = [[sum(x and y for x, y in zip(a, b)), sum(x and not y for x, y in zip(a, b))],
             [sum(y and not x for x, y in zip(a, b)), 1]]
    return mcnemar(table, exact=True).pvalue


def interval(outcomes):
    """Bonett's and Price's: of the differences of single answers, and two more, 1 and -1."""
    differences = numpy.array([second - first for first, second in outcomes] + [1, -1])
    reach = Z * differences.std() / math.sqrt(len(differences))
    return differences.mean() - reach, differences.mean() + reach


def check_answers(program, tally, case, draw, runs):
    """Counts from none to many; the parts of the two runs may overlap only."""
    scale = draw.choice((1, 10, 60, 1500))
    both, only_first, only_second, neither = (draw.randint(0, n)
                                              for n in (7 * scale, scale, scale, scale))
    outcomes = ([(1, 1)] * both + [(1, 0)] * only_first + [(0, 1)] * only_second
                + [(0, 0)] * (neither + 1))
    draw.shuffle(outcomes)
    extra = draw.choice((0, 0, 5))
    answer(program, runs[0], [1] * extra + [first for first, _ in outcomes])
    answer(program, runs[1], [second for _, second in outcomes] + [1] * extra, first=extra)
    found = compared(program, *runs)["contrasts"][0]
    name = f"case {case}: {only_first} and {only_second} of {len(outcomes)}"
    expected = exact_p(*zip(*outcomes))
    tally.check(f"{name}, counted", (found["only_base"], found["only_other"], found["examples"])
                == (only_first, only_second, len(outcomes)), str(found))
    # Both tails have about ten digits, and below the least normal number none.
    tally.check(f"{name}, McNemar's exact p",
                math.isclose(found["p"], expected, rel_tol=1e-9, abs_tol=1e-307),
                f"{found['p']} {expected}")
    low, high = interval(outcomes)
    tally.check(f"{name}, the interval",
                near(found["low"], max(-1, low)) and near(found["high"], min(1, high)), str(found))


def check_errors(program, tally, case, draw, runs):
    """Two regressions: the paired t of their squared errors."""
    count = draw.randint(2, 300)
    labels = [draw.gauss(0, 3) for _ in range(count)]
    errors = []
    for run, spread in zip(runs, (1, draw.choice((0.9, 1, 1.5)))):
        predictions = [label + draw.gauss(0, spread) for label in labels]
        predict(program, run, [f"{index},{label!r},{prediction!r}" for index, (label, prediction)
                               in enumerate(zip(labels, predictions))], "index,label,prediction")
        errors.append((numpy.array(predictions) - numpy.array(labels)) ** 2)
    found = compared(program, *runs)["contrasts"][0]
    expected = stats.ttest_rel(errors[1], errors[0])
    interval = expected.confidence_interval()
    tally.check(
        f"case {case}: paired t of {count} squared errors",
        near(found["p"], expected.pvalue) and near(found["low"], interval.low)
        and near(found["high"], interval.high) and near(found["base_error"], errors[0].mean())
        and near(found["other_error"], errors[1].mean()), f"{found} {expected}")


def check_many(program, tally, case, draw, runs):
    """Holm over the comparisons with the first, and over all pairs for the best two."""
    count = draw.randint(20, 400)
    shared = [draw.random() < 0.8 for _ in range(count)]
    rights = [[right != (draw.random() < share) for right in shared]
              for share in draw.choices((0.02, 0.1, 0.3), k=len(runs))]
    for run, right in zip(runs, rights):
        answer(program, run, right)
    found = compared(program, *runs)
    against = multipletests(
        [exact_p(rights[0], right) for right in rights[1:]], method="holm")[1]
    tally.check(f"case {case}: Holm over {len(against)} runs",
                all(math.isclose(contrast["p_holm"], expected, rel_tol=1e-9)
                    for contrast, expected in zip(found["contrasts"], against, strict=True)))
    order = sorted(range(len(runs)), key=lambda run: -sum(rights[run]))[:2]
    pairs = list(itertools.combinations(range(len(runs)), 2))
    adjusted = multipletests(
        [exact_p(rights[a], rights[b]) for a, b in pairs], method="holm")[1]
    expected = (against[max(order) - 1] if 0 in order
                else adjusted[pairs.index(tuple(sorted(order)))])
    best = found["best_two"]
    tally.check(f"case {case}: Holm's p of the best two of {len(runs)}",
                [best["best"], best["second"]] == [runs[place] for place in order]
                and math.isclose(best["p_adjusted"], expected, rel_tol=1e-9), f"{best} {expected}")
