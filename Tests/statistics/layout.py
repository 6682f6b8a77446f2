"""The difference of two settings from the answers of each seed to each example."""

import math


def residual(runs):
    rest = runs - runs.mean(1, keepdims=True) - runs.mean(0) + runs.mean()
    seeds, examples = runs.shape
    return (rest ** 2).sum() / ((seeds - 1) * (examples - 1)) / (seeds * examples)


def seeds_and_examples(runs, paired):
    """Difference, standard error of the seeds, that of both, and the degrees of freedom of each;
    runs[side] is [seeds, examples]."""
    a, b = runs
    examples = a.shape[1]
    value = b.mean() - a.mean()
    if paired:
        difference = b - a
        of_seeds = difference.mean(1).var(ddof=1) / len(difference)
        shared, seed_freedom = residual(difference), len(difference) - 1
    else:
        parts = [side.mean(1).var(ddof=1) / len(side) for side in (a, b)]
        of_seeds = sum(parts)
        shared = residual(a) + residual(b)
        seed_freedom = of_seeds ** 2 / sum(
            part ** 2 / (len(side) - 1) for part, side in zip(parts, (a, b)))
    of_examples = (b.mean(0) - a.mean(0)).var(ddof=1) / examples
    variance = max(of_seeds + of_examples - shared, of_seeds, of_examples)
    freedom = seed_freedom
    if min(len(a), len(b)) > 3:
        freedom = (of_seeds + of_examples) ** 2 / (
            of_seeds ** 2 / seed_freedom + of_examples ** 2 / (examples - 1))
    return value, math.sqrt(of_seeds), math.sqrt(variance), freedom, seed_freedom
