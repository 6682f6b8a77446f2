"""Two runs at once, and each single call on a file fails, or is the process's last, in the folder of
one of them or beside both. The other one finishes as if it were alone; what was stopped is resumed to
the same bytes. Pauses drawn from the seed let the two meet in another order each time."""

import collections
import concurrent.futures
import os
import random
import re

from calls import KINDS, UNNOTICED, blamed, faults, gone_on, name
from places import EXPERIMENT, MEMORY, Place, is_crash, is_lack_of_space

SEEDS = (1, 2)
IDS = {1: f"{EXPERIMENT}-001", 2: f"{EXPERIMENT}-002"}
COMMAND = ("run", EXPERIMENT, "--seeds", "1..2", "--jobs", "2")
# Where a fault is: in the folder of a seed's run, or beside them.
BESIDE = 0
# Of every so many faults one is put to it in a run of these checks, by the seed another each time.
SHARE = 5


def check(options, tally):
    alone = Place(options.bench, options.preload, folder=MEMORY)
    references = {}
    for seed, run in IDS.items():
        alone.expect("run", EXPERIMENT, "--seed", seed, "--quiet")
        references[seed] = alone.end(run)
    empty = Place(options.bench, options.preload, folder=MEMORY)
    cases, notes = every_case(empty)
    share = 1 if options.long else SHARE * options.every
    chosen = cases[options.seed % share::share]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        jitters = [options.seed % 1_000_000 + number for number in range(len(chosen))]
        found = list(pool.map(lambda case, jitter: judged(empty, case, jitter, references),
                              chosen, jitters))
    ended = collections.Counter(how for how, _ in found)
    print(f"  cases: {len(chosen)} of {len(cases)}")
    print("  ended: " + ", ".join(f"{count} {how}" for how, count in sorted(ended.items())))
    for (where, kind, nth, do), (_, problems) in zip(chosen, found, strict=True):
        if UNNOTICED in problems and is_lack_of_space(do) and (where, kind, nth) in notes:
            problems.remove(UNNOTICED)
        if problems:
            tally.check(f"{told(where)}: {kind} {nth}, {name(do)}", False, "; ".join(problems))
    for where in (*SEEDS, BESIDE):
        results = [problems for case, (_, problems) in zip(chosen, found) if case[0] == where]
        bad = sum(1 for problems in results if problems)
        tally.check(f"--jobs 2, {len(results)} faults {told(where)}: what is whole ends as alone, "
                    "what is not is resumed to it", results and not bad, f"{bad} not" if bad else "")
    for place in (alone, empty):
        place.remove()


def told(where):
    return f"in the run of seed {where}" if where else "beside the runs"


def every_case(empty):
    """Every call there is when nothing fails, with all that can befall it; and of these the calls
    that write who holds a lock, which is a note that a full disk does without."""
    place = empty.copy()
    counts = collections.Counter()
    notes = set()
    for kind, path in place.calls_with_paths(*COMMAND):
        parts = path.split("/")
        inside = [seed for seed, run in IDS.items() if parts[:2] == ["runs", run]]
        where = inside[0] if inside else BESIDE
        counts[where, kind] += 1
        if parts[-1] == ".lock" and kind in ("write", "truncate"):
            notes.add((where, kind, counts[where, kind]))
    place.remove()
    cases = [(where, kind, nth, do) for where in (*SEEDS, BESIDE) for kind in KINDS
             for do in faults(kind) for nth in range(1, counts[where, kind] + 1)]
    return cases, notes


def judged(empty, case, jitter, references):
    """Runs one case in a copy of its own; returns how the command ended and what is wrong."""
    where, kind, nth, do = case
    place = empty.copy()
    try:
        isolated = {"below": place.runs / IDS[where]} if where else {"not": f"{EXPERIMENT}-"}
        quiet = ("--quiet",) if random.Random(jitter).random() < 0.5 else ()
        done = place.faulty(*COMMAND, *quiet, call=kind, nth=nth, do=do, jitter=jitter, **isolated)
        how = {0: "well", -9: "killed"}.get(done.returncode, "with an error")
        return how, [*ends(place, done, case, quiet, references),
                     *goes_on(place, references)]
    except Exception as error:
        return "in a failure of the check", [repr(error)[:300]]
    finally:
        place.remove()


def seeds(place):
    """The run of each seed that has begun."""
    runs = [path.parent.name for path in place.runs.glob("*/run.json")]
    return {place.record(run)["seed"]: run for run in runs}


def ends(place, done, case, quiet, references):
    """What is wrong with the end of the command, and with the runs it calls finished."""
    where, kind, _, do = case
    begun = seeds(place)
    yield from blamed(place, done, kind, do, IDS[where or SEEDS[0]])
    if is_crash(done) or do == "kill":
        return
    whole = {seed for seed, run in begun.items() if place.record(run)["state"] == "finished"}
    if not where and done.returncode == 2 and not begun:
        # No workspace or no definition could be read, and nothing was written.
        return
    if done.returncode not in (0, 1) or done.returncode == 0 and whole != set(SEEDS):
        yield f"exit {done.returncode}, finished are the seeds {sorted(whole)}"
    for seed in whole:
        if wrong := different(place, begun[seed], references[seed]):
            yield f"seed {seed} differs in {wrong}"
    if not where or do.startswith("from") and where not in begun:
        # The other run may have met the fault: a number that was not taken is free for it.
        return
    other, = set(SEEDS) - {where}
    run = begun.get(other)
    if other not in whole:
        yield f"seed {other} did not finish: {done.stderr.strip()}"
    elif not re.search(rf"^{run}\b", done.stdout, re.MULTILINE):
        yield f"{run} is not told: {done.stdout.strip()}"
    elif run != IDS[where] and re.search(rf"^error: .*\b{run}\b", done.stderr, re.MULTILINE):
        yield f"{run} is blamed: {done.stderr.strip()}"


def different(place, run, reference):
    found = place.end(run)
    return ", ".join(name for name in reference if found.get(name) != reference[name])


def goes_on(place, references):
    """Goes on without faults; what is wrong with the end of either run."""
    begun = seeds(place)
    for seed in SEEDS:
        # What a start left that was cut off is taken over under its name.
        is_free = IDS[seed] not in begun.values()
        run = begun.setdefault(seed, IDS[seed] if is_free else f"again-{seed}")
        start = ("run", EXPERIMENT, "--seed", seed, "--name", run, "--quiet")
        for problem in gone_on(place, run, start):
            yield f"seed {seed}: {problem}"
            return
    for seed in SEEDS:
        if wrong := different(place, begun[seed], references[seed]):
            yield f"seed {seed} differs in {wrong}"
    if left := place.scratch():
        yield f"left are {', '.join(left)}"
