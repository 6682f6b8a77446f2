"""Writes fixtures.json: metrics of drawn predictions, computed by scikit-learn.

    python Tests/sklearn/fixtures.py

needs numpy and scikit-learn. The Swift tests read the file and compute the same metrics.
"""

import json
import pathlib
import warnings

import numpy as np
import sklearn
from sklearn import metrics

HERE = pathlib.Path(__file__).parent


def classes_case(draw, name, classes, examples, present, skill):
    """Scores of drawn examples. `present` are the classes that occur as labels."""
    labels = draw.choice(present, examples)
    scores = draw.normal(size=(examples, classes)).astype(np.float32)
    scores[np.arange(examples), labels] += np.float32(skill)
    answers = scores.argmax(1)
    with warnings.catch_warnings():
        # scikit-learn warns of answers that occur among no labels.
        warnings.simplefilter("ignore")
        values = {
            "macro_f1": metrics.f1_score(labels, answers, average="macro", zero_division=0),
            "balanced_accuracy": metrics.balanced_accuracy_score(labels, answers),
            "accuracy": metrics.accuracy_score(labels, answers),
        }
    if classes > 5:
        values["top5_accuracy"] = metrics.top_k_accuracy_score(
            labels, scores, k=5, labels=np.arange(classes))
    return {
        "name": name, "labels": labels.tolist(), "scores": scores.tolist(),
        "metrics": {key: float(value) for key, value in values.items()}}


def values_case(name, labels, predictions):
    """Labels and predictions [N, targets], rounded to float32 as bench has them."""
    labels = np.asarray(labels, np.float32).astype(float)
    predictions = np.asarray(predictions, np.float32).astype(float)
    each = lambda metric: metric(labels, predictions, multioutput="raw_values").tolist()
    functions = {
        "mae": metrics.mean_absolute_error, "rmse": metrics.root_mean_squared_error,
        "r2": metrics.r2_score}
    return {
        "name": name, "labels": labels.tolist(), "predictions": predictions.tolist(),
        "metrics": {key: float(f(labels, predictions)) for key, f in functions.items()},
        "targets": {key: each(f) for key, f in functions.items()}}


def main():
    draw = np.random.default_rng(5)
    cases = [
        classes_case(draw, "ten classes", 10, 80, range(10), 1.5),
        classes_case(draw, "classes without labels", 12, 60, [0, 3, 4, 11], 1.0),
        classes_case(draw, "one label", 7, 20, [2], 1.0),
        classes_case(draw, "all right", 6, 20, range(6), 50),
        classes_case(draw, "hardly any right", 9, 40, range(9), -2),
        classes_case(draw, "two classes", 2, 30, range(2), 0.5),
    ]
    x = draw.normal(size=(50, 3)) * [1, 100, 1e-3] + [0, 1e4, 0]
    noise = draw.normal(size=(50, 3)) * [0.3, 60, 3e-3]
    constant = np.full((10, 3), [2.5, -1, 0.1])
    near = constant.copy()
    near[3, 1] += 0.25
    values = [
        values_case("one target", x[:, :1], x[:, :1] + noise[:, :1]),
        values_case("three targets", x, x + noise),
        values_case("constant targets, one of them missed", constant, near),
        values_case("exact", x, x),
        values_case("two examples", x[:2], x[:2] + noise[:2]),
    ]
    text = json.dumps(
        {"sklearn": sklearn.__version__, "classes": cases, "values": values}, indent=1)
    (HERE / "fixtures.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
