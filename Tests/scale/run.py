#!/usr/bin/env python3
"""Asks `bench runs` for a filter and a sort among many runs.

Without `--counts` a check: of a few hundred runs, some of which are then added, removed, changed
and torn, and whose index is damaged or deleted, bench must list those that Python finds in the same
files; so must fifty of it at once, and one after others were killed. With `--counts` also the
seconds and the memory of one call among so many runs, the first, which makes the index, and later
ones, beside MLflow's file store where `--mlflow PYTHON` names an interpreter that has it. Last
line: `N passed, M failed`.
"""

import argparse
import json
import os
import pathlib
import random
import shutil
import subprocess
import sys
import tempfile
import time

import generate

QUERY = "optimizer.learning_rate < 0.1 and test_accuracy >= 0.98 and state == finished"

MLFLOW = """
import sys, time
import mlflow
from mlflow.entities import Metric, Param, RunStatus
from mlflow.tracking import MlflowClient
client = MlflowClient(sys.argv[1])
if sys.argv[2] == "fill":
    experiment = client.create_experiment("bench")
    for line in sys.stdin:
        rate, accuracy, state = line.split()
        run = client.create_run(experiment)
        client.log_batch(run.info.run_id, [Metric("test_accuracy", float(accuracy), 0, 0)],
                         [Param("learning_rate", rate)])
        client.set_terminated(run.info.run_id, "FINISHED" if state == "finished" else "FAILED")
else:
    experiment = client.get_experiment_by_name("bench").experiment_id
    start = time.perf_counter()
    found = client.search_runs(
        [experiment], "metrics.test_accuracy >= 0.98 and attributes.status = 'FINISHED'",
        order_by=["metrics.test_accuracy DESC"], max_results=20)
    print(time.perf_counter() - start, len(found))
"""


def listed(bench, workspace, query, sort):
    """The ids that bench lists."""
    done = subprocess.run(
        [bench, "--workspace", workspace, "runs", "--where", query, "--sort", sort, "--columns",
         "id", "--format", "csv"], capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout.split()[1:]


def latest(bench, workspace):
    """The id that bench takes for the latest."""
    done = subprocess.run([bench, "--workspace", workspace, "show", "latest", "--format", "json"],
                          capture_output=True, text=True)
    return json.loads(done.stdout)["id"]


def newest(workspace):
    """The ids of the runs that were created last."""
    created = {}
    for folder in (workspace / "runs").iterdir():
        try:
            run = json.loads((folder / "run.json").read_text())
        except (ValueError, OSError):
            continue
        created.setdefault(run["created_at"], set()).add(run["id"])
    return created[max(created)]


def expected(workspace):
    """The ids that the files' own values give, best first, the newest of equals first."""
    found = []
    for folder in (workspace / "runs").iterdir():
        try:
            run = json.loads((folder / "run.json").read_text())
            definition = json.loads((folder / "definition.json").read_text())
        except (ValueError, OSError):
            continue
        accuracy = run["summary"]["metrics"]["test_accuracy"]["last"]
        if (definition["optimizer"]["learning_rate"] < 0.1 and accuracy >= 0.98
                and run["state"] == "finished"):
            found.append((accuracy, run["created_at"], run["id"]))
    return [run[2] for run in sorted(found, reverse=True)]


def edit(workspace, draw):
    """Adds, removes, changes or tears a run, puts another in its place, begins one, or does so to
    the index."""
    index = workspace / "runs" / ".index"
    folders = sorted(path.parent for path in (workspace / "runs").glob("*/run.json"))
    folder = draw.choice(folders)
    record = folder / "run.json"
    match draw.choice(["add", "remove", "change", "tear", "replace", "begin", "index"]):
        case "index":
            if not index.exists() or draw.random() < 0.2:
                index.unlink(missing_ok=True)
                return
            data = bytearray(index.read_bytes())
            data[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
            index.write_bytes(data[:draw.randrange(len(data))] if draw.random() < 0.3 else data)
        case "add":
            copy = folder.with_name(f"copy-{draw.getrandbits(40)}")
            shutil.copytree(folder, copy)
            text = (copy / "run.json").read_text()
            (copy / "run.json").write_text(text.replace(f'"{folder.name}"', f'"{copy.name}"'))
        case "remove":
            shutil.rmtree(folder)
        case "change":
            record.write_text(record.read_text().replace('"failed"', '"finished"'))
        case "replace":
            # As a copy that keeps the times of its files does.
            state = os.stat(record)
            text = record.read_text()
            other = text.replace('"2026-0', '"2027-0').replace('"finished"', '"diverged"')
            shutil.rmtree(folder / "checkpoints", ignore_errors=True)
            record.unlink()
            record.write_text(other)
            os.utime(record, ns=(state.st_atime_ns, state.st_mtime_ns))
        case "begin":
            (workspace / "runs" / f"begun-{draw.getrandbits(40)}").mkdir()
        case "tear":
            record.write_bytes(record.read_bytes()[:draw.randrange(200)])


def check(bench, count, edits, seed):
    """Yields for each round whether bench and Python agree."""
    draw = random.Random(seed)
    with tempfile.TemporaryDirectory(prefix="bench-scale-") as folder:
        workspace = pathlib.Path(folder) / "workspace"
        for _ in generate.generate(bench, workspace, count):
            pass
        for _ in range(edits):
            yield listed(bench, workspace, QUERY, "-test_accuracy") == expected(workspace)
            yield latest(bench, workspace) in newest(workspace)
            for _ in range(10):
                edit(workspace, draw)
        yield at_once(bench, workspace, 50)
        yield killed(bench, workspace, draw)


def at_once(bench, workspace, count):
    """Whether so many processes, all of which would make the index, list the same."""
    (workspace / "runs" / ".index").unlink(missing_ok=True)
    call = [bench, "--workspace", workspace, "runs", "--where", QUERY, "--sort", "-test_accuracy",
            "--columns", "id", "--format", "csv"]
    quiet = {"stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL, "text": True}
    processes = [subprocess.Popen(call, **quiet) for _ in range(count)]
    found = [process.communicate()[0].split()[1:] for process in processes]
    left = list((workspace / "runs").glob(".tmp-*"))
    return not left and all(ids == expected(workspace) for ids in found)


def killed(bench, workspace, draw):
    """Whether what processes leave that are killed while they make the index harms nobody."""
    index = workspace / "runs" / ".index"
    for _ in range(20):
        index.unlink(missing_ok=True)
        process = subprocess.Popen([bench, "--workspace", workspace, "list"],
                                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(draw.uniform(0, 0.06))
        process.kill()
        process.wait()
    index.unlink(missing_ok=True)
    same = listed(bench, workspace, QUERY, "-test_accuracy") == expected(workspace)
    return same and index.exists() and not list((workspace / "runs").glob(".tmp-*"))


def timed(command, **options):
    """Seconds and megabytes of one call."""
    start = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                               **options)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{command} ended with {process.returncode}")
    return time.perf_counter() - start, usage.ru_maxrss / 1024


def measure(bench, count, mlflow):
    """Prints what one call costs among so many runs, the best of three."""
    with tempfile.TemporaryDirectory(prefix="bench-scale-") as folder:
        workspace = pathlib.Path(folder) / "workspace"
        lines = []
        for _, run, definition in generate.generate(bench, workspace, count):
            accuracy = run["summary"]["metrics"]["test_accuracy"]["last"]
            lines.append(f"{definition['optimizer']['learning_rate']} {accuracy} {run['state']}\n")
        calls = {
            "runs --where --sort": ["runs", "--where", QUERY, "--sort", "-test_accuracy",
                                    "--limit", "20"],
            "list": ["list"],
            "show latest": ["show", "latest"],
            "gc --dry-run": ["gc", "--dry-run"],
        }
        seconds, megabytes = timed([bench, "--workspace", workspace, "list"])
        print(f"{count:7d} runs  bench {'list, the first time':20s} {seconds:8.3f} s "
              f"{megabytes:6.0f} MB", flush=True)
        for name, words in calls.items():
            seconds, megabytes = min(
                timed([bench, "--workspace", workspace, *words]) for _ in range(3))
            print(f"{count:7d} runs  bench {name:20s} {seconds:8.3f} s {megabytes:6.0f} MB",
                  flush=True)
        if mlflow:
            store = os.environ | {"MLFLOW_ALLOW_FILE_STORE": "true"}
            call = [mlflow, "-W", "ignore", "-c", MLFLOW, f"file://{folder}/mlruns"]
            subprocess.run([*call, "fill"], input="".join(lines), text=True, env=store, check=True,
                           capture_output=True)
            seconds, megabytes = timed([*call, "search"], env=store)
            inside = subprocess.run([*call, "search"], text=True, env=store, check=True,
                                    capture_output=True).stdout.split()[0]
            print(f"{count:7d} runs  MLflow, its file store     {seconds:8.3f} s {megabytes:6.0f} "
                  f"MB, in-process {float(inside):.3f} s", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("bench", help="the built program")
    parser.add_argument("--seed", type=int, default=random.randrange(1 << 32))
    parser.add_argument("--counts", type=int, nargs="*", default=[])
    parser.add_argument("--mlflow", help="a Python that has MLflow")
    options = parser.parse_args()
    bench = str(pathlib.Path(options.bench).resolve())
    print(f"seed {options.seed}")
    rounds = list(check(bench, 400, 10, options.seed))
    for count in options.counts:
        measure(bench, count, options.mlflow)
    print(f"{sum(rounds)} passed, {len(rounds) - sum(rounds)} failed")
    sys.exit(0 if all(rounds) else 1)


if __name__ == "__main__":
    main()
