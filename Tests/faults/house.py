"""Each single call on a file fails, or is the process's last, while house is kept: tags and notes
are written, runs removed, waste freed and verifications noted. Nothing of a run may be lost, and the
command, given again, does its work."""

import collections
import concurrent.futures
import errno
import hashlib
import json
import os
import pathlib
import shutil

from calls import CHANGES, KINDS, RUN, UNNOTICED, faults, name
from places import EXPERIMENT, MEMORY, WORDS, Place, is_crash

OTHER, GONE = "other", "gone"
# Folders that are no runs: of starts that were cut off, and of a run that lost its run.json.
CUT, EMPTY, LOST = "cut", "empty", "lost"
# What a person says of a run, and what is said of it.
SAID = ("tags", "note", "verified")
COMMANDS = {
    "tag": ("tag", RUN, OTHER, "--add", "kept"),
    "note": ("note", RUN, "too low"),
    "rm": ("rm", RUN, OTHER, "--yes"),
    "gc": ("gc", "--yes"),
    "verify": ("verify", RUN, "--jobs", "1"),
}


def check(options, tally):
    place = Place(options.bench, options.preload, folder=MEMORY)
    for run in (RUN, OTHER, GONE):
        place.expect("run", EXPERIMENT, "--name", run, "--quiet")
    place.expect("rm", GONE, "--yes")
    for verb in ("tag", "note", "rm", "verify"):
        everywhere(options, tally, place, verb, COMMANDS[verb], set())
    # Waste: what a crash between a save and what retention then deletes leaves.
    checkpoints = place.runs / RUN / "checkpoints"
    surplus = checkpoints / "step-00000003.safetensors"
    surplus.write_bytes(next(checkpoints.glob("step-*")).read_bytes())
    (checkpoints / ".tmp-4711-9f03ac").write_bytes(b"half")
    place.faulty("run", EXPERIMENT, "--name", CUT, call="rename", nth=1, do="kill")
    (place.runs / EMPTY).mkdir()
    shutil.copytree(place.runs / RUN, place.runs / LOST)
    (place.runs / LOST / "run.json").unlink()
    left = {path for path in contents(place.runs) if path.parts[0] == CUT}
    assert left and not place.has_begun(CUT), "no start was cut off"
    waste = left | {pathlib.PurePath(surplus.relative_to(place.runs))}
    everywhere(options, tally, place, "gc", COMMANDS["gc"], waste)
    place.remove()


def everywhere(options, tally, place, verb, command, waste):
    counts = collections.Counter(place.copy().calls(*command))
    cases = [(kind, nth, do) for kind in KINDS for do in faults(kind)
             for nth in range(1, counts[kind] + 1)]
    cases = cases[::options.every]
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        found = list(pool.map(lambda case: judged(place, verb, command, case, waste), cases))
    for case, problems in zip(cases, found, strict=True):
        if problems:
            kind, nth, do = case
            tally.check(f"{verb}: {kind} {nth}, {name(do)}", False, "; ".join(problems))
    bad = sum(1 for problems in found if problems)
    tally.check(f"{verb}: {len(cases)} faults, nothing of a run lost, done when asked again", not bad,
                f"{bad} not" if bad else "")


def judged(original, verb, command, case, waste):
    kind, nth, do = case
    place = original.copy()
    try:
        before = contents(place.runs)
        done = place.faulty(*command, call=kind, nth=nth, do=do)
        problems = list(blamed(done, verb, kind, do))
        if UNNOTICED in problems and original.befell_note(kind, nth, do, *command):
            problems.remove(UNNOTICED)
        return [*problems, *lost(place, verb, before, waste),
                *repeated(place, verb, command, before, waste)]
    except Exception as error:
        return [repr(error)[:300]]
    finally:
        place.remove()


def blamed(done, verb, kind, do):
    if is_crash(done):
        yield f"crashed with {done.returncode}: {done.stderr.strip()[-200:]}"
    if not do.split()[-1].isdigit():
        return
    code = int(do.split()[-1])
    # What is verified stays so where it cannot be noted, which is a warning.
    is_noticed = done.returncode != 0 or verb == "verify" and "warning: not noted" in done.stderr
    if not is_noticed and code != errno.EINTR and kind in CHANGES:
        yield UNNOTICED
    told = done.stdout + done.stderr
    if done.returncode != 0 and WORDS[code] not in told and "no workspace" not in told:
        yield f"the system's words are missing: {done.stderr.strip()}"


def contents(runs):
    """The digest of every file that is no lock and not unfinished, by its path, what was removed as
    if it were not; of run.json, all but what is said of the run."""
    files = {}
    for path in runs.rglob("*"):
        if path.is_dir() or path.name == ".lock" or path.name.startswith(".tmp-"):
            continue
        data = path.read_bytes()
        if path.name == "run.json":
            record = json.loads(data)
            data = json.dumps({key: record[key] for key in record if key not in SAID}).encode()
        place = pathlib.PurePath(str(path.relative_to(runs)).removeprefix(".trash/"))
        files[place] = hashlib.sha256(data).hexdigest()
    return files


def scratch(place):
    """Unfinished files, but for those of what looks like no run that bench has cut off."""
    return [path for path in place.scratch() if pathlib.PurePath(path).parts[1] != LOST]


def lost(place, verb, before, waste):
    after = contents(place.runs)
    missing = {path for path in before if after.get(path) != before[path]}
    if verb == "gc":
        missing -= waste | {path for path in missing if path.parts[0] == GONE}
    if missing or after.keys() - before.keys():
        yield f"changed: {sorted(map(str, missing))} {sorted(map(str, after.keys() - before.keys()))}"
    in_place = {run for run in (RUN, OTHER) if place.has_begun(run)}
    if verb != "rm" and in_place != {RUN, OTHER}:
        yield f"only {in_place} are left"


def repeated(place, verb, command, before, waste):
    """What the same command does afterwards; of several removed at once, what is still there."""
    if verb == "rm":
        left = [run for run in (RUN, OTHER) if place.has_begun(run)]
        command = ("rm", *left, "--yes")
        if not left:
            return
    done = place.run(*command)
    if done.returncode != 0:
        yield f"again: exit {done.returncode}: {done.stderr.strip()}"
        return
    yield from lost(place, verb, before, waste)
    if verb == "rm" and (left := [run for run in (RUN, OTHER) if place.has_begun(run)]):
        yield f"{left} are still there"
    if verb == "gc":
        left = [*waste & contents(place.runs).keys(), *scratch(place)]
        left += [name for name in (CUT, EMPTY) if (place.runs / name).exists()]
        if left:
            yield f"{left} are still there"
    if verb in ("rm", "gc"):
        return
    records = [json.loads((place.runs / run / "run.json").read_text()) for run in (RUN, OTHER)]
    said = {"tag": all(record["tags"] == ["kept"] for record in records),
            "note": records[0]["note"] == "too low",
            "verify": (records[0]["verified"] or {}).get("holds") is True}
    if not said[verb]:
        yield "not written"
