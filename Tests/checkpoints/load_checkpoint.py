"""Loads a run's last checkpoint with the safetensors library into a torch.nn.Sequential and
compares the classes it predicts with the run's predictions.csv.

    python3 Tests/checkpoints/load_checkpoint.py runs/lenet5-sgd-001

Needs torch and safetensors. Exits with 1 where a class differs: predictions are float32 on both
sides, so classes may only differ where the two largest logits are within 1e-4.
"""

import csv
import gzip
import hashlib
import json
import pathlib
import sys

import torch
from safetensors import safe_open
from safetensors.torch import load_file

MNIST = pathlib.Path(__file__).parents[2] / "Sources" / "CMNIST"


def module(layer, channels_in, features_in):
    kind = layer["type"]
    if kind == "conv2d":
        return torch.nn.Conv2d(
            channels_in, layer["out_channels"], layer["kernel_size"], layer["stride"],
            layer["padding"], bias=layer["bias"])
    if kind == "linear":
        return torch.nn.Linear(features_in, layer["out_features"], bias=layer["bias"])
    if kind == "max_pool2d":
        return torch.nn.MaxPool2d(layer["kernel_size"], layer["stride"])
    if kind == "avg_pool2d":
        return torch.nn.AvgPool2d(layer["kernel_size"], layer["stride"])
    return {
        "flatten": torch.nn.Flatten, "relu": torch.nn.ReLU, "tanh": torch.nn.Tanh,
        "sigmoid": torch.nn.Sigmoid,
    }[kind]()


def sequential(definition, example):
    layers = []
    for layer in definition["architecture"]:
        layers.append(module(layer, example.shape[1], example.shape[-1]))
        example = layers[-1](example)
    return torch.nn.Sequential(*layers)


def test_images(definition):
    with gzip.open(MNIST / "t10k-images-idx3-ubyte.gz") as file:
        raw = bytearray(file.read()[16:])
    images = torch.frombuffer(raw, dtype=torch.uint8).reshape(-1, 1, 28, 28)
    dataset = definition["dataset"]
    assert dataset["normalize"] == "unit", "this script knows only normalize unit"
    padding = dataset["padding"]
    return torch.nn.functional.pad(images, (padding,) * 4).float() / 255


def main(run):
    run = pathlib.Path(run)
    path = max((run / "checkpoints").glob("step-*.safetensors"))
    content = path.read_bytes()
    tensors = load_file(path)
    assert bytes(tensors.pop("~digest.sha256").tolist()) == content[-32:]
    assert hashlib.sha256(content[:-32]).digest() == content[-32:]
    with safe_open(path, "pt") as file:
        definition = json.loads(file.metadata()["definition"])
    assert definition == json.loads((run / "definition.json").read_text())

    images = test_images(definition)
    network = sequential(definition, images[:1])
    network.load_state_dict(
        {name.removeprefix("model."): value for name, value in tensors.items()
         if name.startswith("model.")},
        strict=True)
    with open(run / "predictions.csv") as file:
        rows = list(csv.DictReader(file))
    with torch.no_grad():
        logits = network(images[[int(row["index"]) for row in rows]])
    largest = logits.topk(2).values
    wrong = [
        row["index"] for row, found, two in zip(rows, logits.argmax(1).tolist(), largest)
        if found != int(row["prediction"]) and two[0] - two[1] > 1e-4
    ]
    probabilities = torch.softmax(logits, 1).max(1).values
    recorded = torch.tensor([float(row["probability"]) for row in rows])
    error = (probabilities - recorded).abs().max().item()
    print(f"{path.name}: {len(rows) - len(wrong)} of {len(rows)} classes as in predictions.csv, "
          f"largest difference of a probability {error:.1e}")
    return 1 if wrong or error > 1e-4 else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
