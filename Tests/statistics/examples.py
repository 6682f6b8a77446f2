"""Seeds and examples: the second interval of bench compare against NumPy and SciPy."""

import math

import numpy
from scipy import stats

from groups import grouped, near, rewrite
from layout import seeds_and_examples
from pairs import answer


def check(program, tally, case, draw, trained):
    """Runs of two settings whose answers are replaced, with the same seeds or with others."""
    size, count = draw.randint(2, 6), draw.randint(20, 200)
    other = draw.choice((0, 6))
    hard = [draw.random() for _ in range(count)]
    runs = trained[0][:size] + trained[1][other:other + size]
    rights = []
    for place, run in enumerate(runs):
        level = draw.uniform(0.7, 0.9) - (0.1 if place < size else 0)
        right = [value + draw.gauss(0, 0.1) < level for value in hard]
        rights.append(right)
        answer(program, run, right)
        rewrite(program, run, sum(right) / count)
    found = grouped(program, runs, "training.batch_size", "test_accuracy")["contrasts"][0]
    sides = [numpy.array(rights[:size], float), numpy.array(rights[size:], float)]
    value, seeds, error, freedom, _ = seeds_and_examples(sides, paired=other == 0)
    if seeds == 0:
        # bench takes Welch's test if the difference is the same in all pairs: so few pairs do not
        # prove that it is certain.
        value, seeds, error, freedom, _ = seeds_and_examples(sides, paired=False)
    both = found["seeds_and_examples"]
    if seeds == 0:
        tally.check(f"case {case}: seeds that do not vary claim nothing", both is None, str(both))
        return
    low, high = stats.t.interval(0.95, freedom, loc=value, scale=error)
    tally.check(
        f"case {case}: seeds and examples, {size} {'other' if other else 'paired'} seeds, {count} "
        "examples",
        near(both["low"], low) and near(both["high"], high)
        and near(both["degrees_of_freedom"], freedom) and near(both["standard_error"], error)
        and math.isclose(both["p"], 2 * stats.t.sf(abs(value) / error, freedom), rel_tol=1e-8)
        and near(both["standard_error_of_seeds"], seeds) and both["examples"] == count,
        f"{both} {(value, seeds, error, freedom)}")
