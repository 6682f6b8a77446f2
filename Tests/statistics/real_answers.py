"""The difference of two settings on other seeds and other test examples, with the answers of real
trainings: how often the 95% interval misses it.

The truth is what all seeds come to on all 10,000 test digits; a draw takes some seeds and some of
the digits. Both are taken with replacement, so that those that there are stand for many more."""

import json

import numpy
from scipy import stats

from layout import seeds_and_examples

# Two networks whose seeds differ about as much as few examples do.
SETTINGS = {"softmax": [{"type": "linear", "out_features": 10}],
            "hidden layer": [{"type": "linear", "out_features": 32}, {"type": "relu"},
                             {"type": "linear", "out_features": 10}]}


def answers(program, seeds):
    """Of each setting whether a seed's training answers an example right, [seeds, examples]."""
    (program.experiments / "sweeps").mkdir(exist_ok=True)
    found = []
    for number, layers in enumerate(SETTINGS.values()):
        (program.experiments / f"pool{number}.json").write_text(json.dumps({
            "extends": "mlp-sgd", "architecture": [{"type": "flatten"}, *layers],
            "dataset": {"subset": {"train": [0, 1000], "test": [0, 10000]}},
            "optimizer": {"learning_rate": 0.1}, "training": {"epochs": 4, "batch_size": 20},
            "checkpoint": {"every_epochs": 4}}))
        (program.experiments / "sweeps" / f"pool{number}.json").write_text(json.dumps({
            "base": f"pool{number}", "seeds": list(range(1, seeds + 1))}))
        runs = program.expect("sweep", f"pool{number}", "--quiet").split()
        found.append(numpy.array([right(program, run) for run in runs], float))
    return found


def right(program, run):
    lines = (program.runs / run / "predictions.csv").read_text().splitlines()
    label, prediction = (lines[0].split(",").index(name) for name in ("label", "prediction"))
    cells = [line.split(",") for line in lines[1:]]
    return [row[label] == row[prediction] for row in cells]


def check(program, tally, draw, draws, seeds, at_most):
    pools = answers(program, seeds)
    truth = pools[1].mean() - pools[0].mean()
    print(f"        {seeds} seeds of each: " + ", ".join(
        f"{name} {pool.mean():.4f}, deviation {pool.mean(1).std(ddof=1):.4f}"
        for name, pool in zip(SETTINGS, pools)))
    for examples in (500, 2000):
        for count in (5, 10, 20):
            for paired in (True, False):
                alone = both = 0
                for _ in range(draws):
                    missed = one(draw, pools, truth, count, examples, paired)
                    alone += missed[0]
                    both += missed[1]
                words = (f"real answers, {count} {'paired' if paired else 'other'} seeds, "
                         f"{examples} examples")
                print(f"        {words}: seeds alone miss {100 * alone / draws:.1f}%")
                at_most(tally, f"{words}: seeds and examples miss", both, draws, 0.07)


def one(draw, pools, truth, count, examples, paired):
    """Whether the intervals of seeds alone, and of seeds and examples, miss the truth."""
    columns = draw.integers(pools[0].shape[1], size=examples)
    rows = [draw.integers(len(pool), size=count) for pool in pools]
    if paired:
        rows[1] = rows[0]
    runs = [pool[numpy.ix_(chosen, columns)] for pool, chosen in zip(pools, rows)]
    value, of_seeds, error, freedom, seed_freedom = seeds_and_examples(runs, paired)
    return [abs(value - truth) > stats.t.ppf(0.975, degrees) * size
            for size, degrees in ((of_seeds, seed_freedom), (error, freedom))]
