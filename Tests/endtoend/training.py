"""The main job: lenet5-sgd to its accuracy, a complete run folder, and the same bits everywhere."""

import csv
import hashlib
import json
import pathlib

from program import Program, isas, outcome, tensors

FILES = {"definition.json", "run.json", "metrics.csv", "timing.csv", "predictions.csv",
         "checkpoints"}
RECORDED = {
    "id", "experiment", "run_key", "state", "weights_sha256", "numerics_version", "bench_version",
    "git_commit", "git_dirty", "seed", "threads", "isa", "host", "os", "cpu", "command",
    "created_at", "finished_at", "parent", "segments", "summary", "tags", "note", "sweep",
}
METRICS = ("epoch,step,learning_rate,train_loss,train_accuracy,test_loss,test_accuracy,"
           "weights_digest")
SHORT = ["--quiet", "--epochs", "2", "--set", "dataset.subset.train=[0,333]", "--set",
         "dataset.subset.test=[0,77]", "--set", "optimizer.momentum=0.9", "--set",
         "training.batch_size=50", "--set", "checkpoint.every_steps=3"]


def check(program, tally, options):
    whole_training(program, tally)
    same_bits(program, tally, options)


def whole_training(program, tally):
    run = program.expect("run", "lenet5-sgd", "--quiet").strip()
    tally.check("the first run of lenet5-sgd is lenet5-sgd-001", run == "lenet5-sgd-001", run)
    rows = program.rows(run, "metrics.csv")
    accuracy = float(rows[-1]["test_accuracy"])
    record = program.record(run)
    seconds = record["summary"]["total_seconds"]
    tally.check("lenet5-sgd reaches a test accuracy of 0.92", accuracy >= 0.92,
                f"{accuracy} in {seconds:.1f} s")
    tally.check("it takes less than a minute", seconds < 60, f"{seconds:.1f} s")
    folder(program, tally, run, rows, record)
    weights(program, tally, run, rows, record)
    predictions(program, tally, run, accuracy)
    again = program.expect("run", "lenet5-sgd", "--quiet", "--needed").strip()
    tally.check("--needed trains nothing twice", again == run, again)


def folder(program, tally, run, rows, record):
    names = {path.name for path in (program.runs / run).iterdir() if path.name != ".lock"}
    tally.check("the run's folder is complete and holds nothing else", names == FILES,
                f"{sorted(names)}")
    lines = (program.runs / run / "metrics.csv").read_text().splitlines()
    tally.check("metrics.csv has the contract's header and a row an epoch",
                lines[0] == METRICS and [row["epoch"] for row in rows]
                == [str(epoch) for epoch in range(1, 41)], lines[0])
    timing = program.rows(run, "timing.csv")
    tally.check("timing.csv has a row an epoch", len(timing) == 40, list(timing[0]))
    missing = RECORDED - set(record)
    tally.check("run.json has every key of the contract", not missing, sorted(missing))
    tally.check("run.json says finished", record["state"] == "finished", record["state"])
    text = (program.runs / run / "definition.json").read_bytes()
    canonical = json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"),
                           ensure_ascii=False)
    tally.check("definition.json is sorted and without white space", text == canonical.encode())
    steps = [path.name for path in program.checkpoints(run)]
    expected = [f"step-{step:08}.safetensors" for step in (0, 3002, 3081, 3160)]
    tally.check("step 0 and the last three checkpoints are kept", steps == expected, steps)


def weights(program, tally, run, rows, record):
    last = program.checkpoints(run)[-1]
    read = tensors(last)
    model = hashlib.sha256()
    for name in sorted(read, key=str.encode):
        if name.startswith("model."):
            model.update(read[name][1])
    digest = model.hexdigest()
    tally.check("weights_sha256 is that of the last checkpoint's tensors",
                digest == record["weights_sha256"], digest[:16])
    tally.check("the last row of metrics.csv has its first 16 digits",
                rows[-1]["weights_digest"] == digest[:16], rows[-1]["weights_digest"])
    data = pathlib.Path(last).read_bytes()
    tally.check("a checkpoint ends with the SHA-256 of everything before it",
                hashlib.sha256(data[:-32]).digest() == data[-32:])


def predictions(program, tally, run, accuracy):
    path = program.runs / run / "predictions.csv"
    with path.open(newline="") as file:
        rows = list(csv.DictReader(file))
    right = sum(row["label"] == row["prediction"] for row in rows)
    indices = [int(row["index"]) for row in rows]
    tally.check("predictions.csv has each test example once", indices == list(range(8000, 10000)))
    tally.check("predictions.csv and metrics.csv tell the same accuracy",
                right / len(rows) == accuracy, f"{right} of {len(rows)}")


def same_bits(program, tally, options):
    """Trains briefly with every instruction set, number of threads and build there is."""
    available = isas(program)
    for experiment in ("lenet5-sgd", "lenet5-99", "mlp-sgd"):
        expected = short(program, experiment, "1", available[0])
        for isa in available:
            for threads in ("2", "3", "7") if isa == available[-1] else ("2",):
                tally.same(f"{experiment} has the same bits with {isa} on {threads} threads",
                           short(program, experiment, threads, isa), expected)
        if options.debug:
            tally.same(f"{experiment} has the same bits in a debug build",
                       short(Program(options.debug), experiment, "2", available[-1]), expected)


def short(program, experiment, threads, isa):
    run = program.expect("run", experiment, *SHORT, "--threads", threads, BENCH_ISA=isa).strip()
    if program.record(run)["isa"] != isa:
        raise RuntimeError(f"{run} ran on {program.record(run)['isa']}, not {isa}")
    return outcome(program, run)
