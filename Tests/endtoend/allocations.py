"""A training step allocates nothing but what hands its work to other threads, once a join: so much
twice the steps add to the calls of malloc. Linux, with cc."""

import pathlib
import shutil
import subprocess
import sys
import tempfile

SOURCE = pathlib.Path(__file__).with_name("allocations.c")
LENET = ["lenet5-sgd", "--set", "dataset.subset.train=[0,6800]"]
# What is trained, threads, joins of a step, and two batch sizes: at 17, two threads have a group
# each.
TRAININGS = [
    ("a compact network", ["linear-regression"], 2, 0, (2, 1)),
    ("LeNet-5 on one thread", LENET, 1, 0, (34, 17)),
    ("LeNet-5 on two threads", LENET, 2, 2, (34, 17)),
]


def check(program, tally, options):
    if not sys.platform.startswith("linux") or not shutil.which("cc"):
        print("left out: needs Linux and cc")
        return
    with tempfile.TemporaryDirectory(prefix="allocations-") as folder:
        library = pathlib.Path(folder, "allocations.so")
        subprocess.run(["cc", "-O2", "-shared", "-fPIC", SOURCE, "-o", library], check=True)
        for name, words, threads, joins, sizes in TRAININGS:
            counts = [count(program, folder, library, words, threads, size) for size in sizes]
            (steps, allocations), (more_steps, more_allocations) = counts
            extra = more_allocations - allocations
            # A twentieth of a step's: what a run allocates besides differs by a few.
            tally.check(
                f"a step of {name} allocates no more than its {joins} joins",
                extra < (joins + 0.05) * (more_steps - steps),
                f"{extra} allocations in {more_steps - steps} steps more")


def count(program, folder, library, words, threads, size):
    """Steps and allocations of one epoch in a workspace without other runs."""
    shutil.rmtree(program.runs)
    program.runs.mkdir()
    report = pathlib.Path(folder, "count")
    run = program.expect(
        "run", *words, "--quiet", "--threads", threads, "--epochs", 1,
        "--set", f"training.batch_size={size}", LD_PRELOAD=str(library),
        ALLOCATIONS=str(report)).strip()
    return program.record(run)["summary"]["step"], int(report.read_text())
