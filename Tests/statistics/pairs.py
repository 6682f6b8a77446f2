"""Runs on the same test examples: the figures of bench compare against SciPy and statsmodels."""

import json
import math

import numpy
from scipy import optimize, stats
from statsmodels.stats.contingency_tables import mcnemar
from statsmodels.stats.multitest import multipletests

from groups import Z, near


def compared(program, *runs):
    """Of two runs with a margin, of more without."""
    options = ("--margin", MARGIN) if len(runs) == 2 else ()
    return json.loads(program.expect("compare", *runs, *options, "--format", "json"))["claim"]


# In points of accuracy, and in squared units of a regression's target.
MARGIN = 1


def most_likely_score(b, c, n, difference):
    """Tango's score with the shares that a search finds to be the most likely ones."""
    def unlikelihood(share):
        shares = share, share + difference, 1 - 2 * share - difference
        return -sum(k * math.log(p) for k, p in zip((b, c, n - b - c), shares) if k)
    bounds = max(0, -difference) + 1e-13, (1 - difference) / 2 - 1e-13
    share = optimize.minimize_scalar(
        unlikelihood, bounds=bounds, method="bounded", options={"xatol": 1e-13}).x
    return (c - b - n * difference) / math.sqrt(n * (2 * share + difference * (1 - difference)))


def check_margin(tally, name, found, b, c, n):
    """The ends of Tango's intervals are where his score is that of their confidence."""
    margin = found["margin"]
    turned = b > c
    (b, c) = (c, b) if turned else (b, c)
    # An end of -1 or 1 has no score.
    for key, reach in (("low", Z), ("high", -Z), ("low_90", stats.norm.ppf(0.95)),
                       ("high_90", -stats.norm.ppf(0.95))):
        end = margin[key]
        if abs(end) < 0.999:
            score = most_likely_score(b, c, n, end)
            tally.check(f"{name}, Tango's score at {key}", math.isclose(score, reach, abs_tol=2e-4),
                        f"{score} {reach}")
    if found["p"] < 0.05:
        verdict = "better_by_more" if margin["low"] > MARGIN / 100 else "better"
    elif -MARGIN / 100 < margin["low_90"] and margin["high_90"] < MARGIN / 100:
        verdict = "equal"
    else:
        verdict = "no_worse" if margin["low"] > -MARGIN / 100 else "open"
    tally.check(f"{name}: {verdict} by {MARGIN} point", margin["verdict"] == verdict, str(margin))
    share = (b + c) / n
    def excess(difference):
        return (Z * math.sqrt(share) + stats.norm.ppf(0.8) * math.sqrt(max(0, share - difference ** 2))) \
            / math.sqrt(n) - difference
    detectable = found["detectable_difference"]
    most = min(1, math.sqrt(share))
    if share and excess(most) <= 0:
        expected = optimize.brentq(excess, 0, most, xtol=1e-15)
        tally.check(f"{name}, detectable difference", near(detectable, expected),
                    f"{detectable} {expected}")
    else:
        tally.check(f"{name}, no difference could be found", detectable is None, str(detectable))


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
    check_margin(tally, name, found, only_first, only_second, len(outcomes))


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
    """Holm over the comparisons with the first, and the best against the second."""
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
    best = found["best_two"]
    tally.check(f"case {case}: the best against the second of {len(runs)} runs",
                [best["best"], best["second"]] == [runs[place] for place in order]
                and math.isclose(best["p"], exact_p(*(rights[place] for place in order)),
                                 rel_tol=1e-9), str(best))
