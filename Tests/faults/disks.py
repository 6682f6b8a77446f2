"""Disks that are full, run out of names, or can only be read: small file systems in memory, in a
mount namespace of this part's own, so that none outlives it."""

import contextlib
import os
import re
import subprocess
import sys
import tempfile

from places import EXPERIMENT, WORDS, Place, differences, is_crash

RUN = "r"
START = ("run", EXPERIMENT, "--name", RUN, "--quiet")
INSIDE = "FAULTS_HAS_OWN_MOUNTS"


def check(options, tally):
    if INSIDE in os.environ:
        first = Place(options.bench, options.preload)
        first.expect(*START)
        reference = first.end(RUN)
        full(options, tally, reference)
        nameless(options, tally, reference)
        read_only(options, tally, reference)
        sweep(options, tally)
        return
    command = ["unshare", "-m" if os.geteuid() == 0 else "-rm"]
    probe = [*command, "mount", "-t", "tmpfs", "none", tempfile.gettempdir()]
    if not can(probe):
        tally.check("a small disk can be mounted: NOT HERE, this part is left out", True)
        return
    done = subprocess.run(
        [*command, sys.executable, sys.argv[0], options.bench, "--only", "disks"],
        env=os.environ | {INSIDE: "1"}, stdout=subprocess.PIPE, text=True)
    *lines, totals = done.stdout.splitlines()
    print("\n".join(line for line in lines if line.startswith(("passed", "FAILED", "  "))))
    passed, failed = map(int, re.fullmatch(r"(\d+) passed, (\d+) failed", totals).groups())
    tally.passed += passed
    tally.failed += failed


def can(command):
    with contextlib.suppress(FileNotFoundError):
        return subprocess.run(command, capture_output=True).returncode == 0
    return False


@contextlib.contextmanager
def disk(options):
    """A place on a small file system of its own, and a function that mounts that anew."""
    with tempfile.TemporaryDirectory(prefix="disk-") as folder:
        def mount(how):
            subprocess.run(["mount", "-t", "tmpfs", "-o", how, "none", folder], check=True)

        mount("size=1m")
        try:
            place = Place(options.bench, options.preload, folder=folder)
            yield place, lambda how: mount(f"remount,{how}")
            place.remove()
        finally:
            subprocess.run(["umount", "-l", folder], check=True)


def full(options, tally, reference):
    """From a disk with room for next to nothing to one on which the run fits."""
    failures, problems = 0, []
    for size in range(8, 200, 4):
        with disk(options) as (place, remount):
            remount(f"size={size}k")
            done = place.run(*START)
            if done.returncode == 0:
                break
            failures += 1
            problems += [f"{size} kB: {problem}" for problem in refused(place, done, 28)]
            if "saving step" in done.stderr and not re.search(
                    r"\d \w+ needed, \d+ \w+ free", done.stderr):
                problems.append(f"{size} kB: not said how much is needed: {done.stderr}")
            remount("size=1m")
            problems += [f"{size} kB, then room: {problem}"
                         for problem in goes_on(place, reference)]
    tally.check(f"a disk full at {failures} sizes: said so, and gone on with once there is room",
                failures > 5 and not problems, "; ".join(problems[:5]))


def nameless(options, tally, reference):
    """No room for another file's name."""
    failures, problems = 0, []
    for count in range(5, 60):
        with disk(options) as (place, remount):
            remount(f"nr_inodes={count}")
            done = place.run(*START)
            if done.returncode == 0:
                break
            failures += 1
            problems += [f"{count} names: {problem}" for problem in refused(place, done, 28)]
            remount("nr_inodes=1000")
            problems += [f"{count} names, then room: {problem}"
                         for problem in goes_on(place, reference)]
    tally.check(f"a disk out of names at {failures} counts: said so, and gone on with later",
                failures > 5 and not problems, "; ".join(problems[:5]))


def refused(place, done, code):
    if is_crash(done) or done.returncode != 1:
        yield f"exit {done.returncode}: {done.stderr.strip()}"
    if WORDS[code] not in done.stderr or "runs" not in done.stderr:
        yield f"said without the system's words or the path: {done.stderr.strip()}"
    if place.scratch():
        yield f"left {place.scratch()}"


def goes_on(place, reference):
    done = place.run("resume", RUN, "--quiet") if place.has_begun(RUN) else place.run(*START)
    if done.returncode != 0:
        yield f"exit {done.returncode}: {done.stderr.strip()}"
        return
    yield from differences(place, RUN, reference)


def read_only(options, tally, reference):
    with disk(options) as (place, remount):
        place.faulty(*START, call="rename", nth=5, do="kill")
        before = place.listing()
        remount("ro")
        for look in (("list",), ("runs",), ("show", RUN), ("show", EXPERIMENT)):
            done = place.run(*look)
            tally.check(f"bench {' '.join(look)} needs to write nothing", done.returncode == 0,
                        done.stderr.strip())
        for command in (("resume", RUN), ("run", EXPERIMENT)):
            problems = list(
                problem for problem in refused(place, place.run(*command), 30)
                if not problem.startswith("left"))
            tally.check(f"bench {command[0]} on a read-only disk says so", not problems,
                        "; ".join(problems))
        tally.check("and changes nothing", place.listing() == before)
        remount("rw")
        problems = list(goes_on(place, reference))
        tally.check("written to again, the run ends in the same bytes", not problems,
                    ", ".join(problems))


def sweep(options, tally):
    """A disk with room for some of a sweep's runs: no further one is begun."""
    points, sizes, problems = 8, [], []
    for size in range(60, 400, 40):
        with disk(options) as (place, remount):
            place.define("sweeps/s", {"base": EXPERIMENT, "grid": {
                "optimizer.learning_rate": [0.01 * (1 + point) for point in range(points)]}})
            remount(f"size={size}k")
            done = place.run("sweep", "s", "--jobs", "1")
            if done.returncode == 0:
                break
            begun = len(list(place.runs.glob("s-*")))
            if begun < points:
                sizes.append(size)
            problems += [f"{size} kB: {problem}" for problem in refused(place, done, 28)]
            if begun < points and "no space is left on the disk" not in done.stderr:
                problems.append(f"{size} kB: not said that it stopped: {done.stderr}")
            remount("size=4m")
            done = place.run("sweep", "s", "--retry", "failed")
            states = {place.record(run.name)["state"] for run in place.runs.glob("s-*")}
            if done.returncode != 0 or states != {"finished"}:
                problems.append(f"{size} kB, then room: {done.returncode} {states} {done.stderr}")
    tally.check(f"a sweep on a disk full at {len(sizes)} sizes stopped, and was completed later",
                len(sizes) > 1 and not problems, "; ".join(problems[:3]))
