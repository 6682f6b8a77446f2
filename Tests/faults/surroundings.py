"""What surrounds a run changes: limits, folders, data, the clock, the number of other runs."""

import resource
import shutil
import subprocess
import time

from crowd import LONG
from places import DEFINITION, EXPERIMENT, WORDS, Place, differences, is_crash
from signals import training

RUN = "r"
START = ("run", EXPERIMENT, "--name", RUN, "--quiet")
ROWS = "a,b,y\n0,0,0\n0,1,1\n1,0,1\n1,1,0\n"
ON_FILE = DEFINITION | {
    "dataset": {"name": "csv", "label": "y",
                "files": {"train": "rows.csv", "test": "rows.csv"}}}


def check(options, tally):
    first = Place(options.bench, options.preload)
    first.expect(*START)
    reference = first.end(RUN)
    limits(options, tally, reference)
    vanishing(options, tally)
    moving(options, tally)
    data(options, tally)
    clock(options, tally, reference)
    thousands(options, tally, first)


def limited(place, limit, value, *arguments):
    def set_limit():
        resource.setrlimit(limit, value if isinstance(value, tuple) else (value, value))

    return subprocess.run(
        [place.path, *arguments], cwd=place.workspace, stdin=subprocess.DEVNULL, timeout=60,
        capture_output=True, text=True, env=place.environment(), preexec_fn=set_limit)


def limits(options, tally, reference):
    """`ulimit -f` and `ulimit -n`, from nothing to enough; then without them."""
    for name, limit, values, code in (
            ("bytes a file", resource.RLIMIT_FSIZE, range(0, 6000, 100), 27),
            ("open files", resource.RLIMIT_NOFILE, range(4, 40), 24)):
        problems, refusals = [], 0
        for value in values:
            place = Place(options.bench, options.preload)
            done = limited(place, limit, value, *START)
            if done.returncode != 0 and not place.has_begun(RUN) and "bench:" in done.stderr \
                    and "shared" in done.stderr:
                continue  # Not even its libraries could be opened.
            refusals += done.returncode != 0
            if is_crash(done):
                problems.append(f"{value}: crashed with {done.returncode} {done.stderr.strip()}")
            elif done.returncode != 0 and WORDS[code] not in done.stderr:
                problems.append(f"{value}: {done.stderr.strip()}")
            elif place.scratch():
                problems.append(f"{value}: left {place.scratch()}")
            again = ("resume", RUN, "--quiet") if place.has_begun(RUN) else START
            done = place.run(*again)
            wrong = [done.stderr] if done.returncode else differences(place, RUN, reference)
            problems += [f"{value}, then none: {problem}" for problem in wrong]
            place.remove()
        tally.check(f"a limit of {name}, {refusals} times too low: said so, then gone on with",
                    refusals > 5 and not problems, "; ".join(problems[:5]))


def vanishing(options, tally):
    """The folder of a run that trains is removed."""
    for what in ("checkpoints", "run", "workspace"):
        place = Place(options.bench, options.preload, definition=LONG)
        process = training(place, 3)
        gone = {"checkpoints": place.runs / RUN / "checkpoints", "run": place.runs / RUN,
                "workspace": place.workspace}[what]
        deadline = time.monotonic() + 30
        while gone.exists() and time.monotonic() < deadline:
            shutil.rmtree(gone, ignore_errors=True)
        messages = process.communicate(timeout=60)[1]
        tally.check(f"a run whose {what} vanishes ends with 1 and says what is missing",
                    process.returncode == 1 and "No such file or directory" in messages,
                    f"exit {process.returncode}: {messages.strip()[-200:]}")
        if what == "run":
            again = place.run("resume", RUN)
            tally.check("a vanished run is not made again; resuming says that there is none",
                        not gone.exists() and again.returncode == 2, again.stderr.strip())
            done = place.run("run", EXPERIMENT, "--name", RUN, "--epochs", "2", "--quiet")
            tally.check("its name is free", done.returncode == 0, done.stderr.strip())
        place.workspace.mkdir(exist_ok=True)


def moving(options, tally):
    """The folder of a run that trains is moved away: it goes on in there, since it is open."""
    place = Place(options.bench, options.preload, definition=LONG)
    place.expect("run", EXPERIMENT, "--name", "whole", "--quiet")
    process = training(place, 3)
    away = place.workspace / "away"
    (place.runs / RUN).rename(away)
    process.communicate(timeout=120)
    tally.check("a run whose folder is moved leaves nothing where that was",
                not (place.runs / RUN).exists())
    away.rename(place.runs / RUN)
    done = place.run("resume", RUN, "--quiet")
    wrong = [done.stderr] if done.returncode else differences(place, RUN, place.end("whole"))
    tally.check("and ends in the same bytes once that is back", not wrong, ", ".join(wrong))


def data(options, tally):
    """The data set's file is missing, other than it was, or no table at all."""
    place = Place(options.bench, options.preload, definition=ON_FILE)
    done = place.run(*START)
    tally.check("without its data a run does not start, and ends with 5",
                done.returncode == 5 and not place.runs.exists() and "rows.csv" in done.stderr,
                f"exit {done.returncode}: {done.stderr.strip()}")
    file = place.workspace / "rows.csv"
    file.write_text(ROWS)
    place.expect("run", EXPERIMENT, "--name", "whole", "--quiet")
    place.faulty(*START, call="rename", nth=5, do="kill")
    before = unlocked(place)
    for how, change in (
            ("missing", file.unlink), ("a folder", file.mkdir),
            ("changed", lambda: file.write_text(ROWS.replace("1,0,1", "1,0,0"))),
            ("torn", lambda: file.write_text(ROWS[:-4])), ("empty", lambda: file.write_text(""))):
        if file.is_dir():
            file.rmdir()
        change()
        done = place.run("resume", RUN)
        tally.check(f"a run whose data are {how} is refused with 5", done.returncode == 5,
                    f"exit {done.returncode}: {done.stderr.strip()}")
    file.write_text(ROWS)
    tally.check("and is not touched", unlocked(place) == before)
    done = place.run("resume", RUN, "--quiet")
    wrong = [done.stderr] if done.returncode else differences(place, RUN, place.end("whole"))
    tally.check("with its data back it ends in the same bytes", not wrong, ", ".join(wrong))


def unlocked(place):
    """All files but those that say who held a run last."""
    return {path: data for path, data in place.listing().items() if not path.endswith(".lock")}


def clock(options, tally, reference):
    """The wall clock goes back each time it is asked."""
    place = Place(options.bench, options.preload)
    done = place.faulty(*START, clock="back")
    wrong = [done.stderr] if done.returncode else differences(place, RUN, reference)
    seconds = place.record(RUN)["summary"]["total_seconds"] if not wrong else -1
    tally.check("with a clock that goes back a run ends in the same bytes", not wrong,
                ", ".join(wrong))
    tally.check("and tells how long it took", 0 <= seconds < 60, f"{seconds} s")
    other = Place(options.bench, options.preload)
    other.faulty(*START, call="rename", nth=5, do="kill")
    done = other.faulty("resume", RUN, "--quiet", clock="back")
    wrong = [done.stderr] if done.returncode else differences(other, RUN, reference)
    tally.check("with a clock that goes back a resumed run ends in the same bytes", not wrong,
                ", ".join(wrong))
    other.expect("runs")
    other.expect("show", RUN)


def thousands(options, tally, first):
    """More runs than a process has open files to begin with."""
    place = first.copy()
    count, soft = 300, 64
    most = (soft, 1000)
    text = (place.runs / RUN / "run.json").read_text()
    for number in range(count):
        folder = place.runs / f"{EXPERIMENT}-{number:04}"
        shutil.copytree(place.runs / RUN, folder)
        (folder / "run.json").write_text(text.replace(f'"id": "{RUN}"', f'"id": "{folder.name}"'))
    done = limited(place, resource.RLIMIT_NOFILE, most, "runs", "--format", "csv", "--limit", "999")
    found = len(done.stdout.splitlines()) - 1
    tally.check(f"{count + 1} runs are listed where {soft} files may be open at first",
                found == count + 1, f"{found} {done.stderr.strip()[:200]}")
    done = limited(place, resource.RLIMIT_NOFILE, most, "run", EXPERIMENT, "--quiet")
    tally.check("and another one is trained", done.returncode == 0, done.stderr.strip()[:200])
