"""Groups of runs: the figures of bench compare --group-by against SciPy and statsmodels."""

import json
import math

import numpy
from scipy import integrate, optimize, stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import TTestIndPower, TTestPower

Z = stats.norm.ppf(0.975)


def near(found, expected):
    return found is not None and math.isclose(found, expected, rel_tol=1e-9, abs_tol=1e-12)


def imported(program, name, values):
    """A group of somebody else's runs, one a value, which have no seeds; told apart by a tag."""
    runs = [f"{name}-{number}" for number in range(len(values))]
    path = program.workspace / "table.csv"
    for run, value in zip(runs, values):
        path.write_text(f"epoch,val_accuracy\n1,{value!r}\n")
        program.expect("import", path, "--name", run)
    program.expect("tag", *runs, "--add", name)
    return runs


def grouped(program, runs, key, metric, *options):
    return json.loads(program.expect(
        "compare", *runs, "--group-by", key, "--metric", metric, *options, "--format", "json"))


def accuracy(value):
    """A drawn value as an accuracy, which is never above 1. If one were, bench would take a margin of
    1 as 1 and not as a percentage point."""
    return 1 - abs(1 - value)


def drawn(draw, size, shift):
    """Accuracies, no two of which are equal."""
    return [accuracy(draw.gauss(0.9 + shift, draw.choice((1e-4, 0.01, 0.1)))) for _ in range(size)]


def check_welch(program, tally, case, draw):
    sizes = draw.randint(2, 12), draw.randint(2, 12)
    a, b = (drawn(draw, size, shift)
            for size, shift in zip(sizes, (0, draw.choice((0, 0.001, 0.05)))))
    runs = imported(program, f"a{case}", a) + imported(program, f"b{case}", b)
    margin = draw.choice((0.1, 1, 5))
    found = grouped(program, runs, "tag", "validation_accuracy", "--margin", margin)
    contrast = found["contrasts"][0]
    expected = stats.ttest_ind(b, a, equal_var=False)
    interval = expected.confidence_interval()
    welch = contrast["welch"]
    tally.check(
        f"case {case}: Welch's t of {sizes}",
        near(welch["p"], expected.pvalue) and near(welch["low"], interval.low)
        and near(welch["high"], interval.high)
        and near(welch["degrees_of_freedom"], expected.df) and contrast["paired"] is None,
        f"{welch} {expected}")
    for group, values in zip(found["groups"], (a, b)):
        low, high = stats.t.interval(
            0.95, len(values) - 1, loc=numpy.mean(values), scale=stats.sem(values))
        # No accuracy is below 0 or above 1.
        low, high = numpy.clip((low, high), 0, 1)
        tally.check(
            f"case {case}: mean, deviation, interval, least and most of {len(values)} values",
            near(group["mean"], numpy.mean(values))
            and near(group["deviation"], numpy.std(values, ddof=1))
            and near(group["low"], low) and near(group["high"], high)
            and (group["min"], group["max"], group["values"]) == (min(values), max(values), values),
            str(group))
    difference = numpy.mean(b) - numpy.mean(a)
    error = math.sqrt(numpy.var(a, ddof=1) / len(a) + numpy.var(b, ddof=1) / len(b))
    check_margin(tally, case, contrast, difference, error, expected.df, margin / 100)
    deviation = math.sqrt((numpy.var(a, ddof=1) + numpy.var(b, ddof=1)) / 2)
    check_sample_size(tally, case, contrast, margin / 100 / deviation, expected.df,
                      TTestIndPower())
    check_outperformance(tally, case, contrast, a, b)


def check_margin(tally, case, contrast, difference, error, freedom, margin):
    """The difference that would be found, and the verdict of two one-sided t tests."""
    reach = [stats.t.ppf(share, freedom) * error for share in (0.975, 0.95, 0.8)]
    tally.check(f"case {case}: detectable difference",
                near(contrast["detectable_difference"], reach[0] + reach[2]),
                str(contrast["detectable_difference"]))
    leads = abs(difference)
    p = contrast["p_holm"]
    wide, narrow = ((leads - width, leads + width) for width in reach[:2])
    if p < 0.05:
        verdict = "better_by_more" if wide[0] > margin else "better"
    elif -margin < narrow[0] and narrow[1] < margin:
        verdict = "equal"
    else:
        verdict = "no_worse" if wide[0] > -margin else "open"
    found = contrast["margin"]
    tally.check(f"case {case}: {verdict} by a margin of {margin:g}",
                found["verdict"] == verdict and near(found["low"], wide[0])
                and near(found["high"], wide[1]) and near(found["low_90"], narrow[0])
                and near(found["high_90"], narrow[1]), str(found))


def tails(shift, freedom):
    """The power of a two-sided t test at 5%, by integrating over the deviation: statsmodels has no
    number for large effects."""
    reach = stats.t.ppf(0.975, freedom)
    def density(s):
        return (stats.chi.pdf(s * math.sqrt(freedom), freedom) * math.sqrt(freedom)
                * (stats.norm.sf(reach * s - shift) + stats.norm.sf(reach * s + shift)))
    return integrate.quad(density, 0, 1)[0] + integrate.quad(density, 1, numpy.inf)[0]


def check_sample_size(tally, case, contrast, effect, freedom, power):
    """The fewest trainings with a power of 0.8 for the margin, of the deviation as large as it is
    with 80% confidence; none where 1,000 have less."""
    needed = contrast["margin"]["seeds_needed"]
    effect /= math.sqrt(freedom / stats.chi2.ppf(0.2, freedom))
    is_paired = isinstance(power, TTestPower)
    def of(count):
        found = power.power(abs(effect), **{"nobs" if is_paired else "nobs1": count}, alpha=0.05)
        if not math.isnan(found):
            return found
        return tails(abs(effect) * math.sqrt(count if is_paired else count / 2),
                     count - 1 if is_paired else 2 * count - 2)
    # Simpson's rule is within 1e-6 of the noncentral t.
    holds = (of(1000) < 0.8 + 1e-6 if needed is None
             else of(needed) > 0.8 - 1e-6 and (needed == 2 or of(needed - 1) < 0.8 + 1e-6))
    tally.check(f"case {case}: trainings that would show an effect of {effect:.3g}", holds,
                str(needed))


def wins(b, a):
    return (b > a) + 0.5 * (b == a)


def newcombe(share, m, n):
    """Method 5 of Newcombe, Statistics in Medicine 25, 2006."""
    def excess(p):
        extra = ((m + n) / 2 - 1) * ((1 - p) / (2 - p) + p / (1 + p))
        return (share - p) ** 2 - Z ** 2 * p * (1 - p) / (m * n) * (1 + extra)
    # At a share of 0 or 1 the equation has that as a root, too.
    low = 0 if share == 0 else optimize.brentq(excess, 0, share - 1e-9 * (share == 1), xtol=1e-15)
    high = 1 if share == 1 else optimize.brentq(excess, share + 1e-9 * (share == 0), 1, xtol=1e-15)
    return low, high


def check_outperformance(tally, case, contrast, a, b):
    """P(B > A) of independent runs, and Newcombe's interval."""
    found = contrast["probability_of_outperforming"]
    share = stats.mannwhitneyu(b, a).statistic / (len(a) * len(b))
    low, high = newcombe(share, len(a), len(b))
    tally.check(f"case {case}: probability of outperforming {share:.3f}",
                near(found["value"], share) and math.isclose(found["low"], low, abs_tol=1e-8)
                and math.isclose(found["high"], high, abs_tol=1e-8) and found["pairs"] is None,
                f"{found} {low} {high}")


def check_outperformance_of_pairs(tally, case, contrast, a, b):
    """P(B > A) seed by seed, and Clopper's and Pearson's interval, of a tie half a win."""
    found = contrast["probability_of_outperforming"]
    each = wins(numpy.array(b), numpy.array(a))
    won, count = each.sum(), len(each)
    low = 0 if won == 0 else stats.beta.ppf(0.025, won, count - won + 1)
    high = 1 if won == count else stats.beta.ppf(0.975, won + 1, count - won)
    tally.check(f"case {case}: probability of outperforming, {won:g} of {count} pairs",
                near(found["value"], each.mean()) and near(found["low"], low)
                and near(found["high"], high) and found["pairs"] == count,
                f"{found} {low} {high}")


def rewrite(program, run, value):
    """Gives a run of one epoch another test accuracy."""
    path = program.runs / run / "metrics.csv"
    header, row = path.read_text().splitlines()
    cells = dict(zip(header.split(","), row.split(",")))
    path.write_text(f"{header}\n{','.join((cells | {'test_accuracy': repr(value)}).values())}\n")


def check_paired(program, tally, case, draw, pairs):
    """Runs of two settings with the same seeds, whose accuracies are replaced."""
    size = draw.randint(2, len(pairs[0]))
    a = [draw.gauss(0.9, 0.02) for _ in range(size)]
    b = [accuracy(value + draw.gauss(draw.choice((0, 0.005, 0.03)), 0.01)) for value in a]
    if draw.random() < 0.3:
        b[0] = a[0]
    runs = pairs[0][:size] + pairs[1][:size]
    for run, value in zip(runs, a + b):
        rewrite(program, run, value)
    margin = draw.choice((0.1, 1, 5))
    contrast = grouped(program, runs, "training.batch_size", "test_accuracy", "--margin",
                       margin)["contrasts"][0]
    paired, expected = contrast["paired"], stats.ttest_rel(b, a)
    interval = expected.confidence_interval()
    tally.check(
        f"case {case}: paired t of {size}",
        near(paired["p"], expected.pvalue) and near(paired["low"], interval.low)
        and near(paired["high"], interval.high) and paired["degrees_of_freedom"] == size - 1,
        f"{paired} {expected}")
    differences = numpy.array(b) - numpy.array(a)
    deviation = differences.std(ddof=1)
    check_margin(tally, case, contrast, differences.mean(), deviation / math.sqrt(size), size - 1,
                 margin / 100)
    check_sample_size(tally, case, contrast, margin / 100 / deviation, size - 1, TTestPower())
    check_outperformance_of_pairs(tally, case, contrast, a, b)


def check_resampled(program, tally, case, draw, drawn):
    """Runs whose seed draws the split, 40 examples to test for 160 to train: Nadeau's and Bengio's
    variance, also where the groups have other seeds."""
    size = draw.randint(2, len(drawn[0]) - 1)
    shift = draw.choice((0, 1))
    a = [draw.gauss(0.8, 0.03) for _ in range(size)]
    b = [accuracy(value + draw.gauss(draw.choice((0, 0.05)), 0.02)) for value in a]
    runs = drawn[0][:size] + drawn[1][shift:size + shift]
    for run, value in zip(runs, a + b):
        rewrite(program, run, value)
    found = grouped(program, runs, "optimizer.learning_rate", "test_accuracy")
    contrast = found["contrasts"][0]
    if shift:
        u, v = (numpy.var(values, ddof=1) * (1 / size + 0.25) for values in (a, b))
        freedom = (u + v) ** 2 / ((u ** 2 + v ** 2) / (size - 1))
        error = math.sqrt(u + v)
    else:
        freedom = size - 1
        error = math.sqrt((1 / size + 0.25) * numpy.var(numpy.array(b) - a, ddof=1))
    difference = numpy.mean(b) - numpy.mean(a)
    low, high = stats.t.interval(0.95, freedom, loc=difference, scale=error)
    test = contrast["resampled"]
    tally.check(
        f"case {case}: corrected resampled t of {size}, {'other' if shift else 'the same'} seeds",
        near(test["p"], 2 * stats.t.sf(abs(difference) / error, freedom))
        and near(test["low"], low) and near(test["high"], high)
        and near(test["degrees_of_freedom"], freedom)
        and contrast["test_to_train_ratio"] == 0.25 and contrast["paired"] is None
        and contrast["welch"] is None and contrast["seeds_and_examples"] is None
        and contrast["probability_of_outperforming"]["low"] is None, f"{contrast} {low} {high}")
    for group, values in zip(found["groups"], (a, b)):
        ends = stats.t.interval(0.95, size - 1, loc=numpy.mean(values), scale=math.sqrt(
            (1 / size + 0.25) * numpy.var(values, ddof=1)))
        low, high = numpy.clip(ends, 0, 1)
        tally.check(f"case {case}: interval of {size} drawn splits",
                    near(group["low"], low) and near(group["high"], high), str(group))


def partly_paired(a, b, pairs):
    """Difference, p and interval of the samples, of which the first so many values are pairs."""
    counts = numpy.array([len(a), len(b)])
    terms = numpy.array([numpy.var(a, ddof=1), numpy.var(b, ddof=1)]) / counts
    both = numpy.corrcoef(a[:pairs], b[:pairs])[0, 1] * numpy.std(a, ddof=1) * numpy.std(b, ddof=1)
    error = math.sqrt(terms.sum() - 2 * both * pairs / counts.prod())
    welch = terms.sum() ** 2 / (terms ** 2 / (counts - 1)).sum()
    alone = counts.sum() - 2 * pairs
    freedom = pairs - 1 + (welch - pairs + 1) / (alone + 2 * pairs) * alone
    difference = numpy.mean(b) - numpy.mean(a)
    p = 2 * stats.t.sf(abs(difference) / error, freedom)
    deviation = math.sqrt((terms * counts).sum() - 2 * both)
    return (p, freedom, *stats.t.interval(0.95, freedom, loc=difference, scale=error)), deviation


def check_partly_paired(program, tally, case, draw, trained):
    """Runs of two settings which share some of their seeds; at either end are SciPy's own tests."""
    pairs, other = draw.randint(3, 8), draw.randint(1, 4)
    alone = draw.randint(0, len(trained[0]) - pairs - other)
    a = [draw.gauss(0.9, 0.02) for _ in range(pairs + alone)]
    b = [accuracy(value + draw.gauss(draw.choice((0, 0.01)), draw.choice((0.002, 0.02))))
         for value in a[:pairs]] + [draw.gauss(0.91, 0.02) for _ in range(other)]
    ends = (partly_paired(a[:pairs], b[:pairs], pairs)[0],
            (lambda test: (test.pvalue, test.df, *test.confidence_interval()))(
                stats.ttest_rel(b[:pairs], a[:pairs])))
    tally.check(f"case {case}: of pairs alone it is the paired test",
                all(map(near, *ends)), str(ends))
    runs = trained[0][:pairs + alone] + trained[1][:pairs] + trained[1][-other:]
    for run, value in zip(runs, a + b):
        rewrite(program, run, value)
    contrast = grouped(program, runs, "training.batch_size", "test_accuracy", "--margin",
                       1)["contrasts"][0]
    found = contrast["partly_paired"]
    expected, deviation = partly_paired(a, b, pairs)
    tally.check(
        f"case {case}: partly paired t, {pairs} of {len(a)} and {len(b)}",
        all(map(near, (found[key] for key in ("p", "degrees_of_freedom", "low", "high")), expected))
        and contrast["paired"] is None and contrast["shared_seeds"] == pairs,
        f"{found} {expected}")
    tally.check(f"case {case}: Welch's t beside it", near(
        contrast["welch"]["p"], stats.ttest_ind(b, a, equal_var=False).pvalue))
    check_sample_size(tally, case, contrast, 0.01 / deviation, expected[1], TTestPower())


def check_holm(program, tally, case, draw):
    values = [drawn(draw, draw.randint(2, 6), shift)
              for shift in draw.choices((0, 0.01, 0.05, 0.2), k=draw.randint(3, 5))]
    runs = [run for number, group in enumerate(values)
            for run in imported(program, f"h{case}-{number}", group)]
    found = grouped(program, runs, "tag", "validation_accuracy")
    def p(a, b):
        return stats.ttest_ind(values[a], values[b], equal_var=False).pvalue
    against = multipletests([p(0, other) for other in range(1, len(values))], method="holm")[1]
    tally.check(f"case {case}: Holm over {len(against)}",
                all(near(contrast["p_holm"], expected)
                    for contrast, expected in zip(found["contrasts"], against, strict=True)))
    for contrast, other in zip(found["contrasts"], values[1:], strict=True):
        test = stats.ttest_ind(other, values[0], equal_var=False)
        interval = test.confidence_interval(1 - 0.05 / len(against))
        tally.check(f"case {case}: interval of {len(against)}, all of which hold together",
                    near(contrast["low_adjusted"], interval.low)
                    and near(contrast["high_adjusted"], interval.high), str(contrast))
    order = sorted(range(len(values)), key=lambda group: -numpy.mean(values[group]))[:2]
    tally.check(f"case {case}: the best against the second of {len(values)}",
                near(found["best_two"]["p"], p(*order)), str(found["best_two"]))
    chosen = integrate.quad(
        lambda z: len(values) * z * stats.norm.pdf(z) * stats.norm.cdf(z) ** (len(values) - 1),
        -12, 12)[0] / math.sqrt(len(values[order[0]]))
    tally.check(f"case {case}: the best of {len(values)} is flattered",
                math.isclose(found["best_two"]["flattered_by_deviations"], chosen, rel_tol=1e-6),
                str(chosen))
