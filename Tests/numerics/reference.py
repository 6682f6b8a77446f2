#!/usr/bin/env python3
"""Trains drawn definitions with the built bench and again by the rules, and compares every bit.

    python3 Tests/numerics/reference.py .build/release/bench [--count N] [--seed N] [--long]
                                        [--only NUMBER]

The rules are the page “Numerics, version 1” (Sources/Engine/Numerics.md), programmed once more in
plain loops. Needs numpy and a C compiler. Compared are all tensors of the last checkpoint, every
number of steps.csv, metrics.csv and predictions.csv, and weights_sha256. Each definition is trained
on an instruction set of its own, with one to three threads. 40 definitions are drawn, 300 with
--long; the seed is printed. The last line says how many passed and failed; the exit code is 1 if
any failed.
"""

import argparse
import collections
import json
import math
import pathlib
import random
import shutil
import sys
import traceback

import numpy

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE / "rules"), str(HERE.parent / "endtoend")]

from drawing import Drawing  # noqa: E402
from program import Program, isas, tensors  # noqa: E402
from training import Diverged, train  # noqa: E402

DIVERGED = 3


def same(a, b):
    return a == b or (math.isnan(a) and math.isnan(b))


def tensor_mistakes(path, expected):
    found = tensors(path)
    found.pop("~digest.sha256", None)
    if found.keys() != expected.keys():
        yield f"tensors {sorted(found.keys() ^ expected.keys())}"
    for name in found.keys() & expected.keys():
        shape, data = found[name]
        value = expected[name]
        bits = numpy.frombuffer(data, "<u4")
        own = numpy.ascontiguousarray(value, "<f4").view("<u4").ravel()
        if tuple(shape) != value.shape:
            yield f"{name}: shape {shape}, expected {value.shape}"
        elif (bits != own).any():
            at = int((bits != own).argmax())
            yield (f"{name}: {(bits != own).sum()} of {bits.size} differ, first at {at}: "
                   f"{bits[at]:08x}, expected {own[at]:08x}")


def row_mistakes(table, rows, expected):
    if len(rows) != len(expected):
        yield f"{table}: {len(rows)} rows, expected {len(expected)}"
    for row, own in zip(rows, expected):
        if row.keys() != own.keys():
            yield f"{table}: {list(row)}, expected {list(own)}"
            return
        for name, text in row.items():
            if name == "weights_digest":
                is_same = text == own[name]
            elif name == "learning_rate":
                is_same = numpy.float32(text) == numpy.float32(own[name])
            else:
                is_same = same(float(text), own[name])
            if not is_same:
                yield f"{table}: step {row['step']}: {name} {text}, expected {own[name]}"


def answer_mistakes(rows, outcome):
    answers, is_classification = outcome.answers, outcome.labels.ndim == 1
    for i, row in enumerate(rows):
        if is_classification:
            is_same = (int(row["prediction"]) == answers.winners[i]
                       and int(row["label"]) == outcome.labels[i]
                       and same(float(numpy.float32(row["probability"])),
                                float(answers.values[i])))
        else:
            value = answers.outputs[i, 0]
            if outcome.units:
                # As the page has it, of the units of the file, rounded once.
                value = outcome.units.undone(value, 0)
            is_same = same(float(numpy.float32(row["prediction"])), float(value))
        if not is_same or int(row["index"]) != outcome.indices[i]:
            yield f"predictions.csv: {row}"
            return
    if len(rows) != answers.count:
        yield f"predictions.csv: {len(rows)} rows, expected {answers.count}"


def mistakes(program, name, drawing, sets):
    """What bench and the rules do not have in common. One of the instruction sets is used."""
    done = program.run(
        "run", name, "--quiet", "--name", name, "--threads", drawing.threads,
        BENCH_ISA=drawing.random.choice(sets))
    if done.returncode not in (0, DIVERGED):
        return [f"exit code {done.returncode}: {done.stderr.strip()}"]
    try:
        with numpy.errstate(all="ignore"):
            outcome = train(program.definition(name), program.workspace)
    except Diverged as diverged:
        if done.returncode != DIVERGED:
            return [f"only by the rules it {diverged}"]
        return list(row_mistakes("steps.csv", program.rows(name, "steps.csv"), diverged.steps))
    if done.returncode == DIVERGED:
        return [f"only bench diverged: {done.stderr.strip()}"]
    found = list(row_mistakes("steps.csv", program.rows(name, "steps.csv"), outcome.steps))
    found += row_mistakes("metrics.csv", program.rows(name, "metrics.csv"), outcome.rows)
    found += tensor_mistakes(program.checkpoints(name)[-1], outcome.tensors)
    found += answer_mistakes(program.rows(name, "predictions.csv"), outcome)
    if program.record(name)["weights_sha256"] != outcome.digest:
        found.append("weights_sha256 differs")
    return found


def kinds(definition):
    """What a definition exercises."""
    for layer in definition["architecture"]:
        yield from ["repeat"] if "repeat" in layer else [layer["type"]]
    for part in ("loss", "optimizer", "schedule"):
        yield definition[part]["type"]
        yield from (key for key in definition[part] if key in (
            "clip_norm", "nesterov", "weight_decay", "label_smoothing", "class_weights"))
    yield from (key for key in ("ema", "drop_last", "early_stopping") if key in definition["training"])
    yield from definition["training"].get("metrics", [])
    yield from definition["dataset"].get("augment", {})
    yield definition["dataset"]["name"]
    yield from (key for key in ("split", "folds", "scale_targets") if key in definition["dataset"])


def main():
    parser = argparse.ArgumentParser(description="Compares bench with the rules, bit by bit.")
    parser.add_argument("bench")
    parser.add_argument("--count", type=int)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--only", type=int, help="one definition, which is printed")
    options = parser.parse_args()
    count = options.count or (300 if options.long else 40)
    print(f"seed {options.seed}")
    program, seen = Program(options.bench), collections.Counter()
    sets = isas(program)
    passed = failed = 0
    for number in range(count) if options.only is None else [options.only]:
        name = f"drawn-{number}"
        drawing = Drawing(options.seed, number, program.workspace)
        definition = drawing.definition
        (program.experiments / f"{name}.json").write_text(json.dumps(definition))
        if options.only is not None:
            print(json.dumps(definition, indent=1))
        try:
            found = mistakes(program, name, drawing, sets)
        except Exception:
            found = [traceback.format_exc()]
        shutil.rmtree(program.runs / name, ignore_errors=True)
        passed, failed = passed + (not found), failed + bool(found)
        seen.update(set(kinds(definition)))
        if found:
            print(f"FAILED  --seed {options.seed} --only {number}", *found[:6], sep="\n        ",
                  flush=True)
    print("compared:", ", ".join(f"{kind} {times}" for kind, times in sorted(seen.items())))
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


main()
