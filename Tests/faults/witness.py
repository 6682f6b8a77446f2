"""The same faults once more, put there by strace: the second witness, which sees every system call
and not only those of the C library."""

import concurrent.futures
import errno
import os
import shutil
import subprocess

from calls import RESUME, RUN, START, blamed, interrupted, resumed
from places import Place

# Kind of call, its system calls, and how many of the first ones to try.
SYSTEM_CALLS = (
    ("fsync", "fsync", 45), ("write", "write", 40), ("rename", "renameat,renameat2,rename", 12),
    ("truncate", "ftruncate", 4), ("mkdir", "mkdirat,mkdir", 4), ("unlink", "unlinkat,unlink", 6),
    ("flock", "flock", 4), ("list", "getdents64", 8))


def check(options, tally):
    if not works():
        tally.check("strace can inject faults: NOT HERE, this part is left out", True)
        return
    first = Place(options.bench, options.preload)
    first.expect(*START)
    reference = first.end(RUN)
    empty = Place(options.bench, options.preload)
    for place, command in ((empty, START), (interrupted(empty), RESUME)):
        cases = [(kind, calls, nth, do) for kind, calls, most in SYSTEM_CALLS
                 for nth in range(1, most + 1) for do in (str(errno.EIO), "kill")]
        cases = cases[::2 * options.every + 1]
        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            found = list(pool.map(
                lambda case: judged(place, command, case, reference), cases))
        for case, (_, problems) in zip(cases, found, strict=True):
            if problems:
                tally.check(f"{command[0]} under strace: {case}", False, "; ".join(problems))
        hit = sum(1 for was_hit, _ in found if was_hit)
        tally.check(f"{command[0]}: {hit} times a failed call or a kill by strace, each "
                    "resumed to the same bytes",
                    hit > 0 and not any(problems for _, problems in found))


def works():
    if not shutil.which("strace"):
        return False
    done = subprocess.run(["strace", "-f", "-o", "/dev/null", "-e", "inject=fsync:error=EIO:when=1",
                           "true"], capture_output=True)
    return done.returncode == 0


def judged(empty, command, case, reference):
    kind, calls, nth, do = case
    place = empty.copy()
    try:
        what = "signal=KILL" if do == "kill" else f"error={errno.errorcode[int(do)]}"
        log = place.workspace / "strace.log"
        done = subprocess.run(
            ["strace", "-f", "-qq", "-o", log, "-e", f"trace={calls}",
             "-e", f"inject={calls}:{what}:when={nth}", place.path, *command],
            cwd=place.workspace, stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=120, env=place.environment())
        # strace counts each thread's calls: not every one of these has so many.
        was_hit = "INJECTED" in log.read_text() or done.returncode == -9
        # What it wrote need not have been a file.
        blames = was_hit and "cannot write the output" not in done.stderr
        problems = [*blamed(place, done, kind, do)] if blames else []
        return was_hit, problems + [*resumed(place, RUN, START, reference)]
    except Exception as error:
        return True, [repr(error)[:300]]
    finally:
        place.remove()
