#!/usr/bin/env python3
"""Replays the file traffic of many short runs of a sweep, and asks bench about the result.

    python3 Tests/slurm/traffic.py .build/release/bench [--runs 10000] [--processes 8] [--check]

One worker trains one point under strace. Its calls on the files below `runs/` are then made again
for every point of a sweep, with the point's own names, by several processes at once that share out
the points as workers do. Prints the calls of a run, the calls a second, what is on the disk, and the
seconds of `bench sweep status` and `bench runs`. With `--check` the last line is `N passed, M
failed`: both must take less than five seconds.
"""

import argparse
import collections
import json
import multiprocessing
import os
import pathlib
import re
import resource
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "endtoend"))

import grids
from program import Program
from tally import Tally

CALLS = ["openat", "close", "mkdirat", "unlinkat", "renameat", "write", "fsync", "ftruncate", "flock",
         "newfstatat", "fstat", "read", "getdents64", "utimensat", "lseek"]
CHANGING = {"mkdirat", "unlinkat", "renameat", "write", "fsync", "ftruncate", "utimensat"}
SECONDS = 5


def point(name, points):
    return {"base": "small", "decide_by": "validation_accuracy",
            "random": {"points": points,
                       "space": {"optimizer.learning_rate": {"log_uniform": [0.001, 0.5]}}}}


def write_base(program):
    """A run of two epochs with three small checkpoints."""
    base = grids.BASE | {
        "architecture": [{"type": "avg_pool2d", "kernel_size": 4}, {"type": "flatten"},
                         {"type": "linear", "out_features": 10}],
        "training": {"epochs": 2, "batch_size": 32}, "checkpoint": {"every_epochs": 1}}
    (program.experiments / "small.json").write_text(json.dumps(base))


def record(program):
    """Trains one point; returns its id and the calls of that, each as words of strace."""
    name = "once"
    folder = program.experiments / "sweeps"
    (folder / f"{name}.json").write_text(json.dumps(point(name, 1)))
    log = program.workspace / "calls"
    done = subprocess.run(
        ["strace", "-f", "-y", "-xx", "-s", "1048576", "-e", "trace=" + ",".join(CALLS), "-o", log,
         program.path, "sweep", name, "--worker", "--threads", "1", "--jobs", "1"],
        cwd=program.workspace, env=program.environment(), capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(done.stderr)
    run, = grids.runs(program, name).values()
    return run.name, list(parsed(log.read_text(), str(program.runs)))


def unhexed(text):
    return bytes(int(digits, 16) for digits in re.findall(r"\\x([0-9a-f]{2})", text))


def parsed(log, runs):
    """The calls on what is below `runs`: (call, the folder's or the file's descriptor, names)."""
    pending = {}
    for line in log.splitlines():
        process, call = line.split(None, 1)
        if call.endswith("<unfinished ...>"):
            pending[process] = call.removesuffix("<unfinished ...>").rstrip()
            continue
        if resumed := re.match(r"<\.\.\. \w+ resumed>(.*)", call):
            call = pending.pop(process) + resumed[1]
        found = re.match(r"(\w+)\((.*)\)\s+= (-?\d+)", call)
        if not found or int(found[3]) < 0:
            continue
        kind, arguments, result = found[1], found[2], int(found[3])
        paths = [unhexed(path).decode() for path in re.findall(r"<((?:\\x[0-9a-f]{2})+)", call)]
        if not paths or not paths[0].startswith(runs):
            continue
        names = [unhexed(name) for name in re.findall(r'"((?:\\x[0-9a-f]{2})*)"', arguments)]
        first = re.match(r"(\d+)<", arguments)
        flags = re.findall(r"O_\w+", arguments)
        numbers = [int(number) for number in re.findall(r", (\d+)(?=[,)]|$)", arguments)]
        yield kind, int(first[1]) if first else None, paths[0], names, flags, numbers, result


def replay(calls, once, run, runs):
    """Makes the calls for another run; returns how many of each were made."""
    old, new = once.encode(), run.encode()
    open_files = {}
    counts = collections.Counter()

    def named(name):
        return name.replace(old, new)

    def folder(number, path):
        """An open folder of the recording, opened here when it is met first."""
        path = path.replace(once, run).replace("/once", "/many")
        if number not in open_files:
            os.makedirs(path, exist_ok=True)
            open_files[number] = os.open(path, os.O_RDONLY)
        return open_files[number]

    for kind, number, path, names, flags, numbers, result in calls:
        counts[kind] += 1
        if kind == "openat":
            bits = 0
            for flag in flags:
                bits |= getattr(os, flag, 0)
            where = folder(number, path) if number is not None else None
            try:
                open_files[result] = os.open(named(names[0]), bits, 0o666, dir_fd=where)
            except FileNotFoundError:
                counts[kind] -= 1
        elif kind == "mkdirat":
            try:
                os.mkdir(named(names[0]), dir_fd=folder(number, path))
            except FileExistsError:
                pass
        elif kind == "renameat":
            other = folder(number, path)
            os.rename(named(names[0]), named(names[1]), src_dir_fd=other, dst_dir_fd=other)
        elif kind == "unlinkat":
            os.unlink(named(names[0]), dir_fd=folder(number, path))
        elif kind == "newfstatat":
            try:
                os.stat(named(names[0]) or b".", dir_fd=folder(number, path),
                        follow_symlinks=False)
            except (FileNotFoundError, NotADirectoryError):
                pass
        elif number not in open_files:
            counts[kind] -= 1
        elif kind == "close":
            os.close(open_files.pop(number))
        elif kind == "write":
            os.write(open_files[number], named(names[0]))
        elif kind == "read":
            os.read(open_files[number], max(numbers[-1:] or [0]))
        elif kind == "fsync":
            os.fsync(open_files[number])
        elif kind == "ftruncate":
            os.ftruncate(open_files[number], len(named(b"x" * 0)) + numbers[0])
        elif kind == "fstat":
            os.fstat(open_files[number])
        elif kind == "utimensat":
            os.utime(open_files[number])
        elif kind == "getdents64":
            # A whole listing takes a few calls; the first stands for all.
            if result:
                os.listdir(open_files[number])
        else:
            counts[kind] -= 1
    for descriptor in open_files.values():
        os.close(descriptor)
    return counts


def work(task):
    calls, once, names, runs = task
    counts = collections.Counter()
    start = time.monotonic()
    marks = []
    for name in names:
        counts += replay(calls, once, name, runs)
        marks.append(time.monotonic())
    return counts, start, marks


def without_listings(calls, runs):
    """A worker lists `runs/` when it starts, not for each run."""
    return [call for call in calls
            if not (call[0] == "getdents64" and call[2] == runs)]


def timed(program, *arguments):
    """The seconds of a command by the clock and on the processor, and its output."""
    start, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    done = program.run(*arguments)
    if done.returncode:
        raise RuntimeError(done.stderr)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return time.monotonic() - start, processor, done.stdout


def bars(begin, marks, width=50, parts=10):
    """The runs a second over time, one line for each tenth."""
    end = max(marks)
    step = (end - begin) / parts
    rates = [sum(begin + i * step <= mark < begin + (i + 1) * step for mark in marks) / step
             for i in range(parts)]
    for i, rate in enumerate(rates):
        print(f"  {i * step:6.1f} s {'#' * round(width * rate / max(rates)):{width}} "
              f"{rate:6.0f} runs/s")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bench")
    parser.add_argument("--runs", type=int, default=10_000)
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--check", action="store_true")
    options = parser.parse_args()
    tally = Tally()
    program = Program(options.bench)
    write_base(program)
    (program.experiments / "sweeps").mkdir(exist_ok=True)
    once, calls = record(program)
    name = "many"
    (program.experiments / "sweeps" / f"{name}.json").write_text(
        json.dumps(point(name, options.runs)))
    calls = without_listings(calls, str(program.runs))
    kinds = collections.Counter(call[0] for call in calls)
    print(f"one run: {len(calls)} calls, {sum(kinds[kind] for kind in CHANGING)} of them changes: "
          + ", ".join(f"{count} {kind}" for kind, count in kinds.most_common()), flush=True)
    seconds, processor, listed = timed(program, "sweep", name, "--dry-run", "--format", "csv")
    print(f"bench sweep {name} --dry-run: {seconds:.2f} s, {processor:.2f} s on the processor")
    lines = listed.splitlines()
    first = next(i for i, line in enumerate(lines) if "point" in line.split(","))
    header, *rows = lines[first:]
    column = header.split(",").index("point")
    names = [f"{name}-{row.split(',')[column]}-s1" for row in rows]
    tasks = [(calls, once, names[i::options.processes], str(program.runs))
             for i in range(options.processes)]
    begin = time.monotonic()
    with multiprocessing.Pool(options.processes) as pool:
        results = pool.map(work, tasks, chunksize=1)
    seconds = time.monotonic() - begin
    total = sum((counts for counts, _, _ in results), collections.Counter())
    print(f"{len(names)} runs by {options.processes} processes: {sum(total.values())} calls in "
          f"{seconds:.1f} s, {sum(total.values()) / seconds:.0f} calls/s, "
          f"{sum(total[kind] for kind in CHANGING) / seconds:.0f} changes/s, "
          f"{total['fsync'] / seconds:.0f} fsync/s")
    bars(min(start for _, start, _ in results), [mark for _, _, marks in results for mark in marks])
    files = sum(len(entries) for _, _, entries in os.walk(program.runs))
    folders = sum(1 for _ in os.walk(program.runs))
    size = subprocess.run(["du", "-sk", program.runs], capture_output=True, text=True).stdout
    print(f"on the disk: {files} files, {folders} folders, {int(size.split()[0]) / 1000:.0f} MB; "
          f"runs/ has {len(os.listdir(program.runs))} names in "
          f"{os.stat(program.runs).st_size / 1000:.0f} kB, runs/.leases "
          f"{len(os.listdir(program.runs / '.leases'))}")
    for arguments in (["sweep", "status", name], ["runs", "--limit", "20"]):
        for turn in ("first", "again"):
            seconds, processor, _ = timed(program, *arguments)
            tally.check(f"bench {' '.join(arguments)}, {turn}, takes less than {SECONDS} s",
                        seconds < SECONDS,
                        f"{seconds:.2f} s, {processor:.2f} s on the processor")
    status = timed(program, "sweep", "status", name)[2]
    tally.check("the status counts every run", f"{len(names)} finished" in status.replace(",", ""),
                status.splitlines()[-2][:200])
    if options.check:
        print(tally.totals)
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
