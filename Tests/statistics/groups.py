"""Groups of runs: the figures of bench compare --group-by against SciPy and statsmodels."""

import itertools
import json
import math

import numpy
from scipy import integrate, stats
from statsmodels.stats.multitest import multipletests
from statsmodels.stats.power import TTestIndPower, TTestPower


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


def grouped(program, runs, key, metric):
    return json.loads(program.expect(
        "compare", *runs, "--group-by", key, "--metric", metric, "--format", "json"))


def drawn(draw, size, shift):
    return [draw.gauss(0.9 + shift, draw.choice((1e-4, 0.01, 0.1))) for _ in range(size)]


def check_welch(program, tally, case, draw):
    sizes = draw.randint(2, 12), draw.randint(2, 12)
    a, b = (drawn(draw, size, shift)
            for size, shift in zip(sizes, (0, draw.choice((0, 0.001, 0.05)))))
    runs = imported(program, f"a{case}", a) + imported(program, f"b{case}", b)
    found = grouped(program, runs, "tag", "validation_accuracy")
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
    effect = (numpy.mean(b) - numpy.mean(a)) / math.sqrt(
        (numpy.var(a, ddof=1) + numpy.var(b, ddof=1)) / 2)
    check_sample_size(tally, case, contrast["seeds_needed"], effect, TTestIndPower())
    check_outperformance(tally, case, draw, contrast, a, b)


def tails(shift, freedom):
    """The power of a two-sided t test at 5%, by integrating over the deviation: statsmodels has no
    number for large effects."""
    reach = stats.t.ppf(0.975, freedom)
    def density(s):
        return (stats.chi.pdf(s * math.sqrt(freedom), freedom) * math.sqrt(freedom)
                * (stats.norm.sf(reach * s - shift) + stats.norm.sf(reach * s + shift)))
    return integrate.quad(density, 0, 1)[0] + integrate.quad(density, 1, numpy.inf)[0]


def check_sample_size(tally, case, needed, effect, power):
    """The fewest trainings with a power of 0.8; none where 1,000 have less."""
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


def check_outperformance(tally, case, draw, contrast, a, b):
    """P(B > A) exactly; the ends of its interval lie at the 2.5% points of the bootstrap
    distribution: all resamples where these are few, else NumPy's own."""
    found = contrast["probability_of_outperforming"]
    table = wins(numpy.array(b)[:, None], numpy.array(a)[None, :])
    tally.check(f"case {case}: probability of outperforming",
                near(found["value"], stats.mannwhitneyu(b, a).statistic / table.size))
    sizes = len(b), len(a)
    if max(sizes) <= 4:
        rows, columns = (numpy.array(list(itertools.product(range(size), repeat=size)))
                         for size in sizes)
        sums = numpy.stack([table[row].mean(axis=0) for row in rows])
        means = numpy.stack([sums[:, column].mean(axis=1) for column in columns]).ravel()
    else:
        own = numpy.random.default_rng(draw.randrange(2**32))
        means = numpy.array([
            table[own.integers(sizes[0], size=sizes[0])][:, own.integers(sizes[1], size=sizes[1])]
            .mean() for _ in range(20_000)])
    check_percentiles(tally, case, found, means)


def check_percentiles(tally, case, found, means, weights=None):
    """Five deviations of a share of 0.025 among bench's 10,000 resamples, and NumPy's 20,000."""
    weights = numpy.full(len(means), 1 / len(means)) if weights is None else weights
    slack = 5 * math.sqrt(0.025 * 0.975 * (1 / 10_000 + 1 / 20_000))
    below = lambda bound: weights[means < bound - 1e-12].sum()
    above = lambda bound: weights[means > bound + 1e-12].sum()
    low, high = found["low"], found["high"]
    tally.check(
        f"case {case}: bootstrap interval {low:.3f} to {high:.3f}",
        below(low) <= 0.025 + slack and 1 - above(low) >= 0.025 - slack
        and above(high) <= 0.025 + slack and 1 - below(high) >= 0.025 - slack)


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
    b = [value + draw.gauss(draw.choice((0, 0.005, 0.03)), 0.01) for value in a]
    if draw.random() < 0.3:
        b[0] = a[0]
    runs = pairs[0][:size] + pairs[1][:size]
    for run, value in zip(runs, a + b):
        rewrite(program, run, value)
    contrast = grouped(program, runs, "training.batch_size", "test_accuracy")["contrasts"][0]
    paired, expected = contrast["paired"], stats.ttest_rel(b, a)
    interval = expected.confidence_interval()
    tally.check(
        f"case {case}: paired t of {size}",
        near(paired["p"], expected.pvalue) and near(paired["low"], interval.low)
        and near(paired["high"], interval.high) and paired["degrees_of_freedom"] == size - 1,
        f"{paired} {expected}")
    differences = numpy.array(b) - numpy.array(a)
    check_sample_size(tally, case, contrast["seeds_needed"],
                      differences.mean() / differences.std(ddof=1), TTestPower())
    each = wins(numpy.array(b), numpy.array(a))
    found = contrast["probability_of_outperforming"]
    tally.check(f"case {case}: probability of outperforming, pair by pair",
                near(found["value"], each.mean()))
    # A resample's mean follows from how many pairs of each kind it has.
    shares = [(each == kind).mean() for kind in (0, 0.5, 1)]
    counts = numpy.array([(size - half - one, half, one) for half in range(size + 1)
                          for one in range(size + 1 - half)])
    check_percentiles(tally, case, found, counts @ numpy.array([0, 0.5, 1]) / size,
                      stats.multinomial.pmf(counts, size, shares))


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
    return (p, freedom, *stats.t.interval(0.95, freedom, loc=difference, scale=error)), \
        difference / deviation


def check_partly_paired(program, tally, case, draw, trained):
    """Runs of two settings which share some of their seeds; at either end are SciPy's own tests."""
    pairs, other = draw.randint(3, 8), draw.randint(1, 4)
    alone = draw.randint(0, len(trained[0]) - pairs - other)
    a = [draw.gauss(0.9, 0.02) for _ in range(pairs + alone)]
    b = [value + draw.gauss(draw.choice((0, 0.01)), draw.choice((0.002, 0.02)))
         for value in a[:pairs]] + [draw.gauss(0.91, 0.02) for _ in range(other)]
    ends = (partly_paired(a[:pairs], b[:pairs], pairs)[0],
            (lambda test: (test.pvalue, test.df, *test.confidence_interval()))(
                stats.ttest_rel(b[:pairs], a[:pairs])))
    tally.check(f"case {case}: of pairs alone it is the paired test",
                all(map(near, *ends)), str(ends))
    runs = trained[0][:pairs + alone] + trained[1][:pairs] + trained[1][-other:]
    for run, value in zip(runs, a + b):
        rewrite(program, run, value)
    contrast = grouped(program, runs, "training.batch_size", "test_accuracy")["contrasts"][0]
    found = contrast["partly_paired"]
    expected, effect = partly_paired(a, b, pairs)
    tally.check(
        f"case {case}: partly paired t, {pairs} of {len(a)} and {len(b)}",
        all(map(near, (found[key] for key in ("p", "degrees_of_freedom", "low", "high")), expected))
        and contrast["paired"] is None and contrast["shared_seeds"] == pairs,
        f"{found} {expected}")
    tally.check(f"case {case}: Welch's t beside it", near(
        contrast["welch"]["p"], stats.ttest_ind(b, a, equal_var=False).pvalue))
    check_sample_size(tally, case, contrast["seeds_needed"], effect, TTestPower())


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
    order = sorted(range(len(values)), key=lambda group: -numpy.mean(values[group]))[:2]
    if 0 in order:
        expected = against[max(order) - 1]
    else:
        pairs = list(itertools.combinations(range(len(values)), 2))
        adjusted = multipletests([p(*pair) for pair in pairs], method="holm")[1]
        expected = adjusted[pairs.index(tuple(sorted(order)))]
    tally.check(f"case {case}: Holm's p of the best two of {len(values)}",
                near(found["best_two"]["p_adjusted"], expected), str(found["best_two"]))
