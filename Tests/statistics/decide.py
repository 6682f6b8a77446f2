#!/usr/bin/env python3
"""Decisions between settings: limits, figures and error rates of `bench decide`.

    python3 Tests/statistics/decide.py .build/release/bench [--long]

- The limits of the looks are those of the same recursion in NumPy, and 200,000 simulated decisions
  (a million with --long) err, find and end as the table in Sources/Reports/Statistics/Sequential/
  README.md says.
- Every figure of real decisions is recomputed with SciPy from the values of the runs.
- 20 real decisions (200 with --long) between settings that are equal in distribution claim a
  difference in at most 5%, and are given up after fewer than 11 pairs on average.

The two settings of the last are one network with and without a layer that changes nothing before its
dense layer. First weights are drawn by the seed and the layer's number, so that both begin with other
weights of one distribution. Trainings are deterministic, hence so are the rates.
The last line says how many checks passed and failed.
"""

import argparse
import json
import pathlib
import random
import shutil
import sys

import numpy as np
from scipy import stats

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "endtoend"))

from program import Program  # noqa: E402
from tally import Tally  # noqa: E402

ALPHA, FIRST, MOST = 0.05, 3, 20


def limits(most=MOST, cells=1200, quantiles=1500):
    """The p values of the looks, by the recursion for |phi| where r = sqrt(n) sin phi."""
    edges = np.linspace(0, np.pi / 2, cells + 1)
    middles = (edges[1:] + edges[:-1]) / 2
    masses = np.diff(np.sin(edges))  # P(|T_2| <= sqrt(2) tan f)
    found, spent = [], 0.0
    for n in range(FIRST, most + 1):
        if n > FIRST:
            w = stats.t.ppf((np.arange(quantiles) + 0.5) / quantiles, n - 1) / np.sqrt(n - 1)
            r = np.sqrt(n - 1) * np.sin(middles)
            r = np.abs((r[:, None] + w) / np.sqrt(1 + w * w))
            cell = (np.arcsin(np.minimum(1, r / np.sqrt(n))) / (np.pi / 2) * cells).astype(int)
            masses = np.bincount(np.minimum(cells - 1, cell).ravel(),
                                 np.repeat(masses / quantiles, quantiles), cells)
        left, spent = ALPHA * n / most - spent, ALPHA * n / most
        last = cells - 1
        while masses[last] <= left:
            left -= masses[last]
            masses[last] = 0
            last -= 1
        part = left / masses[last]
        masses[last] -= left
        t = np.sqrt(n - 1) * np.tan(edges[last + 1] - part * edges[1])
        found.append(2 * stats.t.sf(t, n - 1))
    return np.array(found)


def power(p, n, limit, most=MOST):
    """The conditional power: that the last look claims something under the present trend."""
    share = n / most
    return stats.norm.cdf((stats.norm.isf(p / 2) / np.sqrt(share) - stats.norm.isf(limit / 2))
                          / np.sqrt(1 - share))


def simulate(draw, found, d, paths, gives_up, shape="normal"):
    """The share of decisions that claim something, and the mean number of pairs."""
    values = draw.laplace(size=(paths, MOST)) / np.sqrt(2) if shape == "laplace" else (
        draw.standard_normal((paths, MOST)))
    values += d
    sums, squares = values.cumsum(1), (values * values).cumsum(1)
    is_open, claims, pairs = np.ones(paths, bool), 0, np.full(paths, MOST)
    for n in range(FIRST, MOST + 1):
        mean = sums[:, n - 1] / n
        deviation = np.sqrt((squares[:, n - 1] - n * mean * mean) / (n - 1))
        t = np.abs(mean) / deviation * np.sqrt(n)
        claimed = is_open & (t >= stats.t.isf(found[n - FIRST] / 2, n - 1))
        claims += claimed.sum()
        ended = claimed
        if gives_up and 8 <= n < MOST:
            ended = claimed | (is_open & (power(2 * stats.t.sf(t, n - 1), n, found[-1]) < 0.1))
        pairs[ended] = n
        is_open &= ~ended
    return claims / paths, pairs.mean()


# Section "simulated" of the guide: rate, pairs; then the same where hopeless decisions are given up.
TABLE = {0: (0.050, 19.5, 0.047, 9.3), 0.5: (0.43, 17.1, 0.39, 11.5), 1: (0.96, 11.1, 0.93, 10.4),
         2: (1.0, 6.1, 1.0, 6.1), 4: (1.0, 4.2, 1.0, 4.2)}


def simulated(tally, found, paths):
    draw = np.random.default_rng(1)
    for d, expected in TABLE.items():
        plain = simulate(draw, found, d, paths, gives_up=False)
        early = simulate(draw, found, d, paths, gives_up=True)
        text = (f"{plain[0]:.1%} after {plain[1]:.2f} pairs; where given up {early[0]:.1%} after "
                f"{early[1]:.2f}")
        near = [abs(value - known) <= tolerance for value, known, tolerance in zip(
            plain + early, expected, (0.01, 0.1, 0.01, 0.1))]
        tally.check(f"a true difference of {d} deviations is claimed as often as the guide says",
                    all(near), text)
        if d == 0:
            error = 4 * np.sqrt(0.05 * 0.95 / paths)
            tally.check("without a difference 5% claim one", abs(plain[0] - ALPHA) < error
                        and early[0] <= ALPHA, text)
    heavy = simulate(draw, found, 0, paths, gives_up=False, shape="laplace")
    tally.check("differences with heavy tails claim less", heavy[0] < ALPHA, f"{heavy[0]:.1%}")


def recomputed(program, tally, experiment, *words):
    """Every figure of a decision, from the values in run.json and predictions.csv."""
    decision = json.loads(program.expect("decide", experiment, *words, "--format", "json"))
    name, floor = decision["metric"], decision["difference"]["least_deviation"]
    if name.endswith("accuracy"):
        tally.check("the least deviation is that of rounding", abs(
            floor * decision["examples"] * np.sqrt(12) - 1) < 1e-12, floor)
    planned = decision["plan"]["limits"]
    differences, wrong = [], []
    for look in decision["looks"]:
        values = [program.record(look[side])["summary"]["metrics"][name]["last"]
                  for side in ("base_run", "other_run")]
        differences.append(values[1] - values[0])
        n, mean = len(differences), np.mean(differences)
        found = {"base": values[0], "other": values[1], "difference": differences[-1]}
        if n > 1:
            deviation = max(np.std(differences, ddof=1), floor)
            t = mean / deviation * np.sqrt(n)
            found |= {"mean": mean, "standard_error": deviation / np.sqrt(n), "t": t,
                      "p": 2 * stats.t.sf(abs(t), n - 1)}
        if n >= FIRST:
            reach = stats.t.isf(planned[n - FIRST] / 2, n - 1) * deviation / np.sqrt(n)
            found |= {"limit": planned[n - FIRST], "low": mean - reach, "high": mean + reach}
            square, spread = t * t / (n - 1), 1 + n
            found["evidence"] = spread ** -0.5 * ((1 + square) / (1 + square / spread)) ** (n / 2)
        if 8 <= n < MOST:
            found["conditional_power"] = power(found["p"], n, planned[-1])
        wrong += [f"{key} of pair {n}: {look[key]}, {value}" for key, value in found.items()
                  if look[key] is None or not np.isclose(look[key], value, rtol=1e-8, atol=1e-13)]
        ends = n >= FIRST and (found["p"] <= planned[n - FIRST]
                               or found.get("conditional_power", 1) < 0.1 or n == MOST)
        if ends != (n == decision["pairs"]):
            wrong.append(f"pair {n} ends it: {ends}")
    tally.check(f"{experiment} by {name}: {decision['pairs']} looks are SciPy's", not wrong,
                "; ".join(wrong[:3]) or decision["conclusion"][:70])
    if name == "test_accuracy":
        examples(program, tally, decision, reach / deviation * np.sqrt(n))
    return decision


def examples(program, tally, decision, reach):
    """The interval over seeds and examples: V_s/S + V_x/M - V_e/(SM)."""
    rows = []
    for look in decision["looks"]:
        right = [[row["label"] == row["prediction"] for row in program.rows(look[side],
                  "predictions.csv")] for side in ("base_run", "other_run")]
        rows.append(np.subtract(*np.array(right, float)[::-1]))
    d = np.array(rows)
    seeds, count = d.shape
    rest = d - d.mean(1, keepdims=True) - d.mean(0) + d.mean()
    of_seeds, of_examples = d.mean(1).var(ddof=1) / seeds, d.mean(0).var(ddof=1) / count
    both = of_seeds + of_examples - (rest ** 2).sum() / ((seeds - 1) * (count - 1) * seeds * count)
    error = np.sqrt(max(both, of_seeds, of_examples))
    found = decision["difference"]
    tally.check("the interval on other examples is that of its formula", np.allclose(
        [found["others_standard_error"], found["others_low"], found["others_high"]],
        [error, d.mean() - reach * error, d.mean() + reach * error], rtol=1e-8), found)


def wilson(successes, count):
    z, share = stats.norm.isf(0.025), successes / count
    middle = (share + z * z / (2 * count)) / (1 + z * z / count)
    reach = z / (1 + z * z / count) * np.sqrt(share * (1 - share) / count
                                              + z * z / (4 * count * count))
    return middle - reach, middle + reach


def equal(program, tally, decisions):
    draw, dense = random.Random(3), {"type": "linear", "out_features": 1}
    for part, rows in (("train", 60), ("test", 40)):
        points = [draw.gauss(0, 1) for _ in range(rows)]
        (program.workspace / f"{part}.csv").write_text("a,y\n" + "".join(
            f"{x:.6f},{2 * x + draw.gauss(0, 0.3):.6f}\n" for x in points))
    other = json.dumps([{"type": "flatten"}, dense])
    (program.experiments / "twin.json").write_text(json.dumps({
        "dataset": {"name": "csv", "files": {"train": "train.csv", "test": "test.csv"},
                    "label": "y"},
        "architecture": [dense], "loss": {"type": "mse"},
        "optimizer": {"type": "sgd", "learning_rate": 0.05},
        "training": {"epochs": 2, "batch_size": 4}}))
    claims, pairs, ends = 0, 0, {}
    for number in range(decisions):
        shutil.rmtree(program.runs, ignore_errors=True)
        found = json.loads(program.expect(
            "decide", "twin", "--set", f"architecture={other}", "--seeds",
            f"{1 + 100 * number}..", "--format", "json"))
        claims += found["outcome"].endswith("_better")
        pairs += found["pairs"]
        ends[found["outcome"]] = ends.get(found["outcome"], 0) + 1
    low, high = wilson(claims, decisions)
    text = (f"{claims} of {decisions} claim, Wilson {low:.1%} to {high:.1%}, "
            f"{pairs / decisions:.2f} pairs on average, {ends}")
    tally.check("equal settings claim in at most 5%", claims <= 0.05 * decisions, text)
    tally.check("and are given up after fewer than 11 pairs", pairs / decisions < 11, text)


def main():
    parser = argparse.ArgumentParser(description="Decisions against NumPy and SciPy.")
    parser.add_argument("bench")
    parser.add_argument("--long", action="store_true")
    options = parser.parse_args()
    tally = Tally()
    with tally.part("decisions"):
        program = Program(options.bench)
        (program.experiments / "quick.json").write_text(json.dumps({
            "extends": "mlp-sgd", "training": {"epochs": 1, "batch_size": 50},
            "dataset": {"subset": {"train": [0, 500], "test": [0, 400]}}}))
        for rate in (0.11, 0.15, 0.3):
            change = ["--set", f"optimizer.learning_rate={rate}"]
            found = recomputed(program, tally, "quick", *change)
            recomputed(program, tally, "quick", *change, "--metric", "test_loss")
        known = limits()
        tally.check("the limits are those of the same recursion in NumPy", np.allclose(
            found["plan"]["limits"], known, rtol=1e-3), np.round(known, 4).tolist())
        simulated(tally, known, 1_000_000 if options.long else 200_000)
        equal(program, tally, 200 if options.long else 20)
    print(tally.totals)
    sys.exit(1 if tally.failed or not tally.passed else 0)


main()
