#!/usr/bin/env python3
"""Makes the runs of a bench workspace again in DVC and in Guild, and times how each lists them.

Both get what their own tools would have written: DVC a git repository with an experiment a run (a
commit with params.yaml, metrics.json and dvc.lock under refs/exps/), Guild a folder a run with its
attributes, flags and scalars. One run of each is made by the tool itself, the others are copies of
it with other parameters and, in DVC, metrics. Best of three calls; `guild compare` is called once.
"""

import argparse
import hashlib
import json
import os
import pathlib
import random
import shutil
import subprocess
import tempfile
import time
import uuid

import yaml

SCRIPT = """
import argparse, json
parser = argparse.ArgumentParser()
parser.add_argument("--learning_rate", type=float, default=0.1)
parser.add_argument("--seed", type=int, default=1)
options = parser.parse_args()
print("test_accuracy: 0.5")
"""


def drawn(count):
    """Rate, seed and accuracy of each run."""
    draw = random.Random(7)
    for _ in range(count):
        yield round(10 ** draw.uniform(-4, 0), 5), draw.randrange(1, 10), 0.9 + draw.random() / 10


def timed(command, calls=3, **options):
    """Seconds of the fastest of some calls, and the lines of the last."""
    times = []
    for _ in range(calls):
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, **options)
        times.append(time.perf_counter() - start)
        if done.returncode:
            raise SystemExit(f"{command}: {done.stderr[-2000:]}")
    return min(times), done.stdout.count("\n")


def dvc(program, folder, count):
    """Seconds of `dvc exp show` among so many experiments of one commit."""
    git = ["git", "-c", "user.name=a", "-c", "user.email=a@b.c"]
    quiet = {"cwd": folder, "check": True, "capture_output": True}
    subprocess.run([*git, "init", "-q"], **quiet)
    subprocess.run([program, "init", "-q"], **quiet)
    (folder / "params.yaml").write_text("learning_rate: 0.1\nseed: 1\n")
    (folder / "metrics.json").write_text('{"test_accuracy": 0.5}\n')
    (folder / "dvc.yaml").write_text(
        "stages:\n  train:\n    cmd: 'true'\n    params:\n    - learning_rate\n    - seed\n"
        "    metrics:\n    - metrics.json:\n        cache: false\nparams:\n- params.yaml\n"
        "metrics:\n- metrics.json\n")
    subprocess.run([program, "commit", "-q", "-f"], **quiet)
    subprocess.run([*git, "add", "-A"], **quiet)
    subprocess.run([*git, "commit", "-q", "-m", "model"], **quiet)
    head = subprocess.run([*git, "rev-parse", "HEAD"], **quiet, text=True).stdout.strip()
    lock = yaml.safe_load((folder / "dvc.lock").read_text())
    lines = []
    for number, (rate, seed, accuracy) in enumerate(drawn(count), 1):
        metrics = json.dumps({"test_accuracy": accuracy}) + "\n"
        stage = lock["stages"]["train"]
        stage["params"]["params.yaml"] = {"learning_rate": rate, "seed": seed}
        stage["outs"][0] |= {"md5": hashlib.md5(metrics.encode()).hexdigest(), "size": len(metrics)}
        files = {"params.yaml": f"learning_rate: {rate}\nseed: {seed}\n", "metrics.json": metrics,
                 "dvc.lock": yaml.safe_dump(lock, sort_keys=False)}
        message = f"dvc: commit experiment {number}"
        lines.append(f"commit refs/exps/{head[:2]}/{head[2:]}/run-{number:06d}\n"
                     f"committer a <a@b.c> {1767225600 + 37 * number} +0000\n"
                     f"data {len(message)}\n{message}\nfrom {head}\n")
        for name, text in files.items():
            lines.append(f"M 100644 inline {name}\ndata {len(text.encode())}\n{text}\n")
    subprocess.run([*git, "fast-import", "--quiet"], cwd=folder, check=True,
                   input="".join(lines), text=True)
    show = [program, "exp", "show", "--csv", "--sort-by", "test_accuracy", "--sort-order", "desc"]
    return timed(show, cwd=folder)


def guild(program, folder, count):
    """Yields the seconds of `guild runs` and of `guild compare`, which reads scalars."""
    home = folder / "home"
    home.mkdir()
    environment = os.environ | {"GUILD_HOME": str(home)}
    (folder / "train.py").write_text(SCRIPT)
    subprocess.run([program, "run", "train.py", "-y"], cwd=folder, env=environment, check=True,
                   capture_output=True)
    runs = home / "runs"
    model = next(path for path in runs.iterdir() if path.is_dir())
    for number, (rate, seed, _) in enumerate(drawn(count - 1), 1):
        identifier = uuid.UUID(int=random.Random(number).getrandbits(128)).hex
        copy = runs / identifier
        shutil.copytree(model, copy, symlinks=True)
        attributes = copy / ".guild" / "attrs"
        (attributes / "id").write_text(identifier + "\n")
        (attributes / "flags").write_text(f"learning_rate: {rate}\nseed: {seed}\n")
        (attributes / "started").write_text(f"{1767225600000000 + 37000000 * number}\n")
    yield timed([program, "runs", "list", "--all", "--filter", "learning_rate < 0.1"],
                cwd=folder, env=environment)
    yield timed([program, "compare", "--csv", "-", "--max", "test_accuracy"], 1, cwd=folder,
                env=environment)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("count", type=int)
    parser.add_argument("--dvc", help="the program")
    parser.add_argument("--guild", help="the program")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-peers-") as folder:
        if options.dvc:
            place = pathlib.Path(folder) / "dvc"
            place.mkdir()
            seconds, lines = dvc(options.dvc, place, options.count)
            print(f"{options.count:7d} runs  dvc exp show   {seconds:8.3f} s, {lines} lines")
        if options.guild:
            place = pathlib.Path(folder) / "guild"
            place.mkdir()
            for name, (seconds, lines) in zip(
                    ["runs", "compare"], guild(options.guild, place, options.count)):
                print(f"{options.count:7d} runs  guild {name:8s} {seconds:8.3f} s, {lines} lines",
                      flush=True)


if __name__ == "__main__":
    main()
