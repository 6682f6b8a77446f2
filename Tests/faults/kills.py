"""One run killed at random moments, over and over: it ends in the bytes of an undisturbed one, and
what was once saved is never lost."""

import random
import signal
import subprocess
import time

from places import DEFINITION, EXPERIMENT, MEMORY, Place, differences

RUN = "r"
KILLS = 200


def check(options, tally):
    generator = random.Random(options.seed)
    kills = 5 * KILLS if options.long else 40 if options.quick else KILLS
    # So long that the kills come before its end: a checkpoint takes about a millisecond.
    training = DEFINITION["training"] | {"epochs": 100 * kills}
    definition = DEFINITION | {"training": training, "checkpoint": {"every_epochs": 1}}
    whole = Place(options.bench, options.preload, folder=MEMORY, definition=definition)
    seconds = timed(whole, "run", EXPERIMENT, "--name", RUN)
    # Finished, it only starts and looks.
    startup = min(timed(whole, "resume", RUN) for _ in range(5))
    reference = whole.end(RUN)
    place = Place(options.bench, options.preload, folder=MEMORY, definition=definition)
    last = max(whole.whole_steps(RUN))
    moments, lost, early = chain(place, kills, startup, seconds, last, generator)
    steps = place.whole_steps(RUN)
    tally.check(f"{moments} kills in one chain of resumes lose nothing that was saved", not lost,
                "; ".join(lost) or f"{early} before the first step, now at {max(steps)}")
    tally.check(f"all {kills} kills hit a run that was not yet at its end", moments == kills)
    done = place.run("resume", RUN, "--quiet")
    wrong = [done.stderr] if done.returncode else differences(place, RUN, reference)
    tally.check(f"a run killed {moments} times ends in the same bytes", not wrong,
                ", ".join(wrong) or f"{seconds:.1f} s undisturbed")


def timed(place, *command):
    start = time.monotonic()
    place.expect(*command, "--quiet")
    return time.monotonic() - start


def chain(place, kills, startup, seconds, last, generator):
    """Kills, resumes, and kills again; returns the kills, what was lost, and the kills that came
    before a checkpoint."""
    newest, lost, early = -1, [], 0
    for kill in range(kills):
        begun = place.has_begun(RUN)
        command = ("resume", RUN) if begun else ("run", EXPERIMENT, "--name", RUN)
        # From before the program is up to some dozens of checkpoints later; all of them within
        # the first 0.6 of the run, since the machine may become faster.
        left = seconds * max(0, 0.6 - newest / last) / (kills - kill)
        code = killed_after(place, generator.uniform(0, startup + 1.5 * left), *command)
        if code == 0:
            return kill, lost, early
        if code != -signal.SIGKILL:
            lost.append(f"kill {kill}: exit {code}")
        now = max(place.whole_steps(RUN), default=-1)
        early += now < 1
        if now < newest:
            lost.append(f"kill {kill}: step {newest} was saved, now there is {now}")
        newest = max(now, newest)
    return kills, lost, early


def killed_after(place, seconds, *arguments):
    with subprocess.Popen(
            [place.path, *arguments, "--quiet"], cwd=place.workspace, stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env=place.environment()) as process:
        time.sleep(seconds)
        process.kill()
        return process.wait()
