"""Files of data: how often one is opened, and what happens when it is exchanged meanwhile."""

import json
import os
import shutil
import subprocess
import threading
import time

EXCHANGED = 60
TURN_SECONDS = 0.0015


def check(program, tally, options):
    (program.workspace / "data.csv").write_text(table(2, 60))
    # Files that changed a moment ago are not trusted to be the same.
    long_ago = time.time() - 60
    os.utime(program.workspace / "data.csv", (long_ago, long_ago))
    define(program, "one", {"subset": {"train": [0, 40], "test": [40, 60]}})
    define(program, "drawn", {"subset": {"train": {"count": 40}, "test": {"count": 20}}})
    openings(program, tally)
    exchanges(program, tally)


def table(inputs, rows):
    return "".join(",".join(str((i * j) % 7) for j in range(inputs)) + f",{i % 2}\n"
                   for i in range(rows))


def define(program, name, dataset):
    definition = {
        "dataset": {"name": "csv", "files": {"train": "data.csv"}, "header": False, "classes": 2}
        | dataset,
        "architecture": [{"type": "linear", "out_features": 2}],
        "loss": {"type": "softmax_cross_entropy"},
        "optimizer": {"type": "sgd", "learning_rate": 0.1},
        "training": {"epochs": 2, "batch_size": 8}}
    (program.experiments / f"{name}.json").write_text(json.dumps(definition))


def opened(program, *arguments):
    """How often a command opens data.csv; with its exit code."""
    log = program.workspace / "strace.log"
    done = subprocess.run(
        ["strace", "-f", "-qq", "-o", log, "-e", "trace=open,openat", program.path, *arguments],
        cwd=program.workspace, stdin=subprocess.DEVNULL, capture_output=True, text=True,
        timeout=120, env=program.environment())
    lines = [line for line in log.read_text().splitlines() if "data.csv" in line]
    return len([line for line in lines if "resumed>" not in line]), done.returncode


def openings(program, tally):
    if not shutil.which("strace") or subprocess.run(
            ["strace", "-o", "/dev/null", "true"], capture_output=True).returncode != 0:
        tally.check("strace can count openings: NOT HERE, left out", True)
        return
    seeds = ("--seeds", "1..20")
    for most, code, *words in (
            (1, 0, "run", "one", "--dry-run"), (1, 0, "run", "one", *seeds, "--dry-run"),
            (1, 0, "run", "drawn", *seeds, "--dry-run"), (1, 0, "validate", "one", "drawn"),
            (1, 0, "list"), (1, 0, "run", "one", "--name", "a", "--quiet"),
            (1, 0, "run", "drawn", *seeds, "--quiet", "--jobs", "2"),
            (1, 0, "run", "one", *seeds, "--needed", "--quiet"),
            (0, 0, "compare", "a", "drawn-001"), (0, 0, "show", "a"), (0, 0, "runs"),
            (0, 0, "verify", "--quick", "a"), (0, 0, "resume", "a"),
            (1, 0, "resume", "a", "--from", "step-0", "--quiet"), (1, 0, "verify", "a"),
            (1, 0, "evaluate", "a"), (1, 0, "report", "a", "-o", "a.html"),
            (1, 0, "fork", "a", "--epochs", "3", "--quiet")):
        count, found = opened(program, *words)
        tally.check(f"bench {' '.join(words)}: opens its file at most {most} times",
                    count <= most and found == code, f"{count} times, exit {found}")


def exchanges(program, tally):
    """Two files of 2 and 7 columns take turns under one name."""
    target = program.workspace / "data.csv"
    for name, inputs, rows in (("narrow", 2, 60), ("wide", 7, 60)):
        (program.workspace / name).write_text(table(inputs, rows))
    stop = threading.Event()

    def exchange():
        scratch = program.workspace / "scratch"
        while not stop.is_set():
            for name in ("wide", "narrow"):
                shutil.copyfile(program.workspace / name, scratch)
                os.replace(scratch, target)
                time.sleep(TURN_SECONDS)

    thread = threading.Thread(target=exchange)
    thread.start()
    found = {}
    try:
        for _ in range(EXCHANGED):
            done = program.run("run", "one", "--quiet")
            found[done.returncode] = found.get(done.returncode, 0) + 1
            if done.returncode not in (0, 5):
                tally.check("a run whose file is exchanged ends in words", False,
                            f"{done.returncode} {done.stderr[:300]}")
    finally:
        stop.set()
        thread.join()
    tally.check(f"{EXCHANGED} runs whose file is exchanged all the time finish or end with 5",
                set(found) <= {0, 5}, found)
