"""Many processes at once: each start gets a run of its own, and a run has one holder."""

import collections
import concurrent.futures
import subprocess
import time

from places import DEFINITION, EXPERIMENT, Place, differences

STARTS = 50
RESUMES = 20
# Two of them keep house.
KEEPERS = 3
RUN = "r"
# Long enough that nobody is done before the last has asked.
LONG = DEFINITION | {"training": DEFINITION["training"] | {"epochs": 400},
                     "checkpoint": {"every_epochs": 1}}


def check(options, tally):
    starts(options, tally)
    starts_while_house_is_kept(options, tally)
    namesakes(options, tally)
    resumes(options, tally)
    unfinished(options, tally)


def together(place, commands):
    """Starts them all, then waits for each; returns exit codes, outputs and messages."""
    processes = [
        subprocess.Popen([place.path, *command], cwd=place.workspace, text=True,
                         stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE, env=place.environment())
        for command in commands]
    ended = [process.communicate(timeout=300) for process in processes]
    return [(process.returncode, *texts) for process, texts in zip(processes, ended)]


def starts(options, tally):
    place = Place(options.bench, options.preload)
    place.expect("run", EXPERIMENT, "--quiet")
    reference = place.end(f"{EXPERIMENT}-001")
    ended = together(place, [("run", EXPERIMENT, "--quiet")] * STARTS)
    bad = [text.strip() for code, _, text in ended if code != 0]
    ids = sorted(output.strip() for _, output, _ in ended)
    expected = [f"{EXPERIMENT}-{number:03}" for number in range(2, STARTS + 2)]
    tally.check(f"{STARTS} starts of one experiment at once get {STARTS} ids without a gap",
                not bad and ids == expected, "; ".join(bad[:3]))
    wrong = [run for run in expected if differences(place, run, reference)]
    tally.check(f"and {STARTS} runs with the same bytes", not wrong, ", ".join(wrong))


def starts_while_house_is_kept(options, tally):
    place = Place(options.bench, options.preload)
    place.expect("run", EXPERIMENT, "--quiet")
    reference = place.end(f"{EXPERIMENT}-001")
    for number in range(STARTS):
        (place.runs / f"left-{number:03}").mkdir()
    with concurrent.futures.ThreadPoolExecutor(KEEPERS) as pool:
        starting = pool.submit(together, place, [("run", EXPERIMENT, "--quiet")] * STARTS)
        kept = []
        while not starting.done() or not kept:
            kept += pool.map(lambda _: place.run("gc", "--yes"), range(KEEPERS - 1))
        ended = starting.result()
    bad = [text.strip() for code, _, text in ended if code != 0]
    ids = {output.strip() for _, output, _ in ended}
    tally.check(f"{STARTS} starts while {len(kept)} times house is kept get {STARTS} ids",
                not bad and len(ids) == STARTS, "; ".join(bad[:3]))
    wrong = [run for run in ids if differences(place, run, reference)]
    tally.check("and as many whole runs", not wrong, ", ".join(wrong))
    failed = [done.stderr.strip() for done in kept if done.returncode != 0]
    tally.check("and house is kept", not failed and not list(place.runs.glob("left-*")),
                "; ".join(failed[:3]))


def namesakes(options, tally):
    place = Place(options.bench, options.preload)
    ended = together(place, [("run", EXPERIMENT, "--quiet", "--name", RUN)] * RESUMES)
    codes = collections.Counter(code for code, _, _ in ended)
    tally.check(f"of {RESUMES} starts of one name one gets it, the others are refused",
                codes[0] == 1 and codes[2] + codes[4] == RESUMES - 1, dict(codes))
    place.expect("run", EXPERIMENT, "--quiet", "--name", "alone")
    wrong = differences(place, RUN, place.end("alone"))
    tally.check("and its run is whole", not wrong, ", ".join(wrong))


def resumes(options, tally):
    place = Place(options.bench, options.preload, definition=LONG)
    place.expect("run", EXPERIMENT, "--quiet", "--name", "whole")
    place.faulty("run", EXPERIMENT, "--name", RUN, call="rename", nth=12, do="kill")
    ended = together(place, [("resume", RUN, "--quiet")] * RESUMES)
    codes = collections.Counter(code for code, _, _ in ended)
    # A late one may find the run finished, which is no refusal.
    tally.check(f"of {RESUMES} resumes of one run at once one wins, the others are refused",
                codes == {0: 1, 4: RESUMES - 1}, dict(codes))
    refused = [text for code, _, text in ended if code == 4]
    tally.check("each refusal names the holder's process, host and since when",
                all("held by process" in text and " on " in text and "since" in text
                    for text in refused), refused[0].strip() if refused else "none")
    wrong = differences(place, RUN, place.end("whole"))
    tally.check("and the run ends in the same bytes", not wrong, ", ".join(wrong))


def unfinished(options, tally):
    """Leftover files belong to the next holder, and to nobody who only looks or is refused."""
    place = Place(options.bench, options.preload, definition=LONG)
    with subprocess.Popen(
            [place.path, "run", EXPERIMENT, "--name", RUN, "--quiet"], cwd=place.workspace,
            stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, env=place.environment()) as holder:
        while not place.has_begun(RUN):
            time.sleep(0.002)
        leftover = place.runs / RUN / ".tmp-1-000000"
        leftover.write_bytes(b"half")
        listed = place.run("runs", "--format", "csv")
        refused = place.run("resume", RUN)
        held = leftover.exists()
        holder.kill()
    tally.check("a run that trains is listed as running", "running" in listed.stdout,
                listed.stderr.strip())
    tally.check("a resume of it is refused with 4", refused.returncode == 4, refused.returncode)
    tally.check("neither touches what another process has not finished", held)
    looks = [("runs",), ("show", RUN), ("list",), ("run", EXPERIMENT, "--name", RUN)]
    shown = [place.run(*look).stdout for look in looks]
    tally.check("one that died is shown as interrupted", "interrupted" in shown[0] + shown[1])
    tally.check("those who look leave its unfinished files alone", leftover.exists())
    place.expect("resume", RUN, "--quiet")
    tally.check("the next holder removes them", not place.scratch(), ", ".join(place.scratch()))
