"""Too few threads and too little memory for what was asked: what cannot be had is done without."""

import contextlib
import os
import pathlib
import resource
import signal
import subprocess
import time

from crowd import LONG
from places import EXPERIMENT, Place, is_crash

MANY = ("--seeds", "1..40", "--jobs", "20", "--threads", "4", "--quiet")


def check(options, tally):
    with limited_group(20) as group:
        if group:
            few_threads(options, tally, group)
    little_memory(options, tally)


@contextlib.contextmanager
def limited_group(most):
    """A control group of at most so many processes and threads; None, and a word, without."""
    version1 = pathlib.Path("/sys/fs/cgroup/pids")
    parent = version1 if version1.is_dir() else pathlib.Path("/sys/fs/cgroup")
    group = parent / f"bench-faults-{os.getpid()}"
    try:
        group.mkdir()
        (group / "pids.max").write_text(str(most))
    except OSError as error:
        print(f"NOT HERE  a limit on threads: {error}")
        with contextlib.suppress(OSError):
            group.rmdir()
        yield None
        return
    try:
        yield group
    finally:
        group.rmdir()


def started(place, group, *arguments):
    def enter():
        (group / "cgroup.procs").write_text(str(os.getpid()))

    return subprocess.Popen(
        [place.path, *arguments], cwd=place.workspace, stdin=subprocess.DEVNULL, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=place.environment(), preexec_fn=enter)


def ended(process, seconds=120):
    """Its exit code and messages; None where it had to be killed."""
    try:
        messages = process.communicate(timeout=seconds)[1]
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return None, "still running"
    return process.returncode, messages


def few_threads(options, tally, group):
    place = Place(options.bench, options.preload)
    place.expect("run", EXPERIMENT, "--seeds", "1..40", "--quiet")
    expected = [place.record(f"{EXPERIMENT}-{seed:03}")["weights_sha256"] for seed in range(1, 41)]
    code, messages = ended(started(place, group, "run", EXPERIMENT, *MANY))
    runs = [f"{EXPERIMENT}-{number:03}" for number in range(41, 81)]
    found = [place.record(run)["weights_sha256"] if place.has_begun(run) else None for run in runs]
    tally.check("where 20 threads are to be had, 20 jobs of 4 end in the same bits",
                code == 0 and found == expected, f"exit {code} {messages.strip()[-200:]}")
    code, messages = ended(
        started(place, group, "run", EXPERIMENT, "--name", "eager", "--threads", "200"))
    threads = place.record("eager")["threads"] if place.has_begun("eager") else 0
    tally.check("a run of 200 threads has fewer, and says and records how many",
                code == 0 and 1 < threads <= 20 and f"{threads} of 200 threads" in messages,
                f"exit {code}, {threads} threads, {messages.strip()[-200:]}")
    code, messages = ended(started(
        place, group, "perf", EXPERIMENT, "--seconds", "1", "--threads", "200"))
    tally.check("perf too", code == 0, f"exit {code} {messages.strip()[-200:]}")
    place = Place(options.bench, options.preload, definition=LONG)
    process = started(place, group, "run", EXPERIMENT, *MANY)
    while process.poll() is None and not place.has_begun(f"{EXPERIMENT}-003"):
        time.sleep(0.01)
    process.send_signal(signal.SIGTERM)
    code, messages = ended(process, 30)
    tally.check("the first SIGTERM ends them", code == 128 + signal.SIGTERM,
                f"exit {code} {messages.strip()[-200:]}")


def little_memory(options, tally):
    """Virtual memory that the stacks of all threads do not fit."""
    problems = []
    for megabytes in (300, 400, 500, 700, 1000):
        place = Place(options.bench, options.preload)
        size = megabytes << 20
        process = subprocess.Popen(
            [place.path, "run", EXPERIMENT, "--seeds", "1..40", "--jobs", "40", "--threads", "8",
             "--quiet"], cwd=place.workspace, stdin=subprocess.DEVNULL, text=True,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=place.environment(),
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_AS, (size, size)))
        code, messages = ended(process)
        crashed = is_crash(subprocess.CompletedProcess([], code if code is not None else -6, "",
                                                       messages))
        if crashed or code not in (0, 1, 127):
            problems.append(f"{megabytes} MB: exit {code} {messages.strip()[-200:]}")
    tally.check("with little virtual memory 40 jobs of 8 threads end well or with an error",
                not problems, "; ".join(problems))
