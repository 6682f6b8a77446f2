"""The further metrics of metrics.csv and of bench evaluate are scikit-learn's of predictions.csv."""

import csv
import io
import json

import numpy
from sklearn import metrics

# Sums of float64 in another order than numpy's.
TOLERANCE = 1e-12

VALUES = {
    "dataset": {
        "name": "csv", "files": {"train": "data/train.csv", "test": "data/test.csv"},
        "label": ["level", "slope", "fixed"], "normalize": "standard",
        "subset": {"validation": [80, 120], "train": [0, 80]},
    },
    "architecture": [
        {"type": "linear", "out_features": 8}, {"type": "tanh"},
        {"type": "linear", "out_features": 3}],
    "loss": {"type": "mse"},
    "optimizer": {"type": "sgd", "learning_rate": 0.01},
    "training": {"epochs": 3, "batch_size": 16, "metrics": ["r2", "rmse", "mae"],
                 "early_stopping": {"metric": "validation_r2", "patience": 3}},
}


def check(program, tally, options):
    of_classes(program, tally)
    of_values(program, tally)


def of_classes(program, tally):
    run = program.expect(
        "run", "mlp-sgd", "--quiet", "--epochs", "2", "--set",
        'training.metrics=["top5_accuracy","balanced_accuracy","macro_f1"]').strip()
    rows = table(program, run, "predictions.csv")
    labels, answers = ([int(row[name]) for row in rows] for name in ("label", "prediction"))
    expected = {
        "macro_f1": metrics.f1_score(labels, answers, average="macro", zero_division=0),
        "balanced_accuracy": metrics.balanced_accuracy_score(labels, answers)}
    last = table(program, run, "metrics.csv")[-1]
    found = figures(program, run)
    for name, value in expected.items():
        same(tally, f"{name} in metrics.csv", float(last[f"test_{name}"]), value)
        same(tally, f"{name} of bench evaluate", found[name], value)
    top = float(last["test_top5_accuracy"])
    tally.check("top5_accuracy is above accuracy", float(last["test_accuracy"]) < top < 1)
    same(tally, "top5_accuracy of bench evaluate", found["top5_accuracy"], top)
    listed = program.expect("runs", "--where", "test_macro_f1 > 0.5", "--sort", "-best:test_macro_f1",
                            "--columns", "id,test_macro_f1,best:test_top5_accuracy",
                            "--format", "csv")
    tally.check("runs finds and sorts by a further metric", run in listed)


def of_values(program, tally):
    draw = numpy.random.default_rng(3)
    folder = program.workspace / "data"
    folder.mkdir()
    for part, count in (("train", 120), ("test", 30)):
        x = draw.normal(size=(count, 2))
        lines = ["a,b,level,slope,fixed"] + [
            f"{a:.4f},{b:.4f},{a + 2 * b:.4f},{a * b:.4f},1.5" for a, b in x]
        (folder / f"{part}.csv").write_text("\n".join(lines) + "\n")
    (program.experiments / "values.json").write_text(json.dumps(VALUES))
    run = program.expect("run", "values", "--quiet").strip()
    rows = table(program, run, "predictions.csv")
    tally.check("predictions.csv has every target", list(rows[0]) == [
        "index", "label", "prediction", "label_2", "prediction_2", "label_3", "prediction_3"])
    labels, predictions = (
        numpy.array([[float(row[name + end]) for end in ("", "_2", "_3")] for row in rows])
        for name in ("label", "prediction"))
    last = table(program, run, "metrics.csv")[-1]
    found = figures(program, run)
    functions = {"mae": metrics.mean_absolute_error, "rmse": metrics.root_mean_squared_error,
                 "r2": metrics.r2_score}
    for name, function in functions.items():
        value = function(labels, predictions)
        same(tally, f"{name} in metrics.csv", float(last[f"test_{name}"]), value)
        same(tally, f"{name} of bench evaluate", found[name], value)
        each = function(labels, predictions, multioutput="raw_values")
        for target, value in enumerate(each):
            same(tally, f"{name} of target {target + 1}", found[f"{name}_{target + 1}"], value)
    tally.check("the run is verified", program.run("verify", run).returncode == 0)
    report = program.run("report", run, "-o", "page.html")
    tally.check("the report is written", report.returncode == 0)
    other = program.expect("run", "values", "--quiet", "--seed", "3").strip()
    compared = program.expect("compare", run, other, "--metric", "test_r2")
    tally.check("compare takes a further metric", "test_r2" in compared)


def table(program, run, name):
    return list(csv.DictReader(io.StringIO((program.runs / run / name).read_text())))


def figures(program, run):
    return json.loads(program.expect("evaluate", run, "--checkpoint", "latest", "--format", "json"))["figures"]


def same(tally, name, value, expected):
    near = abs(value - expected) <= TOLERANCE * max(1, abs(expected))
    tally.check(name, near, "" if near else f"{value}, not {expected}")
