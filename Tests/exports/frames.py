#!/usr/bin/env python3
"""The metrics and settings of many runs as pandas and polars read them.

    python3 Tests/exports/frames.py .build/release/bench

Needs the Python packages pandas and polars. The last line says how many checks passed and failed;
the exit code is 1 if any failed.
"""

import io
import json
import math
import sys

import pandas
import polars

from workspace import SMALL, Program, Tally, finish

RATES = (0.01, 0.05)
SEEDS = (1, 2)


def train(program):
    for rate in RATES:
        program.expect("run", *SMALL, "--epochs", 3, "--quiet", "--seeds", "1..2",
                       "--set", f"optimizer.learning_rate={rate}")
    (program.workspace / "log.csv").write_text("epoch,loss,dice\n1,0.5,nan\n2,0.25,0.75\n")
    program.expect("import", "log.csv", "--name", "foreign")
    return [f"lenet5-sgd-{number:03}" for number in range(1, 5)]


def expected(program, runs):
    """(run, epoch, metric) to (step, value), as the runs' own metrics.csv have them."""
    found = {}
    for run in runs:
        for row in program.rows(run, "metrics.csv"):
            for name, value in row.items():
                if name not in ("epoch", "step", "learning_rate", "weights_digest"):
                    found[run, int(row["epoch"]), name] = (int(row["step"]), float(value))
    return found


def long_form(tally, program, runs):
    arguments = ("metrics", "--where", "experiment == lenet5-sgd")
    text = program.expect(*arguments, "--format", "csv")
    lines = program.expect(*arguments, "--format", "jsonl")
    wanted = expected(program, runs)
    frames = {
        "pandas, csv": pandas.read_csv(io.StringIO(text)),
        "pandas, jsonl": pandas.read_json(io.StringIO(lines), lines=True, precise_float=True),
        "pandas, json": pandas.DataFrame(json.loads(program.expect(*arguments, "--format", "json"))),
        "polars, csv": polars.read_csv(io.StringIO(text)),
        "polars, jsonl": polars.read_ndjson(io.StringIO(lines)),
    }
    for name, frame in frames.items():
        rows = frame.to_dict("records") if name.startswith("pandas") else frame.to_dicts()
        found = {(row["run"], row["epoch"], row["metric"]): (row["step"], row["value"])
                 for row in rows}
        tally.check(f"{name}: every value of every run", found == wanted and len(rows) == len(wanted),
                    f"{len(rows)} rows")
        settings = {(row["optimizer.learning_rate"], row["seed"]) for row in rows}
        tally.check(f"{name}: the settings that differ, and no others",
                    settings == {(rate, seed) for rate in RATES for seed in SEEDS}
                    and set(rows[0]) == {"run", "epoch", "step", "metric", "value",
                                         "optimizer.learning_rate", "seed"}, sorted(rows[0]))
    frame = frames["pandas, csv"]
    tally.check("the columns come in order",
                list(frame.columns)[:5] == ["run", "epoch", "step", "metric", "value"])
    last = frame[(frame.metric == "test_accuracy") & (frame.epoch == 3)]
    means = last.groupby("optimizer.learning_rate").value.mean().to_dict()
    own = {rate: sum(wanted[run, 3, "test_accuracy"][1] for run in runs[2 * at:2 * at + 2]) / 2
           for at, rate in enumerate(RATES)}
    tally.check("a mean over seeds is one line of pandas",
                all(math.isclose(means[rate], own[rate]) for rate in RATES), means)
    for name in list(frame.columns)[5:]:
        value = json.dumps(frame[name].iloc[0].item())
        done = program.run("runs", "--where", f"{name} == {value}", "--format", "csv")
        count = len(done.stdout.splitlines()) - 1
        tally.check(f"--where takes {name}", done.returncode == 0 and count == 2, f"{count} runs")


def selections(tally, program, runs):
    frame = pandas.read_csv(io.StringIO(
        program.expect("metrics", runs[1], "foreign", "--format", "csv")))
    foreign = frame[frame.run == "foreign"]
    tally.check("named runs, an imported one too",
                set(frame.run) == {runs[1], "foreign"} and set(foreign.metric) == {"train_loss", "dice"}
                or set(foreign.metric) == {"loss", "dice"}, sorted(set(foreign.metric)))
    value = foreign[(foreign.metric == "dice") & (foreign.epoch == 1)].value.iloc[0]
    tally.check("a missing value is missing", math.isnan(value))
    lines = program.expect("metrics", "foreign", "--format", "jsonl").splitlines()
    tally.check("and null in JSON", json.loads(lines[1])["value"] is None, lines[1])
    only = pandas.read_csv(io.StringIO(program.expect(
        "metrics", "--metric", "learning_rate", "--metric", "test_loss", "--format", "csv",
        "--where", "seed == 1")))
    tally.check("--metric chooses", set(only.metric) == {"learning_rate", "test_loss"}
                and len(only) == 2 * 3 * 2, len(only))
    wrong = program.run("metrics", "--metric", "test_acuracy")
    tally.check("a wrong name is answered with the right one",
                wrong.returncode == 2 and "did you mean test_accuracy?" in wrong.stderr, wrong.stderr)
    none = program.run("metrics", "--where", "seed == 77", "--format", "csv")
    tally.check("no run: the header alone", none.returncode == 0
                and none.stdout == "run,epoch,step,metric,value\n", none.stdout)


def all_settings(tally, program, runs):
    text = program.expect("runs", "--format", "csv", "--all-settings")
    frame = pandas.read_csv(io.StringIO(text)).set_index("run")
    definition = program.definition(runs[0])
    tally.check("every setting has a column",
                frame.loc[runs[3], "optimizer.learning_rate"] == RATES[1]
                and frame.loc[runs[0], "architecture.0.out_channels"]
                == definition["architecture"][0]["out_channels"]
                and frame.loc[runs[0], "dataset.subset.train"] == "[0,512]", len(frame.columns))
    tally.check("no column is there twice", frame.columns.is_unique)
    tally.check("polars reads it too", len(polars.read_csv(io.StringIO(text))) == 5)
    paths = [name for name in frame.columns if name.startswith("architecture.")]
    done = program.run("runs", "--where", f"{paths[0]} != null", "--format", "csv")
    tally.check(f"--where takes {paths[0]}", done.returncode == 0, done.stderr)
    tally.check("a table has no room for them",
                program.run("runs", "--all-settings").returncode == 2)


def main():
    program = Program(sys.argv[1] if len(sys.argv) > 1 else ".build/release/bench")
    tally = Tally()
    print(f"pandas {pandas.__version__}, polars {polars.__version__}")
    runs = train(program)
    for part in (long_form, selections, all_settings):
        with tally.part(part.__name__):
            part(tally, program, runs)
    finish(tally)


if __name__ == "__main__":
    main()
