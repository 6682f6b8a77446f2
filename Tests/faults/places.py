"""Workspaces with one tiny experiment, of which a run takes about 20 ms, and their faults."""

import errno
import hashlib
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "endtoend"))

from program import Program, outcome  # noqa: E402 (found by the line above)

SOURCE = pathlib.Path(__file__).resolve().parent / "preload.c"
EXPERIMENT = "tiny"
# Where thousands of runs go: what is injected comes from no disk, and kills lose no pages.
MEMORY = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None

# Every kind of file a run can have, momentum warmed up, and a checkpoint in the middle of epochs.
DEFINITION = {
    "seed": 7,
    "dataset": {"name": "xor"},
    "architecture": [
        {"type": "linear", "out_features": 4},
        {"type": "tanh"},
        {"type": "linear", "out_features": 1},
    ],
    "loss": {"type": "mse"},
    "optimizer": {"type": "sgd", "learning_rate": 0.1, "momentum": 0.9},
    "training": {"epochs": 5, "batch_size": 2, "log_every_steps": 1},
    "checkpoint": {"every_steps": 3, "keep_last": 2},
}

WORDS = {code: os.strerror(code) for code in
         (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EINTR, errno.EFBIG, errno.EROFS,
          errno.ENOENT, errno.EMFILE)}


def compiled_preload(folder):
    """Builds the library that injects faults; returns its path."""
    library = pathlib.Path(folder) / "preload.so"
    # Swift brings clang along.
    compiler = next(filter(shutil.which, ("cc", "clang")))
    subprocess.run([compiler, "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC",
                    "-o", library, SOURCE, "-ldl"], check=True)
    return library


class Place(Program):
    """A workspace with the tiny experiment alone, or a copy of another place."""

    def __init__(self, bench, preload, copied=None, folder=None, definition=None):
        self.path = pathlib.Path(bench).resolve()
        self.preload = preload
        self.folder = folder
        self._folder = tempfile.TemporaryDirectory(prefix="faults-", dir=folder)
        # As the program sees it, which a link on the way would hide.
        self.workspace = pathlib.Path(self._folder.name).resolve()
        self.runs = self.workspace / "runs"
        self.experiments = self.workspace / "experiments"
        if copied:
            shutil.copytree(copied.workspace, self.workspace, dirs_exist_ok=True)
        else:
            self.define(EXPERIMENT, definition or DEFINITION)

    def define(self, name, definition):
        file = self.experiments / f"{name}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(definition))

    def copy(self):
        return Place(self.path, self.preload, self, self.folder)

    def remove(self):
        self._folder.cleanup()

    def faulty(self, *arguments, **faults):
        """Runs with the preload library; `call`, `nth`, `do`, `below`, … as it has them."""
        variables = {f"FAULT_{name.upper()}": str(value) for name, value in faults.items()}
        return self.run(*arguments, timeout=60, LD_PRELOAD=str(self.preload),
                        FAULT_ROOT=str(self.workspace), **variables)

    def befell_note(self, kind, nth, do, *arguments):
        """Whether a fault's call is the note of who holds a lock, which a full disk does without."""
        if kind not in ("write", "truncate") or not is_lack_of_space(do):
            return False
        paths = [path for found, path in self.copy().calls_with_paths(*arguments) if found == kind]
        return len(paths) >= nth and paths[nth - 1].endswith("/.lock")

    def calls(self, *arguments):
        """The kinds of the calls that a command makes, in their order."""
        return [kind for kind, _ in self.calls_with_paths(*arguments)]

    def calls_with_paths(self, *arguments):
        """The calls that a command makes, each with the path from the workspace on."""
        log = self.workspace.with_suffix(".log")
        done = self.faulty(*arguments, log=log)
        lines = log.read_text().splitlines()
        log.unlink()
        if done.returncode != 0:
            raise RuntimeError(f"{arguments}: exit {done.returncode}: {done.stderr}")
        calls = [line.split(" ", 1) for line in lines]
        return [(kind, path.removeprefix(f"{self.workspace}/")) for kind, path in calls]

    def has_begun(self, run):
        """Whether there is a run: before its run.json there is none."""
        return (self.runs / run / "run.json").exists()

    def scratch(self):
        return [str(path.relative_to(self.workspace)) for path in self.workspace.rglob(".*tmp-*")]

    def whole_steps(self, run):
        """The steps of the checkpoints, none of which may ever be damaged."""
        steps = []
        for path in self.checkpoints(run):
            data = path.read_bytes()
            if hashlib.sha256(data[:-32]).digest() != data[-32:]:
                raise RuntimeError(f"{path.name} is damaged")
            steps.append(int(path.stem.removeprefix("step-")))
        return steps

    def end(self, run):
        """What has to be the same bytes however the run came to its end."""
        end = outcome(self, run)
        end["checkpoints"] = [path.name for path in self.checkpoints(run)]
        end["steps.csv"] = (self.runs / run / "steps.csv").read_bytes()
        end["definition.json"] = (self.runs / run / "definition.json").read_bytes()
        return end


def differences(place, run, reference):
    """What a run's end has that it may not have: other bytes, or unfinished files."""
    found = place.end(run)
    wrong = [name for name in reference if found.get(name) != reference[name]]
    return wrong + place.scratch()


def is_lack_of_space(do):
    return do.split()[-1] in (str(errno.ENOSPC), str(errno.EDQUOT))


def is_crash(done):
    """Whether a program died of itself: a trap, an abort, an access out of bounds."""
    return done.returncode < 0 and done.returncode != -9 or "Fatal error" in done.stderr
