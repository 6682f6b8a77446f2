#!/usr/bin/env python3
"""Trains sweeps on a real Slurm: one controller and two nodes on this machine, made for it.

    python3 Tests/slurm/run.py .build/release/bench [--only PART]… [--keep]

Needs root and Debian's slurm-wlm and munge. Whatever happens to the workers, a sweep must end in
the folders that `bench sweep NAME --jobs 1` makes, byte for byte. `--keep` leaves the workspace.
Last line: `N passed, M failed`.
"""

import argparse
import contextlib
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "endtoend"))

import cluster as slurm
import grids
from parts import PARTS
from program import Program
from tally import Tally


class Checks:
    def __init__(self, program, cluster, tally):
        self.program = program
        self.cluster = cluster
        self.tally = tally
        # When tasks were first seen waiting for their return.
        self.queued_again = {}

    def bench(self, *arguments, **environment):
        return subprocess.run(
            [self.program.path, *map(str, arguments)], cwd=self.program.workspace, text=True,
            stdin=subprocess.DEVNULL, capture_output=True, timeout=600,
            env=self.cluster.environment(**environment))

    def submit(self, name, workers, *options, **environment):
        """Submits a sweep; returns the job's number."""
        done = self.bench("sweep", name, "--slurm", "--workers", workers, *options, **environment)
        if done.returncode != 0:
            raise RuntimeError(f"bench sweep {name} --slurm: {done.stderr}")
        return int(re.search(r"\bjob (\d+)", done.stdout + done.stderr)[1])

    def folder(self, name):
        return self.program.runs / ".sweeps" / name

    def preamble(self, name, text):
        self.folder(name).mkdir(parents=True, exist_ok=True)
        (self.folder(name) / "preamble.sh").write_text(text)

    def logs(self, name):
        return "".join(path.read_text(errors="replace")
                       for path in sorted((self.folder(name) / "logs").glob("*.log")))

    def states(self, name):
        """The states that the runs' own files have."""
        found = []
        for path in self.program.runs.glob(f"{name}-*-s*/run.json"):
            with contextlib.suppress(OSError, ValueError):
                found.append(json.loads(path.read_text())["state"])
        return found

    def wait(self, what, condition, seconds=240):
        self.cluster.wait(what, condition, seconds)
        self.cluster.reap()

    def wait_until_over(self, job):
        self.wait(f"end of job {job}", lambda: self.at_once(job) and self.cluster.is_over(job))

    def at_once(self, job):
        """Lets the tasks that were queued again begin soon: Slurm waits two minutes. In the first
        seconds it would refuse them as those that it has just ended."""
        for task in self.cluster.tasks(job).values():
            if task.state == "PENDING" and task.restarts and task.fields["Reason"] == "BeginTime":
                seen = self.queued_again.setdefault((task.job, task.restarts), time.monotonic())
                if time.monotonic() < seen + 3:
                    continue
                # By its number in the array: the last task has the id of the whole array.
                one = f"{task.fields['ArrayJobId']}_{task.fields['ArrayTaskId']}"
                self.cluster.call("scontrol", "update", f"JobId={one}", "StartTime=now")
        return True

    def wait_until_trained(self, name, count=1):
        """Until so many runs have come past their first checkpoint and none of them is finished."""
        self.wait(f"checkpoints of {name}", lambda: sum(
            1 for path in self.program.runs.glob(f"{name}-*-s*/checkpoints")
            if len(list(path.glob("step-*"))) > 1) >= count)

    def workers(self, job, number):
        """The processes of bench that are a task of a job."""
        tasks = self.cluster.tasks(job)
        wanted = f"SLURM_JOB_ID={tasks[number].job}".encode()
        found = []
        for process in self.cluster.processes(tasks[number].node):
            with contextlib.suppress(OSError):
                folder = pathlib.Path(f"/proc/{process}")
                if (wanted in (folder / "environ").read_bytes().split(b"\0")
                        and b"--worker" in (folder / "cmdline").read_bytes().split(b"\0")):
                    found.append(process)
        return found

    def some(self, grid):
        """The local runs of some of the points."""
        found = {}
        for key, folder in self.expected.items():
            values = json.loads((folder / "run.json").read_text())["sweep"]["values"]
            if all(values[path] in allowed for path, allowed in grid.items()):
                found[key] = folder
        return found

    def check_done(self, name, expected, sentence):
        self.tally.check(f"{sentence}: every run is finished",
                         set(self.states(name)) == {"finished"}, ", ".join(self.states(name)))
        grids.check_same(self.program, self.tally, name, expected, sentence)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("bench")
    parser.add_argument("--only", action="append", choices=list(PARTS))
    parser.add_argument("--keep", action="store_true")
    options = parser.parse_args()
    if os.geteuid() != 0:
        # Slurm's daemons are started as root.
        os.execvp("sudo", ["sudo", "-n", "-E", sys.executable, *sys.argv])
    tally = Tally()
    if missing := slurm.missing():
        tally.check("Slurm is here", False, f"apt-get install slurm-wlm munge ({missing})")
        print(tally.totals)
        return 1
    program = Program(options.bench)
    grids.write(program)
    start = time.monotonic()
    with slurm.Cluster() as cluster:
        print(f"Slurm is up after {time.monotonic() - start:.1f} s", flush=True)
        checks = Checks(program, cluster, tally)
        with tally.part("local"):
            name = grids.add(program, "local", grids.GRID)
            done = checks.bench("sweep", name, "--jobs", 1)
            tally.check("the sweep is trained here", done.returncode == 0, done.stderr[-300:])
        checks.expected = grids.runs(program, "local")
        for part in options.only or PARTS:
            with tally.part(part):
                PARTS[part](checks)
        if tally.failed:
            print(cluster.logs())
    if options.keep:
        kept = tempfile.mkdtemp(prefix="bench-slurm-kept-")
        grids.copy(program, f"{kept}/workspace")
        print(f"kept in {kept}")
    print(tally.totals)
    return 1 if tally.failed else 0


if __name__ == "__main__":
    sys.exit(main())
