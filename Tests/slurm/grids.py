"""Sweeps for the checks: small networks on a few digits, each run some seconds on one core."""

import json
import shutil

BASE = {
    "description": "A small network on a few digits",
    "seed": 1,
    "dataset": {"name": "mnist", "normalize": "unit",
                "subset": {"train": [0, 3000], "validation": [3000, 3500], "test": [0, 500]}},
    "architecture": [{"type": "flatten"}, {"type": "linear", "out_features": 64}, {"type": "tanh"},
                     {"type": "linear", "out_features": 10}],
    "loss": {"type": "softmax_cross_entropy"},
    "optimizer": {"type": "sgd", "learning_rate": 0.1, "momentum": 0.5},
    "training": {"epochs": 12, "batch_size": 32},
    "checkpoint": {"every_steps": 40, "keep_last": 3},
}

# 24 points, 8 of them and 4 of them: the same values have the same names.
GRID = {"optimizer.learning_rate": [0.02, 0.05, 0.1, 0.2],
        "optimizer.momentum": [0.0, 0.5, 0.9], "training.batch_size": [32, 64]}
EIGHT = GRID | {"optimizer.momentum": [0.5]}
FOUR = EIGHT | {"training.batch_size": [32]}


def write(program, epochs=40):
    base = BASE | {"training": BASE["training"] | {"epochs": epochs}}
    (program.experiments / "small.json").write_text(json.dumps(base))


def add(program, name, grid, **more):
    """Writes a sweep, and returns its name."""
    folder = program.experiments / "sweeps"
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(
        {"base": "small", "grid": grid, "decide_by": "validation_accuracy"} | more))
    return name


def runs(program, name):
    """The folders of a sweep's runs by what follows the sweep's name."""
    return {path.name.removeprefix(f"{name}-"): path
            for path in sorted(program.runs.glob(f"{name}-*-s*"))}


# What tells who trained a run, when and how often it was begun.
TOLD = {"id", "sweep", "command", "created_at", "finished_at", "segments", "summary", "threads",
        "host", "os", "cpu", "isa", "git_commit", "git_dirty", "peak_memory_bytes"}


def content(folder):
    """What must be the same bytes however a run came to its end."""
    files = {str(path.relative_to(folder)): path.read_bytes()
             for path in sorted(folder.rglob("*")) if path.is_file()}
    record = json.loads(files.pop("run.json"))
    for name in (".lock", "timing.csv"):
        files.pop(name, None)
    files["run.json"] = {key: value for key, value in record.items() if key not in TOLD}
    files["summary"] = {key: value for key, value in record["summary"].items()
                        if "second" not in key}
    files["sweep's values"] = record["sweep"]["values"]
    return files


def check_same(program, tally, name, expected, sentence):
    """Whether a sweep's runs are those of another, all of them and nothing else."""
    found = runs(program, name)
    tally.check(f"{sentence}: the same runs", sorted(found) == sorted(expected),
                f"{len(found)} of {len(expected)}")
    different = []
    for key in expected:
        if key not in found:
            continue
        one, other = content(found[key]), content(expected[key])
        names = sorted(name for name in one.keys() | other.keys()
                       if one.get(name) != other.get(name))
        if names:
            different.append(f"{key}: {', '.join(names)}")
    tally.check(f"{sentence}: the same bytes in every folder", not different,
                "; ".join(different[:4]))


def copy(program, destination):
    shutil.copytree(program.workspace, destination, symlinks=True)
