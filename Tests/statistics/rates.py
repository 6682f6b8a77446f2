#!/usr/bin/env python3
"""How often bench's claims are false and its intervals hold, by simulation.

    python3 Tests/statistics/rates.py .build/release/bench [--seed N] [--long] [--sets N]

The formulas are the ones that Tests/statistics/run.py holds bench to. Where bench 0.1 claimed too
much, the program itself makes the claims: imported runs with equal metrics, and splits that the seed
draws. A rate is checked against what it should be, with room for the chance of the simulation at
five standard errors. --long takes as many draws as the documentation's figures have, --sets so many
data sets through the program.
"""

import argparse
import math
import pathlib
import sys

import numpy
from scipy import stats

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "endtoend"))

import drawn_splits  # noqa: E402
import real_answers  # noqa: E402
from layout import seeds_and_examples  # noqa: E402
from program import Program  # noqa: E402
from tally import Tally  # noqa: E402

Z = stats.norm.ppf(0.975)


def room(rate, draws):
    return 5 * math.sqrt(max(rate * (1 - rate), 0.25 / draws) / draws)


def at_most(tally, sentence, events, draws, most):
    tally.check(f"{sentence}: {100 * events / draws:.2f}%, at most {100 * most:g}%",
                events / draws <= most + room(most, draws), f"{events} of {draws}")


def at_least(tally, sentence, events, draws, least):
    tally.check(f"{sentence}: {100 * events / draws:.2f}%, at least {100 * least:g}%",
                events / draws >= least - room(least, draws), f"{events} of {draws}")


def clopper_pearson(won, count):
    low = numpy.where(won == 0, 0, stats.beta.ppf(0.025, won, count - won + 1))
    high = numpy.where(won == count, 1, stats.beta.ppf(0.975, won + 1, count - won))
    return low, high


def newcombe_covers(share, truth, m, n):
    """Whether method 5 has the truth in its interval: |share - p| <= z error(p) at p = truth."""
    extra = ((m + n) / 2 - 1) * ((1 - truth) / (2 - truth) + truth / (1 + truth))
    return abs(share - truth) <= Z * numpy.sqrt(truth * (1 - truth) / (m * n) * (1 + extra))


def outperformance(tally, draw, draws):
    """Coverage of the interval of P(A > B)."""
    for count in (3, 5, 10, 20):
        for truth in (0.5, 0.75, 0.9, 0.95, 0.99):
            # Exact: all numbers of wins.
            won = numpy.arange(count + 1)
            low, high = clopper_pearson(won, count)
            covered = ((low <= truth) & (truth <= high)) @ stats.binom.pmf(won, count, truth)
            tally.check(f"Clopper and Pearson, {count} pairs, P = {truth}: covers "
                        f"{100 * covered:.1f}%", covered >= 0.95 and (high > low).all())
    for count, least in ((3, 0.88), (5, 0.92), (10, 0.93)):
        for truth in (0.5, 0.75, 0.9, 0.95):
            shift = stats.norm.ppf(truth) * math.sqrt(2)
            a = draw.normal(size=(draws, count, 1)) + shift
            share = (a > draw.normal(size=(draws, 1, count))).mean(axis=(1, 2))
            covered = newcombe_covers(share, truth, count, count).sum()
            at_least(tally, f"Newcombe's method 5, {count} and {count}, P = {truth}: covers",
                     covered, draws, least)


def best_two(tally, draw, draws):
    """Best of six groups against the second by the plain p: how often another than the truly best
    one, or one of equals, is called best."""
    settings = {"all equal": (0, 0, 0, 0, 0, 0), "two tied, four far below": (4, 4, 0, 0, 0, 0),
                "one best by 2": (2, 0, 0, 0, 0, 0)}
    for name, means in settings.items():
        for count in (3, 5, 10):
            for paired in (False, True):
                values = draw.normal(size=(draws, 6, count)) + numpy.array(means)[:, None]
                order = numpy.argsort(-values.mean(axis=2), axis=1)
                rows = numpy.arange(draws)
                best, second = (values[rows, order[:, place]] for place in (0, 1))
                test = (stats.ttest_rel(best, second, axis=1) if paired
                        else stats.ttest_ind(best, second, axis=1, equal_var=False))
                claimed = test.pvalue < 0.05
                right = (order[:, 0] == 0) & (name == "one best by 2")
                words = f"best of six, {name}, {count} {'pairs' if paired else 'seeds'}"
                at_most(tally, f"{words}: wrong", (claimed & ~right).sum(), draws, 0.055)
                if name == "one best by 2":
                    print(f"        found in {100 * (claimed & right).mean():.1f}%")


def both(tally, draw, draws):
    """The difference on other seeds and examples: how often the intervals miss it. Right answers
    come from latent normal values: the example's difficulty for each setting, the seed's skill, and
    their interaction."""
    examples, pool = 500, 200_000
    for count, most in ((3, 0.075), (5, 0.065), (10, 0.06), (20, 0.06)):
        for paired in (True, False):
            now = wide = general = 0
            for _ in range(draws):
                missed = one_layout(draw, count, examples, paired)
                now += missed[0]
                wide += missed[1]
            words = f"{count} {'paired' if paired else 'other'} seeds, {examples} examples"
            print(f"        {words}: seeds alone miss {100 * now / draws:.1f}%")
            at_most(tally, f"{words}: seeds and examples miss", wide, draws, most)


def one_layout(draw, count, examples, paired):
    """Whether the intervals of seeds alone, and of seeds and examples, miss the true difference."""
    spread, own, skill, noise = 1.0, 0.5, 0.08, 0.5
    shared = draw.normal(size=examples) * spread
    difficulty = [shared + draw.normal(size=examples) * own for _ in range(2)]
    level = (1.7, 1.6)
    skills = [draw.normal(size=(count, 1)) * skill for _ in range(2)]
    if paired:
        skills[1] = 0.7 * skills[0] + math.sqrt(1 - 0.49) * skills[1]
    right = [(draw.normal(size=(count, examples)) * noise + difficulty[side] + skills[side]
              < level[side]).astype(float) for side in range(2)]
    deviation = math.sqrt(spread ** 2 + own ** 2 + skill ** 2 + noise ** 2)
    truth = stats.norm.cdf(level[1] / deviation) - stats.norm.cdf(level[0] / deviation)
    value, seeds, error, freedom, seed_freedom = seeds_and_examples(right, paired)
    missed = []
    for width in (stats.t.ppf(0.975, seed_freedom) * seeds, stats.t.ppf(0.975, freedom) * error):
        missed.append(abs(value - truth) > width)
    return missed


def margins(tally, draw, draws):
    """Claims of "equal within" and "no worse" at the edge of the margin, of two runs by Tango's
    score test and of pairs of seeds by two one-sided t tests."""
    for examples in (500, 2000):
        for differing, margin in ((0.02, 0.005), (0.06, 0.01)):
            counts = draw.multinomial(
                examples, [(differing + margin) / 2, (differing - margin) / 2, 1 - differing],
                size=draws)
            scores = tango(counts[:, 0], counts[:, 1], examples, -margin)
            words = f"{examples} examples, {100 * differing:g}% differ, margin {100 * margin:g}"
            at_most(tally, f"{words}: no worse", (scores > Z).sum(), draws, 0.03)
            at_most(tally, f"{words}: equal", (scores > stats.norm.ppf(0.95)).sum(), draws, 0.055)
    for count in (3, 5, 10):
        values = draw.normal(size=(draws, count)) + 1.5
        error = values.std(axis=1, ddof=1) / math.sqrt(count)
        reach = stats.t.ppf(0.95, count - 1) * error
        equal = abs(values.mean(axis=1)) + reach < 1.5
        at_most(tally, f"{count} pairs at the margin of 1.5 deviations: equal", equal.sum(), draws,
                0.055)


def tango(b, c, n, difference):
    """Tango's score; b right only in the first, c only in the second."""
    linear = -b - c + (2 * n - c + b) * difference
    constant = -b * difference * (1 - difference)
    share = (numpy.sqrt(linear ** 2 - 8 * n * constant) - linear) / (4 * n)
    return (c - b - n * difference) / numpy.sqrt(
        n * (2 * share + difference * (1 - difference)))


def folds(tally, draw, draws):
    """Two equal learners over ten folds repeated three times: false claims."""
    events = {"plain": 0, "corrected": 0}
    for _ in range(draws):
        claims = drawn_splits.fold_claims(draw, rows=200, folds=10, repeats=3)
        for name, claimed in claims.items():
            events[name] += claimed
    print(f"        10 folds 3 times, plain t: {100 * events['plain'] / draws:.1f}% claimed")
    at_most(tally, "10 folds 3 times, corrected: false claims", events["corrected"], draws, 0.06)


def main():
    parser = argparse.ArgumentParser(description="Rates of false claims and coverage.")
    parser.add_argument("bench")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--sets", type=int)
    options = parser.parse_args()
    print(f"seed {options.seed}")
    draw = numpy.random.default_rng(options.seed)
    tally = Tally()
    many, layouts, sets = (40_000, 1_500, 250) if options.long else (4_000, 150, 8)
    sets = options.sets or sets
    with tally.part("probability of outperforming"):
        outperformance(tally, draw, many // 4)
    with tally.part("best against second"):
        best_two(tally, draw, many)
    with tally.part("seeds and examples"):
        both(tally, draw, layouts)
    with tally.part("margins"):
        margins(tally, draw, many)
    with tally.part("folds"):
        folds(tally, draw, layouts)
    program = Program(options.bench)
    with tally.part("seeds and examples of real trainings"):
        real_answers.check(program, tally, draw, layouts, 200 if options.long else 40, at_most)
    with tally.part("imported runs through the program"):
        drawn_splits.imported(program, tally, draw, sets)
    with tally.part("drawn splits through the program"):
        drawn_splits.resampled(program, tally, draw, sets, at_most)
    print(tally.totals)
    sys.exit(1 if tally.failed or not tally.passed else 0)


main()
