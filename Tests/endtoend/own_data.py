"""Data of one's own: folders of pictures, NumPy arrays and tables train, evaluate and predict.

numpy, Pillow and pandas write the files; scikit-learn's data sets are read as its package ships
them, and its networks' figures are those of the same network in PyTorch. Every line of
Sources/Datasets/OwnData.md is run in order.

    python3 Tests/endtoend/own_data.py BENCH

prints that page as BENCH would have it.
"""

import csv
import io
import json
import pathlib
import re
import shutil
import subprocess
import sys

import numpy
import pandas
import sklearn
import sklearn.datasets
import torch
from PIL import Image
from safetensors.torch import load_file

import readme
from program import REPOSITORY, Program

PAGE = REPOSITORY / "Sources" / "Datasets" / "OwnData.md"
SKLEARN = pathlib.Path(sklearn.__file__).parent / "datasets" / "data"
# Sums in another order than PyTorch's, over 40 epochs of float32.
TOLERANCE = 1e-5

CNN = {
    "architecture": [
        {"type": "conv2d", "out_channels": 4, "kernel_size": 5}, {"type": "relu"},
        {"type": "max_pool2d", "kernel_size": 2}, {"type": "flatten"},
        {"type": "linear", "out_features": 10}],
    "loss": {"type": "softmax_cross_entropy"},
    "optimizer": {"type": "sgd", "learning_rate": 0.05},
    "training": {"epochs": 2, "batch_size": 32},
}


def check(program, tally, options):
    pictures(program, tally)
    shipped_tables(program, tally)
    text_labels(program, tally)
    no_test_part(program, tally)
    page(Program(options.bench), tally)


def define(program, name, dataset, rest):
    (program.experiments / f"{name}.json").write_text(json.dumps({"dataset": dataset, **rest}))


def run(program, name, *words):
    return program.expect("run", name, "--quiet", *words).strip()


def record(program, run):
    return json.loads((program.workspace / "runs" / run / "run.json").read_text())


def table(program, run, name):
    text = (program.workspace / "runs" / run / name).read_text()
    return list(csv.DictReader(io.StringIO(text)))


def idx(path, array):
    head = bytes([0, 0, 8, array.ndim]) + b"".join(n.to_bytes(4, "big") for n in array.shape)
    path.write_bytes(head + numpy.ascontiguousarray(array).tobytes())


def pictures(program, tally):
    """Digits as PNG, as NumPy arrays and as IDX give the same weights, bit for bit."""
    digits = sklearn.datasets.load_digits()
    order = numpy.argsort(digits.target, kind="stable")
    x = (digits.images[order] * 15.9375).astype("u1").repeat(2, 1).repeat(2, 2)
    y = digits.target[order].astype("u1")
    is_test = numpy.arange(len(y)) % 5 == 0
    folder = program.workspace
    for part, chosen in (("train", ~is_test), ("test", is_test)):
        idx(folder / f"{part}-x", x[chosen])
        idx(folder / f"{part}-y", y[chosen])
        for place, (image, label) in enumerate(zip(x[chosen], y[chosen])):
            path = folder / "digits" / part / str(label) / f"{place:05}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(image).save(path)
    numpy.savez_compressed(folder / "digits.npz", x_train=x[~is_test], y_train=y[~is_test],
                           x_test=x[is_test], y_test=y[is_test])
    for name, array in (("x", x), ("y", y.astype(">i8"))):
        numpy.save(folder / f"a{name}.npy", array[~is_test])
        numpy.save(folder / f"b{name}.npy", array[is_test])
    define(program, "of-idx", {
        "name": "idx", "files": {"train_images": "train-x", "train_labels": "train-y",
                                 "test_images": "test-x", "test_labels": "test-y"}}, CNN)
    define(program, "of-folder", {"name": "image_folder", "path": "digits"}, CNN)
    define(program, "of-npz", {"name": "npz", "file": "digits.npz"}, CNN)
    define(program, "of-npy", {"name": "npy", "files": {
        "train_x": "ax.npy", "train_y": "ay.npy", "test_x": "bx.npy", "test_y": "by.npy"}}, CNN)
    names = ["of-idx", "of-folder", "of-npz", "of-npy"]
    runs = [run(program, name) for name in names]
    records = [record(program, one) for one in runs]
    for name, one in zip(names[1:], records[1:]):
        tally.check(f"{name} has the weights of the same digits from IDX",
                    one["weights_sha256"] == records[0]["weights_sha256"])
    tally.check("npz and npy are the same data",
                records[2]["run_key"] != "" and records[2]["data_sha256"] == records[3]["data_sha256"])
    answers = program.expect("predict", runs[1], "digits/test", "--format", "csv")
    found = [row["class"] for row in csv.DictReader(io.StringIO(answers))]
    known = [row["prediction"] for row in table(program, runs[1], "predictions.csv")]
    tally.check("predict answers as predictions.csv", found == known)
    other = json.loads(program.expect(
        "evaluate", runs[1], "--dataset", str(folder / "digits.npz"), "--format", "json"))
    tally.check("evaluate takes other files", "accuracy" in json.dumps(other))
    shutil.rmtree(folder / "digits")
    tally.check("a finished run is shown, compared and predicts without its data",
                program.run("compare", runs[1], runs[2]).returncode == 0
                and program.run("predict", runs[1], "bx.npy").returncode == 0)


def mlp(outputs, loss):
    return {
        "architecture": [{"type": "linear", "out_features": 16}, {"type": "tanh"},
                         {"type": "linear", "out_features": outputs}],
        "loss": {"type": loss}, "optimizer": {"type": "sgd", "learning_rate": 0.1},
        "training": {"epochs": 40, "batch_size": 32, "shuffle": False},
    }


def shipped_tables(program, tally):
    """scikit-learn's data sets, as the package ships them and as npz, and PyTorch's figures."""
    for name in ("iris.csv", "wine_data.csv", "breast_cancer.csv", "digits.csv.gz"):
        shutil.copy(SKLEARN / name, program.workspace / name)
    split = {"test": 0.2, "seed": 1}
    for name, load, header in (("iris", "iris", 1), ("wine_data", "wine", 1),
                               ("breast_cancer", "breast_cancer", 1), ("digits", "digits", 0)):
        data = getattr(sklearn.datasets, f"load_{load}")()
        classes = len(set(data.target))
        file = name + (".csv.gz" if name == "digits" else ".csv")
        dataset = {"name": "csv", "files": {"train": file}, "header": False, "classes": classes,
                   "normalize": "standard", "split": split}
        if header:
            dataset["skip_lines"] = header
        define(program, name, dataset, mlp(classes, "softmax_cross_entropy"))
        one = run(program, name)
        numpy.savez(program.workspace / f"{name}.npz", x_train=data.data, y_train=data.target)
        define(program, f"{name}-npz", {"name": "npz", "file": f"{name}.npz",
                                        "normalize": "standard", "split": split},
               mlp(classes, "softmax_cross_entropy"))
        other = run(program, f"{name}-npz")
        tally.check(f"{name}: the table and the archive give the same weights",
                    record(program, one)["weights_sha256"]
                    == record(program, other)["weights_sha256"])
        agrees(program, tally, name, other, data.data, data.target, torch.nn.CrossEntropyLoss())
    data = sklearn.datasets.load_diabetes()
    target = (data.target - data.target.mean()) / data.target.std()
    numpy.savez(program.workspace / "diabetes.npz", x_train=data.data,
                y_train=target.astype("f4"))
    define(program, "diabetes", {"name": "npz", "file": "diabetes.npz", "normalize": "standard",
                                 "split": split}, mlp(1, "mse"))
    agrees(program, tally, "diabetes", run(program, "diabetes"), data.data, target,
           torch.nn.MSELoss())


def agrees(program, tally, name, one, x, y, loss):
    """The last losses are those of the same network in PyTorch, from the same first weights."""
    test = [int(row["index"]) for row in table(program, one, "predictions.csv")]
    train = [place for place in range(len(y)) if place not in set(test)]
    first = sorted((program.workspace / "runs" / one / "checkpoints").glob("*.safetensors"))
    tensors = load_file(first[0])
    layers = sorted({key.split(".")[1] for key in tensors if key.startswith("model.")}, key=int)
    parts = []
    for layer in layers:
        weight, bias = tensors[f"model.{layer}.weight"], tensors[f"model.{layer}.bias"]
        linear = torch.nn.Linear(weight.shape[1], weight.shape[0])
        with torch.no_grad():
            linear.weight.copy_(weight)
            linear.bias.copy_(bias)
        parts += [linear, torch.nn.Tanh()]
    network = torch.nn.Sequential(*parts[:-1])
    means, deviations = x[train].mean(0), x[train].std(0)
    scaled = torch.tensor((x - means) / numpy.where(deviations == 0, 1, deviations)).float()
    labels = torch.tensor(y)
    if isinstance(loss, torch.nn.MSELoss):
        labels = labels.float()[:, None]
    optimizer = torch.optim.SGD(network.parameters(), lr=0.1)
    step = int(first[0].stem.split("-")[1])
    tally.check(f"{name}: the first checkpoint is before the first step", step == 0)
    for _ in range(40):
        for start in range(0, len(train), 32):
            batch = train[start:start + 32]
            optimizer.zero_grad()
            loss(network(scaled[batch]), labels[batch]).backward()
            optimizer.step()
    with torch.no_grad():
        expected = float(loss(network(scaled[test]), labels[test]))
    found = float(table(program, one, "metrics.csv")[-1]["test_loss"])
    difference = abs(found - expected) / max(expected, 0.1)
    tally.check(f"{name}: the test loss is PyTorch's ({difference:.1e})", difference < TOLERANCE)


def text_labels(program, tally):
    """A table whose labels are texts, as pandas writes it, needs no more than a split."""
    data = sklearn.datasets.load_iris(as_frame=True)
    frame = data.frame.drop(columns="target")
    frame["species"] = [data.target_names[label] for label in data.frame["target"]]
    frame.to_csv(program.workspace / "flowers.csv", index=False)
    frame.drop(columns="species").head(7).to_csv(program.workspace / "new.csv", index=False)
    frame.sample(frac=1, random_state=1).to_csv(
        program.workspace / "odd.csv", index=False, sep=";", lineterminator="\r\n",
        encoding="utf-16")
    define(program, "flowers", {
        "name": "csv", "files": {"train": "flowers.csv"}, "label": "species",
        "split": {"test": 0.2}}, mlp(3, "softmax_cross_entropy"))
    one = run(program, "flowers")
    names = record(program, one)["data"]["class_names"]
    tally.check("the classes have their names", names == ["setosa", "versicolor", "virginica"])
    answers = program.expect("predict", one, "new.csv", "--format", "jsonl", "--top", "3")
    rows = [json.loads(line) for line in answers.splitlines()]
    tally.check("rows without labels are predicted",
                len(rows) == 7 and {row["class"] for row in rows} == {"setosa"}
                and abs(sum(place["probability"] for place in rows[0]["top"]) - 1) < 1e-5)
    evaluated = program.expect("evaluate", one, "--dataset", "odd.csv")
    tally.check("the same rows from another file have names", "150 examples" in evaluated)
    runs = program.expect("run", "flowers", "--quiet", "--folds", "5").split()
    tested = sorted(int(row["index"]) for one in runs[:5]
                    for row in table(program, one, "predictions.csv"))
    tally.check("five folds test every row once", tested == list(range(150)))


def no_test_part(program, tally):
    define(program, "judged", {
        "name": "csv", "files": {"train": "flowers.csv"}, "label": "species",
        "split": {"validation": 0.2, "stratified": True}}, mlp(3, "softmax_cross_entropy"))
    one = run(program, "judged")
    header = list(table(program, one, "metrics.csv")[0])
    tally.check("without a test part validation judges",
                "validation_accuracy" in header and "test_accuracy" not in header)
    tally.check("a run without a test part is verified and reported",
                program.run("verify", one).returncode == 0
                and program.run("report", one, "-o", "judged.html").returncode == 0)


def page(program, tally):
    wanted = PAGE.read_text()
    found = written(program, wanted)
    have, expected = readme.comparable(found), readme.comparable(wanted)
    different = [f"{line!r}" for line in have if line not in expected]
    tally.check("OwnData.md shows what is printed", have == expected, "; ".join(different))


def written(program, text):
    """The page with the output of each command below it; its Python is run where it stands."""
    def block(match):
        if match[1] == "python":
            subprocess.run([sys.executable, "-c", match[2]], cwd=program.workspace, check=True)
            return match[0]
        typed = [line for line in match[2].splitlines() if line.startswith("$ ")]
        shown = "".join(f"{line}\n{readme.output(program, line[2:])}" for line in typed)
        return f"```\n{shown}```"

    return re.sub(r"^```(python|)\n(.*?)^```$", block, text, flags=re.MULTILINE | re.DOTALL)


if __name__ == "__main__":
    print(written(Program(sys.argv[1]), PAGE.read_text()), end="")
