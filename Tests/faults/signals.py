"""Signals that ask a training to stop, and readers of its output that have gone."""

import os
import signal
import subprocess
import time

from crowd import LONG
from places import EXPERIMENT, Place, differences, is_crash

RUN = "r"
NUMBERS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1, signal.SIGUSR2,
           signal.SIGXCPU)
START = ("run", EXPERIMENT, "--name", RUN)


def check(options, tally):
    place = Place(options.bench, options.preload, definition=LONG)
    place.expect("run", EXPERIMENT, "--name", "whole", "--quiet")
    reference = place.end("whole")
    for number in NUMBERS:
        for seen in (0, 3) if options.quick else (0, 3, 20):
            first(options, tally, number, seen, reference)
    for earlier, later in ((signal.SIGINT, signal.SIGTERM), (signal.SIGHUP, signal.SIGINT),
                           (signal.SIGHUP, signal.SIGTERM)):
        second(options, tally, earlier, later, reference)
    ignored(options, tally, reference)
    streams(options, tally)


def training(place, checkpoints, *start, **options):
    """Starts a run and returns once it has so many checkpoints after its first."""
    process = subprocess.Popen(
        [place.path, *(start or START)], cwd=place.workspace, stdin=subprocess.DEVNULL,
        **({"stdout": subprocess.DEVNULL, "stderr": subprocess.PIPE} | options),
        env=place.environment(), text=True)
    while process.poll() is None:
        if place.has_begun(RUN) and place.checkpoints(RUN):
            newest = int(place.checkpoints(RUN)[-1].stem.removeprefix("step-"))
            if newest >= 2 * checkpoints:
                break
        time.sleep(0.001)
    return process


def first(options, tally, number, checkpoints, reference):
    place = Place(options.bench, options.preload, definition=LONG)
    process = training(place, checkpoints)
    start = time.monotonic()
    process.send_signal(number)
    messages = process.communicate(timeout=60)[1]
    seconds = time.monotonic() - start
    record = place.record(RUN)
    step = record["segments"][-1]["to_step"]
    tally.check(
        f"{number.name} after {checkpoints} epochs saves and leaves with {128 + number}",
        process.returncode == 128 + number and record["state"] == "interrupted"
        and place.whole_steps(RUN)[-1] == step and f"resume {RUN}" in messages,
        f"exit {process.returncode}, {record['state']} at step {step}")
    tally.check("within a second", seconds < 1, f"{seconds * 1000:.0f} ms")
    resumed(tally, place, reference)


def resumed(tally, place, reference):
    done = place.run("resume", RUN, "--quiet")
    wrong = [done.stderr] if done.returncode else differences(place, RUN, reference)
    tally.check("and resumed ends in the same bytes", not wrong, ", ".join(wrong))


def second(options, tally, earlier, later, reference):
    """Both signals wait while the process is held up; which comes first is the system's choice."""
    place = Place(options.bench, options.preload, definition=LONG)
    process = training(place, 2)
    for number in (signal.SIGSTOP, earlier, later, signal.SIGCONT):
        process.send_signal(number)
    messages = process.communicate(timeout=60)[1]
    tally.check(f"{later.name} right after {earlier.name} stops at once",
                process.returncode in (128 + earlier, 128 + later)
                and "stopped at once" in messages,
                f"exit {process.returncode}: {messages.strip()[-100:]}")
    resumed(tally, place, reference)


def ignored(options, tally, reference):
    place = Place(options.bench, options.preload, definition=LONG)
    process = training(place, 2, preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
    process.send_signal(signal.SIGHUP)
    process.communicate(timeout=120)
    wrong = differences(place, RUN, reference)
    tally.check("under nohup a run outlives SIGHUP", process.returncode == 0 and not wrong,
                f"exit {process.returncode}")


def streams(options, tally):
    """Standard output and error that are gone, closed or full."""
    place = Place(options.bench, options.preload)
    for run in ("before", "again"):
        place.expect("run", EXPERIMENT, "--name", run, "--quiet")
    looks = [("runs",), ("list",), ("show", "before"), ("help",), ("compare", "before", "again")]
    for look in looks:
        code, messages = into(place, gone_pipe(), *look)
        tally.check(f"bench {look[0]} into a pipe without a reader ends quietly with 0",
                    code == 0 and not messages, f"{code} {messages.strip()}")
    with open("/dev/full", "w") as full:
        code, messages = into(place, full.fileno(), "runs")
    tally.check("on a full device it says so and ends with 1",
                code == 1 and os.strerror(28) in messages, f"{code} {messages.strip()}")
    for name, wrapped in (("output", '"$0" "$@" >&-'), ("error", '"$0" "$@" 2>&-'),
                          ("input, output and error", '"$0" "$@" <&- >&- 2>&-')):
        run = f"without-{name.split(',')[0]}"
        done = subprocess.run(
            ["sh", "-c", wrapped, place.path, "run", EXPERIMENT, "--name", run],
            cwd=place.workspace, capture_output=True, text=True, env=place.environment())
        wrong = differences(place, run, place.end("before"))
        tally.check(f"a run without standard {name} ends in the same bytes",
                    done.returncode == 0 and not wrong and not is_crash(done),
                    f"{done.returncode} {', '.join(wrong)}")
    code, _ = into(place, gone_pipe(), "run", EXPERIMENT, "--name", "unread")
    wrong = differences(place, "unread", place.end("before"))
    tally.check("a run whose output nobody reads ends in the same bytes", code == 0 and not wrong,
                f"{code} {', '.join(wrong)}")
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [place.path, "run", EXPERIMENT, "--name", "unheard"], cwd=place.workspace,
            stdout=subprocess.DEVNULL, stderr=full, env=place.environment())
    tally.check("a run whose messages are lost ends well", done.returncode == 0, done.returncode)


def gone_pipe():
    reading, writing = os.pipe()
    os.close(reading)
    return writing


def into(place, output, *arguments):
    done = subprocess.run(
        [place.path, *arguments], cwd=place.workspace, stdin=subprocess.DEVNULL, stdout=output,
        stderr=subprocess.PIPE, text=True, env=place.environment())
    return done.returncode, done.stderr
