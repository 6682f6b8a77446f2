"""Sweeps: the same folders whatever the jobs, the kills and the processes; failures, changes of the
file, halving, tpe, fresh seeds."""

import csv
import json
import random
import shutil
import signal
import subprocess
import time

from program import Program

KILLS = 20  # of each sweep

SMALL = {
    "extends": "lenet5-sgd",
    "dataset": {"subset": {"train": [0, 320], "validation": [500, 600], "test": [8000, 8100]}},
    "training": {"epochs": 4, "batch_size": 64},
    "checkpoint": {"every_steps": 3}}
GRID = {
    "base": "small", "grid": {"optimizer.learning_rate": [0.05, 0.1, 0.2],
                              "optimizer.momentum": [0, 0.9]}, "seeds": [1, 2]}
HALVING = {
    "base": "small",
    "grid": {"optimizer.learning_rate": [0.02, 0.05, 0.1], "optimizer.momentum": [0, 0.5, 0.9]},
    "halving": {"factor": 3, "min_epochs": 1}}
TPE = {
    "base": "small", "seed": 5,
    "tpe": {"rounds": 3, "points": 2, "space": {
        "optimizer.learning_rate": {"log_uniform": [0.01, 0.5]},
        "optimizer.momentum": {"uniform": [0, 0.99]},
        "training.batch_size": {"choice": [32, 64]}}}}
CHANGING = {"created_at", "finished_at", "segments", "command", "threads", "peak_memory_bytes",
            "git_commit", "git_dirty"}


def check(program, tally, options):
    generator = random.Random(options.seed)
    write(program, "small", SMALL)
    for name, sweep in (("grid", GRID), ("halving", HALVING), ("tpe", TPE)):
        write(program, f"sweeps/{name}", sweep)
        same_folders(program, tally, generator, name)
    points_and_names(program, tally)
    rungs(program, tally)
    rounds(program, tally)
    failures(program, tally)
    changed_file(program, tally)
    conflict(program, tally)
    two_processes(program, tally)
    fresh_seeds(program, tally)
    queries(program, tally)
    refusals(program, tally)


def write(program, name, value):
    path = program.experiments / f"{name}.json"
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(value))


def folders(program, name):
    """The bytes of a sweep's runs and of its own folder, without what is a matter of time."""
    found = {}
    for path in sorted(program.runs.rglob("*")):
        place = path.relative_to(program.runs)
        top = place.parts[0]
        own = place.parts[:2] == (".sweeps", name)
        if not path.is_file() or not (top.startswith(f"{name}-") or own):
            continue
        if path.name in ("timing.csv", ".lock"):
            continue
        if path.name == "run.json":
            record = json.loads(path.read_text())
            summary = record["summary"]
            summary.pop("total_seconds"), summary.pop("examples_per_second")
            found[str(place)] = {key: value for key, value in record.items()
                                 if key not in CHANGING}
        else:
            found[str(place)] = path.read_bytes()
    return found


def clear(program, name):
    for path in program.runs.glob(f"{name}-*"):
        shutil.rmtree(path)
    shutil.rmtree(program.runs / ".sweeps" / name, ignore_errors=True)


def same_folders(program, tally, generator, name):
    """The folders and the table, with 1, 2 and 3 jobs, and killed again and again."""
    expected, table, seconds = None, None, 0
    for jobs in (1, 2, 3):
        clear(program, name)
        start = time.monotonic()
        printed = program.expect("sweep", name, "--jobs", jobs, "--format", "csv")
        found = folders(program, name)
        if expected is None:
            expected, table, seconds = found, printed, time.monotonic() - start
        compare(tally, f"{name} with {jobs} jobs leaves the same folders", found, expected)
        tally.check(f"{name} with {jobs} jobs prints the same table", printed == table, printed)
    clear(program, name)
    kills = 0
    for number in [signal.SIGKILL, signal.SIGTERM] * (KILLS // 2):
        code, _ = program.stopped_after(
            generator.uniform(0, seconds * 0.6), number, "sweep", name, "--jobs", 2)
        kills += code != 0
    printed = program.expect("sweep", name, "--format", "csv")
    compare(tally, f"{name} ended by {kills} signals and called again leaves the same folders",
            folders(program, name), expected)
    tally.check(f"{name} called again prints the same table", printed == table, printed)
    states = {path: path.stat().st_mtime_ns for path in program.runs.rglob("*")
              if path.is_file() and path.name != ".lock"}
    again = program.run("sweep", name)
    left = {path: path.stat().st_mtime_ns for path in states if path.exists()}
    tally.check(f"{name}, done, touches nothing", again.returncode == 0 and left == states
                and "nothing is left to train" in again.stderr, again.stderr)


def compare(tally, what, found, expected):
    lost = sorted(set(expected) ^ set(found))
    other = [name for name in expected if name in found and found[name] != expected[name]]
    tally.check(what, not lost and not other, f"not in both: {lost[:5]}; other bytes: {other[:5]}")


def points_and_names(program, tally):
    records = {path.name: json.loads((path / "run.json").read_text())
               for path in program.runs.glob("grid-*")}
    tally.check("3 x 2 points with 2 seeds are 12 runs", len(records) == 12, str(len(records)))
    tally.check("run.json has the sweep's name and the point's values",
                all(record["sweep"]["name"] == "grid"
                    and set(record["sweep"]["values"]) == set(GRID["grid"])
                    for record in records.values()))
    alone = program.expect("run", "small", "--seed", 1, "--set", "optimizer.learning_rate=0.1",
                           "--set", "optimizer.momentum=0.9", "--quiet").strip()
    key = program.record(alone)["run_key"]
    twins = [name for name, record in records.items() if record["run_key"] == key]
    tally.check("the run key of a point is that of the same run alone", len(twins) == 1, str(twins))


def rungs(program, tally):
    """9 points, 3 after the first epoch, 1 after the third: the earlier on ties."""
    rows = list(csv.DictReader((program.runs / ".sweeps/halving/decisions.csv").open()))
    counts = [(row["number"], row["decision"]) for row in rows]
    tally.check("decisions.csv says who went on and who did not",
                [counts.count(pair) for pair in (("1", "promoted"), ("1", "pruned"),
                                                 ("2", "promoted"), ("2", "pruned"))]
                == [3, 6, 1, 2], str(counts))
    first = [row for row in rows if row["number"] == "1"]
    ranked = sorted(range(9), key=lambda index: (-float(first[index]["value"]), index))
    tally.check("the best third went on", {first[index]["point"] for index in ranked[:3]}
                == {row["point"] for row in first if row["decision"] == "promoted"})
    states = [json.loads((path / "run.json").read_text())["state"]
              for path in program.runs.glob("halving-*")]
    tally.check("the rest ended as pruned", sorted(states) == ["finished"] + ["pruned"] * 8,
                str(states))
    pruned = next(row["point"] for row in rows if row["decision"] == "pruned")
    run = next(path.name for path in program.runs.glob(f"halving-{pruned}-*"))
    epochs = len((program.runs / run / "metrics.csv").read_text().splitlines()) - 1
    program.expect("resume", run)
    finished = program.record(run)
    tally.check("a pruned run can be resumed by hand",
                finished["state"] == "finished" and epochs < 4, str(epochs))
    again = program.run("sweep", "halving")
    tally.check("that changes no decision", again.returncode == 0
                and list(csv.DictReader((program.runs / ".sweeps/halving/decisions.csv").open()))
                == rows, again.stderr)


def rounds(program, tally):
    rows = list(csv.DictReader((program.runs / ".sweeps/tpe/decisions.csv").open()))
    tally.check("tpe has rounds of points, the first drawn",
                [(row["number"], row["decision"]) for row in rows]
                == [("1", "drawn")] * 2 + [("2", "proposed")] * 2 + [("3", "proposed")] * 2,
                str(rows))
    tally.check("with a run each", len(list(program.runs.glob("tpe-*"))) == 6)


def failures(program, tally):
    """One point diverges, one cannot save; the others finish."""
    write(program, "sweeps/wild", {"base": "linear-regression", "grid": {
        "optimizer.learning_rate": [1e-5, 1e30, 2e-5], "training.epochs": [2]}})
    done = program.run("sweep", "wild")
    states = sorted(json.loads((path / "run.json").read_text())["state"]
                    for path in program.runs.glob("wild-*"))
    tally.check("a point that diverges does not stop the rest",
                states == ["diverged", "finished", "finished"] and done.returncode == 3
                and "1 more point has no result: 1 diverged" in done.stdout
                and "chosen among 2: flattered by up to about 0.6 standard" in done.stdout,
                f"{states} {done.returncode} {done.stdout}")
    write(program, "sweeps/large", {"base": "small", "grid": {
        "architecture.11.out_features": [84, 8000], "training.epochs": [1]}})
    room = "ulimit -f 3000; exec \"$0\" \"$@\""
    limited = subprocess.run(["sh", "-c", room, program.path, "sweep", "large"],
                             cwd=program.workspace, capture_output=True, text=True, timeout=120,
                             env=program.environment())
    states = sorted(json.loads((path / "run.json").read_text())["state"]
                    for path in program.runs.glob("large-*"))
    tally.check("nor does one that fails", states == ["failed", "finished"]
                and limited.returncode == 1, f"{states} {limited.returncode} {limited.stderr}")
    again = program.run("sweep", "large")
    failed = [path.name for path in program.runs.glob("large-*")
              if program.record(path.name)["state"] == "failed"]
    tally.check("called again, it is left alone, and named with the way out",
                again.returncode == 1 and len(failed) == 1
                and "sweep large --retry failed" in again.stderr, again.stderr)
    retried = program.run("sweep", "large", "--retry", "failed")
    tally.check("--retry failed tries it again", retried.returncode == 0
                and program.record(failed[0])["state"] == "finished", retried.stderr)


def changed_file(program, tally):
    write(program, "sweeps/change", {"base": "small", "grid": {"optimizer.momentum": [0, 0.5]}})
    program.expect("sweep", "change")
    before = folders(program, "change")
    write(program, "sweeps/change", {"base": "small", "grid": {"optimizer.momentum": [0.9, 0.5]}})
    done = program.run("sweep", "change")
    after = folders(program, "change")
    tally.check("a new point is added, the others stay as they are",
                done.returncode == 0 and before.items() <= after.items()
                and len(list(program.runs.glob("change-*"))) == 3, done.stderr)
    tally.check("a point that is gone is listed", "1 run is of points that are gone" in done.stderr,
                done.stderr)


def conflict(program, tally):
    write(program, "other", SMALL | {"training": {"epochs": 5, "batch_size": 64}})
    write(program, "sweeps/change", {"base": "other", "grid": {"optimizer.momentum": [0.9, 0.5]}})
    done = program.run("sweep", "change")
    tally.check("runs of another base are not taken for this one's",
                done.returncode == 2 and "another definition or other data" in done.stderr
                and "rm --where" in done.stderr, done.stderr)


def two_processes(program, tally):
    write(program, "sweeps/pair", GRID)
    words = [program.path, "sweep", "pair", "--jobs", "2"]
    both = [subprocess.Popen(words, cwd=program.workspace, stdout=subprocess.PIPE, text=True,
                             stderr=subprocess.PIPE, env=program.environment()) for _ in range(2)]
    ends = [process.communicate(timeout=300) + (process.returncode,) for process in both]
    records = [json.loads((path / "run.json").read_text()) for path in program.runs.glob("pair-*")]
    tally.check("two processes finish one sweep", [end[2] for end in ends] == [0, 0]
                and ends[0][0] == ends[1][0], str(ends))
    tally.check("and train no run twice", len(records) == 12
                and all(record["state"] == "finished" and len(record["segments"]) == 1
                        for record in records))
    done = [line for end in ends for line in end[1].splitlines() if " state=finished " in line]
    tally.check("each run was trained by one of them", len(done) == 12
                and len({line.split()[0] for line in done}) == 12, str(done))


def fresh_seeds(program, tally):
    write(program, "sweeps/confirm", {
        "base": "small", "confirm_seeds": 3,
        "grid": {"optimizer.momentum": [0.5, 0.9], "training.epochs": [2]}})
    done = program.run("sweep", "confirm")
    confirming = sorted(path.name for path in program.runs.glob("confirm-*")
                        if program.record(path.name)["tags"] == ["confirm"])
    tally.check("base and best are trained with fresh seeds", done.returncode == 0
                and [name.rsplit("-s")[1] for name in confirming] == ["43", "44", "45"] * 2
                and "fresh seeds" in done.stdout, f"{confirming} {done.stdout} {done.stderr}")
    left = [int(line.rsplit("left=")[1]) for line in done.stderr.splitlines() if " left=" in line]
    again = program.run("sweep", "confirm", "--format", "json")
    status = program.expect("sweep", "status", "confirm")
    tally.check("they are in every count", left == list(range(7, -1, -1))
                and "2 points, 8 runs (6 with fresh seeds) of small" in done.stderr
                and "8 finished; nothing is left to train" in again.stderr
                and "8 runs: 8 finished" in status, f"{done.stderr} {again.stderr} {status}")
    tally.check("what is said of them is not among the JSON", len(json.loads(again.stdout)) == 2
                and "fresh seeds:" in again.stderr, again.stdout)
    write(program, "sweeps/itself", {
        "base": "small", "decide_by": "validation_loss", "confirm_seeds": 3,
        "grid": {"optimizer.learning_rate": [1e-9, 0.01], "training.epochs": [2]}})
    done = program.run("sweep", "itself")
    tally.check("a best point that is the base is trained once", done.returncode == 0
                and len(list(program.runs.glob("itself-*"))) == 5
                and "the best point is the base itself" in done.stdout, done.stdout + done.stderr)


def queries(program, tally):
    listed = program.expect("runs", "--where", "sweep == 'grid'", "--format", "json")
    tally.check("runs --where knows sweeps", len(json.loads(listed)) == 12)
    grouped = program.expect("compare", "--where", "sweep == 'grid'")
    tally.check("compare groups them by the settings that vary",
                "learning_rate 0.05" in grouped and "momentum 0.9" in grouped, grouped)
    status = program.expect("sweep", "status", "grid", "--format", "json")
    tally.check("status has a row a point", len(json.loads(status)) == 6, status)
    best = json.loads(program.expect("sweep", "best", "grid", "--format", "json"))
    means = {}
    for path in program.runs.glob("grid-*"):
        record = program.record(path.name)
        value = record["summary"]["metrics"]["validation_accuracy"]["last"]
        means.setdefault(path.name.split("-")[1], []).append(value)
    most = max(sum(values) / 2 for values in means.values())
    tally.check("best is the point of the highest mean",
                sum(means[best["point"]]) / 2 == most == best["value"] and best["tried"] == 6,
                str(best))


def refusals(program, tally):
    write(program, "sweeps/flatter", GRID | {"decide_by": "test_accuracy"})
    for words, part in ((("sweep", "flatter"), "would choose by the test part"),
                        (("sweep", "gird"), "did you mean grid?"),
                        (("sweep", "cancel", "gird"), "did you mean grid?"),
                        (("sweep", "status"), "NAME, of a sweep in experiments/sweeps, is missing"),
                        (("sweep", "grid", "--retry", "all"), "expected failed"),
                        (("sweep", "stats", "grid"), "did you mean status?")):
        done = program.run(*words)
        tally.check(f"{' '.join(words)} is refused", done.returncode == 2 and part in done.stderr,
                    done.stderr)
    (program.experiments / "sweeps/flatter.json").unlink()
    dry = program.run("sweep", "grid", "--dry-run")
    tally.check("--dry-run prints the points", dry.returncode == 0 and "6 points" in dry.stdout,
                dry.stdout)
