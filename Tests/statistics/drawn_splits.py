"""Claims where bench 0.1 claimed too much, made by the program: imported runs that end with equal
metrics, and splits that the seed draws. And the folds of two learners, by NumPy."""

import json
import math

import numpy
from scipy import stats

from groups import grouped, imported as import_runs

DEFINITION = {
    "dataset": {"name": "csv", "files": {"train": ""}, "label": "class", "header": True,
                "classes": 2, "subset": {"train": {"count": 160}, "test": {"count": 40}}},
    "architecture": [{"type": "linear", "out_features": 2}],
    "loss": {"type": "softmax_cross_entropy"},
    "optimizer": {"type": "sgd", "learning_rate": 0.5},
    "training": {"epochs": 3, "batch_size": 32},
}


def imported(program, tally, draw, sets):
    """No imported run is merged with another because their metrics are equal."""
    first = import_runs(program, "a", [0.90, 0.91, 0.92, 0.93, 0.94])
    second = import_runs(program, "b", [0.92, 0.93, 0.94, 0.95, 0.96])
    for runs, sign in ((first + second, 1), (second + first, -1)):
        found = grouped(program, runs, "tag", "validation_accuracy")
        welch = found["contrasts"][0]["welch"]
        tally.check(
            "a1 to a5 against b1 to b5: +2.00 points, -0.31 to +4.31, p = 0.081, no claim",
            math.isclose(welch["difference"], sign * 0.02, abs_tol=1e-9)
            and round(sorted(map(abs, (welch["low"], welch["high"])))[1], 4) == 0.0431
            and round(welch["p"], 3) == 0.081 and len(found["groups"][0]["runs"]) == 5
            and found["conclusion"].startswith("No difference can be claimed from 5 runs"),
            found["conclusion"])
    whole = 0
    for case in range(min(sets, 50)):
        # Accuracies with two decimals: many are equal.
        values = numpy.round(draw.normal(0.9, 0.01, size=(2, 5)), 2).tolist()
        runs = [run for side in (0, 1)
                for run in import_runs(program, f"{'ab'[side]}{case}", values[side])]
        try:
            found = grouped(program, runs, "tag", "validation_accuracy")
        except RuntimeError as error:
            tally.check(f"case {case}: groups of equal values are compared", False, str(error))
            continue
        whole += [group["values"] for group in found["groups"]] == values
    tally.check("of values with two decimals every run counts", whole == min(sets, 50),
                f"{whole} comparisons")


def resampled(program, tally, draw, sets, at_most):
    """Two settings that are equal on average over data sets, ten drawn splits of each data set."""
    plain = corrected = 0
    for name in "ab":
        definition = json.loads(json.dumps(DEFINITION))
        definition["dataset"]["files"]["train"] = str(program.workspace / f"{name}.csv")
        (program.experiments / f"{name}.json").write_text(json.dumps(definition))
    for _ in range(sets):
        classes = draw.integers(0, 2, size=200)
        runs = []
        for name in "ab":
            feature = draw.normal(size=200) + classes
            rows = [f"{value!r},{label}" for value, label in zip(feature.tolist(), classes)]
            (program.workspace / f"{name}.csv").write_text("\n".join(["x,class", *rows]) + "\n")
            runs += program.expect("run", name, "--seeds", "1..10", "--quiet").split()
        found = grouped(program, runs, "dataset.files.train", "test_accuracy")
        a, b = (group["values"] for group in found["groups"])
        plain += stats.ttest_rel(b, a).pvalue < 0.05
        corrected += " is better" in found["conclusion"]
        program.expect("rm", "--yes", *runs)
    print(f"        the plain paired t would claim {plain} of {sets}")
    at_most(tally, "ten splits that the seed draws, equal settings: claimed", corrected, sets, 0.06)


def fold_claims(draw, rows, folds, repeats):
    """Whether two learners, each a threshold on one feature, are told apart over repeated folds."""
    classes = draw.integers(0, 2, size=rows)
    features = draw.normal(size=(2, rows)) + classes
    differences = []
    for _ in range(repeats):
        order = draw.permutation(rows)
        for fold in range(folds):
            tested = numpy.zeros(rows, dtype=bool)
            tested[order[fold::folds]] = True
            right = []
            for feature in features:
                means = [feature[~tested & (classes == value)].mean() for value in (0, 1)]
                answers = (feature[tested] > sum(means) / 2) == (means[1] > means[0])
                right.append((answers == classes[tested]).mean())
            differences.append(right[1] - right[0])
    count, variance = len(differences), numpy.var(differences, ddof=1)
    if variance == 0:
        return {"plain": False, "corrected": False}
    claims = {}
    for name, share in (("plain", 0), ("corrected", 1 / (folds - 1))):
        t = numpy.mean(differences) / math.sqrt((1 / count + share) * variance)
        claims[name] = 2 * stats.t.sf(abs(t), count - 1) < 0.05
    return claims
