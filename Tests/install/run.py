#!/usr/bin/env python3
"""Runs the built bench on a system without Swift: a bare Debian that debootstrap makes.

    swift build -c release --static-swift-stdlib --product bench
    python3 Tests/install/run.py .build/release/bench [--root FOLDER]

Checks what the program is linked with, and that `bench init` and `bench run lenet5-sgd` work in the
bare system and end in the weights that README.md states. FOLDER is a system that debootstrap made
before. debootstrap needs root and Debian's archive. Where it cannot work the check says why, and runs
the program in a folder that has its shared libraries and nothing else.

The last line says how many checks passed and failed; the exit code is 1 if any failed.
"""

import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "endtoend"))
from tally import Tally  # noqa: E402

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent.parent
# For a bare Debian.
MOST_SECONDS = 600
# What a Debian without any package of its own has.
SYSTEM = {"linux-vdso.so.1", "libc.so.6", "libm.so.6", "libgcc_s.so.1", "libstdc++.so.6", "libz.so.1",
          "ld-linux-x86-64.so.2", "ld-linux-aarch64.so.1"}


def libraries(path):
    """The shared libraries of a program, each with its path."""
    lines = subprocess.run(["ldd", path], text=True, capture_output=True, check=True).stdout
    found = {}
    for line in lines.splitlines():
        words = line.split()
        place = words[2] if "=>" in words else words[0]
        found[pathlib.Path(words[0]).name] = place
    return found


def debian(root):
    """Makes a bare Debian; returns why it cannot, or None."""
    if os.geteuid() != 0:
        return "debootstrap needs root"
    if shutil.which("debootstrap") is None:
        return "debootstrap is not installed"
    try:
        done = subprocess.run(["debootstrap", "--variant=minbase", "stable", str(root)], text=True,
                              capture_output=True, check=False, timeout=MOST_SECONDS)
    except subprocess.TimeoutExpired:
        return f"debootstrap has not ended after {MOST_SECONDS} s"
    if done.returncode == 0:
        return None
    return (done.stdout + done.stderr).strip().splitlines()[-1]


def bare(root, needed):
    """A system of a program's shared libraries alone."""
    for place in needed.values():
        if place.startswith("/"):
            target = root / place.lstrip("/")
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(place, target)


def inside(root, folder, *words):
    """Runs bench in the system, in one of its folders."""
    script = "import os, sys; os.chroot(sys.argv[1]); os.chdir(sys.argv[2]); os.execv('/bench', sys.argv[3:])"
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/tmp", "LANG": "C.UTF-8"}
    return subprocess.run([sys.executable, "-c", script, root, folder, "bench", *words], text=True,
                          capture_output=True, env=environment, check=False)


def published(name):
    """The first digits of an experiment's weights, as README.md states them."""
    text = (REPOSITORY / "README.md").read_text()
    return re.search(rf"^weights ([0-9a-f]{{16}}) in runs/{name}-001$", text, re.MULTILINE)[1]


def check(tally, program, root):
    needed = libraries(program)
    foreign = sorted(set(needed) - SYSTEM)
    tally.check("the program needs no library but the system's", not foreign, ", ".join(foreign))
    print(f"        {program.stat().st_size / 1e6:.1f} MB; needs {', '.join(sorted(needed))}")
    if root is None:
        root = pathlib.Path(tempfile.mkdtemp(prefix="bench-system-"))
        start = time.monotonic()
        reason = debian(root)
        if reason is None:
            print(f"        a bare Debian, made in {time.monotonic() - start:.0f} s")
        else:
            print(f"        no bare Debian could be made: {reason}; its libraries alone instead")
            shutil.rmtree(root)
            root.mkdir()
            bare(root, needed)
    shutil.copy(program, root / "bench")
    (root / "tmp").mkdir(exist_ok=True)
    workspace = root / "tmp" / "workspace"
    shutil.rmtree(workspace, ignore_errors=True)
    swift = [path for path in root.rglob("libswiftCore*")]
    tally.check("the system has no Swift", not swift, str(swift[:1]))
    made = inside(root, "/tmp", "init", "workspace")
    tally.check("bench init makes a workspace there", made.returncode == 0, made.stderr)
    done = inside(root, "/tmp/workspace", "run", "lenet5-sgd")
    tally.check("bench run lenet5-sgd trains there", done.returncode == 0, done.stderr[-300:])
    weights = f"weights {published('lenet5-sgd')} in runs/lenet5-sgd-001"
    tally.check("with the weights that README.md states", weights in done.stdout, done.stdout[-300:])


def main():
    parser = argparse.ArgumentParser(description="Runs bench on a system without Swift.")
    parser.add_argument("bench", type=pathlib.Path)
    parser.add_argument("--root", type=pathlib.Path, help="a system that debootstrap made before")
    options = parser.parse_args()
    tally = Tally()
    with tally.part("install"):
        check(tally, options.bench.resolve(), options.root)
    print(tally.totals)
    sys.exit(1 if tally.failed or not tally.passed else 0)


main()
