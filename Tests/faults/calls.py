"""Each single call on a file fails, moves less than it was asked to, or is the process's last:
while a run starts and trains, and while it is resumed. Then `resume` ends in the same bytes."""

import collections
import concurrent.futures
import errno
import os
import re

from places import EXPERIMENT, MEMORY, WORDS, Place, differences, is_crash

RUN = "r"
START = ("run", EXPERIMENT, "--name", RUN, "--quiet")
RESUME = ("resume", RUN, "--quiet")
KINDS = ("open", "write", "fsync", "rename", "truncate", "mkdir", "unlink", "close", "flock",
         "read", "stat", "list", "attributes")
UNNOTICED = "the error went unnoticed"
# What changes the disk: an error of these must not go unnoticed.
CHANGES = ("write", "fsync", "rename", "truncate", "mkdir")


def faults(kind):
    """What can befall a call of this kind."""
    # Looking needs no room and is not interrupted.
    looks = kind in ("stat", "list")
    for code in (errno.EIO,) if looks else (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EINTR):
        yield str(code)
    if kind in ("open", "write", "fsync", "rename", "truncate", "mkdir", "unlink"):
        yield f"late {errno.EIO}"
        yield f"from {errno.ENOSPC}"
    if kind in ("write", "read"):
        yield "short"
    yield "kill"


def check(options, tally):
    """Both commands: one that starts a run, and one that goes on with an interrupted one."""
    first = Place(options.bench, options.preload, folder=MEMORY)
    first.expect(*START)
    reference = first.end(RUN)
    empty = Place(options.bench, options.preload, folder=MEMORY)
    everywhere(options, tally, empty, START, reference)
    everywhere(options, tally, interrupted(empty), RESUME, reference)
    trickle(tally, empty, reference)


def interrupted(empty):
    """A run killed before a checkpoint got its name: the unfinished file is there, and rows that
    no checkpoint counts; of the last one, half."""
    place = empty.copy()
    place.faulty(*START, call="rename", nth=4, do="kill")
    with open(place.runs / RUN / "metrics.csv", "a") as file:
        file.write("3,6,0.1,0.6")
    assert place.scratch(), "nothing unfinished was left"
    return place


def everywhere(options, tally, place, command, reference):
    verb = command[0]
    counts = collections.Counter(place.copy().calls(*command))
    cases = [(kind, nth, do) for kind in KINDS for do in faults(kind)
             for nth in range(1, counts[kind] + 1)]
    cases = cases[::options.every]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(lambda case: judged(place, command, case, reference), cases))
    injected, ended = collections.Counter(), collections.Counter()
    for (kind, nth, do), (how, problems) in zip(cases, found, strict=True):
        ended[how] += 1
        injected[f"{kind} {name(do)}"] += 1
        if problems:
            tally.check(f"{verb}: {kind} {nth}, {name(do)}, then resumed, ends in the same bytes",
                        False, "; ".join(problems))
    print("  calls: " + ", ".join(f"{counts[kind]} {kind}" for kind in KINDS if counts[kind]))
    print("  ended: " + ", ".join(f"{count} {how}" for how, count in sorted(ended.items())))
    for do in sorted({name(do) for _, _, do in cases}):
        total = sum(count for key, count in injected.items() if key.endswith(f" {do}"))
        bad = sum(1 for case, (_, problems) in zip(cases, found)
                  if problems and name(case[2]) == do)
        tally.check(f"{verb}: {total} times {do}, each resumed to the same bytes", not bad,
                    f"{bad} not" if bad else "")


def name(do):
    """`ENOSPC`, `late EIO`, `from ENOSPC on`, `short`, `kill`."""
    *when, what = do.split()
    what = errno.errorcode[int(what)] if what.isdigit() else what
    return f"from {what} on" if when == ["from"] else " ".join([*when, what])


def judged(empty, command, case, reference):
    """Runs one case in a copy of its own; returns how the command ended and what is wrong."""
    kind, nth, do = case
    place = empty.copy()
    try:
        saved = newest(place)
        done = place.faulty(*command, call=kind, nth=nth, do=do)
        problems = list(blamed(place, done, kind, do))
        if UNNOTICED in problems and empty.befell_note(kind, nth, do, *command):
            problems.remove(UNNOTICED)
        if saved > newest(place):
            problems.append(f"step {saved} was saved and is lost")
        how = {0: "well", -9: "killed"}.get(done.returncode, "with an error")
        return how, problems + list(resumed(place, RUN, START, reference))
    except Exception as error:
        return "in a failure of the check", [repr(error)[:300]]
    finally:
        place.remove()


def newest(place):
    return max(place.whole_steps(RUN), default=-1)


def blamed(place, done, kind, do, run=RUN):
    """What is wrong with the end of a command one of whose calls failed, in one run's folder."""
    if is_crash(done):
        yield f"crashed with {done.returncode}: {done.stderr.strip()[-200:]}"
    if do == "kill":
        if done.returncode not in (-9, 0):
            yield f"exit {done.returncode}: {done.stderr.strip()}"
        return
    code = int(do.split()[-1]) if do != "short" else None
    # A synchronisation is asked for once only: what a second one says would not be believed.
    if done.returncode != 0 and (code is None or code == errno.EINTR and kind != "fsync"):
        yield f"was not done again: exit {done.returncode}: {done.stderr.strip()}"
    if done.returncode == 0 and code and code != errno.EINTR and kind in CHANGES:
        yield UNNOTICED
    if done.returncode != 0 and not place.has_begun(run) and (place.runs / run).exists():
        if kind != "unlink" and not do.startswith(("late", "from")):
            yield f"half a start was left: {sorted(os.listdir(place.runs / run))}"
    if done.returncode != 0 and code:
        if WORDS[code] not in done.stderr and "no workspace" not in done.stderr:
            yield f"the system's words are missing: {done.stderr.strip()}"
        if not re.search(r"(runs|experiments)[/:]|step-\d+\.safe|faults-", done.stderr):
            yield f"no path is named: {done.stderr.strip()}"
    safe = re.search(r"\(step (\d+)\) is safe", done.stderr)
    if safe and int(safe[1]) not in place.whole_steps(run):
        yield f"step {safe[1]} was called safe and is not there"


def resumed(place, run, start, reference):
    """Goes on without faults, or begins where nothing had; what is wrong with the end."""
    problems = list(gone_on(place, run, start))
    yield from problems
    if not problems and (wrong := differences(place, run, reference)):
        yield f"differs in {', '.join(wrong)}"


def gone_on(place, run, start):
    """Resumes a run, or starts it where it had not begun; what keeps it from its end."""
    if place.has_begun(run):
        listed = place.run("runs", "--format", "csv")
        if listed.returncode != 0 or "running" in listed.stdout:
            yield f"listed as {listed.stdout.strip()} {listed.stderr.strip()}"
        start = ("resume", run, "--quiet")
    done = place.run(*start)
    if done.returncode != 0:
        yield f"not resumed: exit {done.returncode}: {done.stderr.strip()}"


def trickle(tally, empty, reference):
    """Every transfer of the whole command moves one byte, or every one is first interrupted."""
    for kind in ("write", "read"):
        place = empty.copy()
        done = place.faulty(*START, call=kind, nth=0, do="short")
        wrong = [done.stderr] if done.returncode else differences(place, RUN, reference)
        tally.check(f"a run whose every {kind} moves one byte ends in the same bytes", not wrong,
                    ", ".join(wrong))
        place.remove()
