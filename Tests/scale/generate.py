#!/usr/bin/env python3
"""Makes a workspace with N plausible runs, as bench writes them, fast.

One short training is made by a built bench; every other run is its record and definition with other
ids, times, seeds, rates and metrics, drawn from a fixed seed, so that two calls make the same bytes.
"""

import argparse
import datetime
import json
import pathlib
import random
import subprocess

STATES = ["finished"] * 17 + ["interrupted", "failed", "diverged"]
EPOCH = datetime.datetime(2026, 1, 1, tzinfo=datetime.timezone.utc)


def text(moment):
    return moment.strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def model(bench, workspace, experiment):
    """The record and the definition of a run that bench made."""
    subprocess.run([bench, "init", workspace], check=True, capture_output=True)
    made = subprocess.run(
        [bench, "--workspace", workspace, "run", experiment, "--epochs", "1", "--quiet"],
        check=True, capture_output=True, text=True)
    folder = pathlib.Path(workspace) / "runs" / made.stdout.strip()
    files = [folder / name for name in ("run.json", "definition.json")]
    return [json.loads(file.read_text()) for file in files]


def varied(record, definition, number, draw):
    """One more run like these two."""
    identifier = f"{record['experiment']}-{number:03d}"
    started = EPOCH + datetime.timedelta(seconds=37 * number, milliseconds=draw.randrange(1000))
    rate = round(10 ** draw.uniform(-4, 0), 5)
    seed, epochs = draw.randrange(1, 10), draw.choice([10, 20, 40])
    definition = definition | {
        "seed": seed, "optimizer": definition["optimizer"] | {"learning_rate": rate},
        "training": definition["training"] | {"epochs": epochs}}
    quality = draw.random()
    metrics = {}
    for name in record["summary"]["metrics"]:
        value = 0.9 + quality / 10 if name.endswith("accuracy") else 1.2 - quality
        last = value - draw.random() / 100
        metrics[name] = {
            "last": last, "best": value, "best_epoch": epochs - 1, "best_step": 79 * (epochs - 1)}
    seconds = epochs * draw.uniform(0.06, 0.08)
    finished = started + datetime.timedelta(seconds=seconds)
    state = draw.choice(STATES)
    record = record | {
        "id": identifier, "seed": seed, "state": state, "created_at": text(started),
        "finished_at": text(finished), "run_key": f"{draw.getrandbits(256):064x}",
        "weights_sha256": f"{draw.getrandbits(256):064x}",
        "tags": ["baseline"] if number % 50 == 0 else [],
        "summary": record["summary"] | {
            "metrics": metrics, "epoch": epochs, "step": 79 * epochs, "total_seconds": seconds,
            "examples_per_second": 10000 * epochs / seconds}}
    return identifier, record, definition


def generate(bench, workspace, count, experiment="lenet5-sgd"):
    """Fills the workspace up to `count` runs and yields each one's id, record and definition."""
    record, definition = model(bench, workspace, experiment)
    draw = random.Random(7)
    runs = pathlib.Path(workspace) / "runs"
    for number in range(2, count + 1):
        identifier, run, settings = varied(record, definition, number, draw)
        folder = runs / identifier
        folder.mkdir()
        (folder / "run.json").write_text(json.dumps(run, indent=2, sort_keys=True) + "\n")
        (folder / "definition.json").write_text(
            json.dumps(settings, separators=(",", ":"), sort_keys=True))
        yield identifier, run, settings


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("bench", help="the built program")
    parser.add_argument("workspace", help="a folder that is not there yet")
    parser.add_argument("count", type=int)
    options = parser.parse_args()
    bench = str(pathlib.Path(options.bench).resolve())
    for _ in generate(bench, options.workspace, options.count):
        pass


if __name__ == "__main__":
    main()
