"""A running run watched from another process: on a terminal, in a pipe, stopped, and killed."""

import os
import re
import signal
import subprocess
import time

from terminal import on_terminal

LINE = re.compile(r"run=(\S+) epoch=(\d+) step=\d+ train_loss=\S+ test_accuracy=\S+ seconds=\S+")


def check(program, tally, options):
    silent = program.run("watch")
    tally.check("nothing running ends with 0 and says so on standard error",
                silent.returncode == 0 and not silent.stdout and "no run is running" in
                silent.stderr)
    for arguments in ([], ["seen"]):
        in_place(program, tally, arguments)
    in_pipe(program, tally)
    of_many_epochs(program, tally)


def started(program, name, experiment="lenet5-sgd", epochs=100000):
    """A run that would last longer than it is watched, once its first epoch is told."""
    process = subprocess.Popen(
        [program.path, "run", experiment, "--epochs", str(epochs), "--name", name, "--quiet"],
        cwd=program.workspace, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL, env=program.environment())
    table = program.runs / name / "metrics.csv"
    deadline = time.monotonic() + 60
    while not (table.exists() and table.read_bytes().count(b"\n") > 1):
        if process.poll() is not None or time.monotonic() > deadline:
            process.kill()
            raise RuntimeError(f"{name} does not train")
        time.sleep(0.05)
    return process


def in_place(program, tally, arguments):
    name = "seen" if arguments else "listed"
    run = started(program, name)
    try:
        code, text = watched(program, arguments, lambda watch: os.kill(watch, signal.SIGINT))
        tally.check(f"watch {name} is redrawn in place", re.search(r"\r\x1b\[\d+A", text) and name in text)
        tally.check(f"watch {name} wipes out no character that it has just drawn",
                    not re.search(r"[^\r\nA]\x1b\[K", text))
        tally.check(f"watch {name} ends at ^C with 130", code == 130, str(code))
        code, text = watched(program, arguments, lambda watch: run.kill())
        tally.check(f"watch {name} shows a killed run as interrupted, and how to go on",
                    code == 0 and "interrupted" in text and f"resume {name}" in text, str(code))
    finally:
        run.kill()
        run.wait()


def watched(program, arguments, act):
    """Watches on a terminal, acts after two seconds; returns the exit code and all it drew."""
    def later(watch):
        time.sleep(2)
        act(watch)
    return on_terminal(program, "watch", *arguments, act=later)


def in_pipe(program, tally):
    # Of up to 100 epochs each has a line.
    lines, last, messages = piped(program, "piped", started(program, "piped", epochs=100))
    epochs = [int(match[2]) for match in map(LINE.fullmatch, lines) if match]
    tally.check("a pipe gets a line for each new epoch, none twice and none left out",
                epochs and len(epochs) == len(lines)
                and epochs == list(range(epochs[0], epochs[-1] + 1)), f"{len(lines)} lines")
    tally.check("a pipe is told of a killed run",
                last.startswith("run=piped state=interrupted ") and "resume piped" in messages)


def of_many_epochs(program, tally):
    """100 lines for the whole of a run, however many epochs it has."""
    run = started(program, "long", experiment="xor-mlp", epochs=1_000_000)
    lines, _, _ = piped(program, "long", run)
    epochs = [int(match[2]) for match in map(LINE.fullmatch, lines) if match]
    # Every 10,000th, and the one at which it was killed.
    tally.check("of 1,000,000 epochs each 10,000th has a line",
                len(epochs) > 1 and all(epoch % 10_000 == 0 for epoch in epochs[:-1])
                and epochs[:-1] == list(range(epochs[0], epochs[-2] + 1, 10_000)), str(epochs))


def piped(program, name, run):
    """Watches a run in a pipe until it is killed; returns the epochs' lines, the last, the rest."""
    with subprocess.Popen([program.path, "watch"], cwd=program.workspace, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                          env=program.environment()) as watch:
        time.sleep(2)
        run.kill()
        run.wait()
        output, messages = watch.communicate(timeout=60)
    if watch.returncode != 0:
        raise RuntimeError(f"watch {name}: exit {watch.returncode}: {messages}")
    *lines, last = output.splitlines()
    return lines, last, messages
