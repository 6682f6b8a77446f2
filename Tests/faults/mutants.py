#!/usr/bin/env python3
"""Takes out, one at a time, what keeps runs safe, and sees that the Swift tests notice.

    python3 Tests/faults/mutants.py [--only WORD]…

Works in a copy of the checkout, with its build. Each mutant is built and tested, which takes about
a minute; a text that is not found exactly once is an error. The last line says how many of the
mutants were killed; the exit code is 1 if one lives.
"""

import argparse
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent.parent
SOURCES = "Sources"
SUITES = "RunsTests|CheckpointPolicy|InterruptionTests"

# What is taken out, its file, the text there, and what stands there instead.
MUTANTS = (
    ("the synchronisation of a scratch file", "Files/Folder+Durable.swift",
     "      try write(file)\n      try file.synchronize()\n",
     "      try write(file)\n"),
    ("the synchronisation of the folder after a rename", "Files/Folder+Durable.swift",
     "      throw error\n    }\n    try synchronize()\n", "      throw error\n    }\n"),
    ("the synchronisation of the rows before a checkpoint", "Runs/Checkpoint/CheckpointSaver.swift",
     "        for file in rows { try file.synchronize() }\n", ""),
    ("the synchronisation of a new definition", "Runs/Store/RunStore+Create.swift",
     "    try file.synchronize()\n    try file.close()\n", "    try file.close()\n"),
    ("the synchronisation of runs/ after a start", "Runs/Store/RunStore+Create.swift",
     "      try runs.synchronize()\n", ""),
    ("the cut of rows that no checkpoint counts", "Runs/Training/ResumeRepair.swift",
     "      try file.truncate(to: table.place)\n", ""),
    ("the synchronisation of the cut", "Runs/Training/ResumeRepair.swift",
     "      try file.truncate(to: table.place)\n      try file.synchronize()\n",
     "      try file.truncate(to: table.place)\n"),
    ("the check of a checkpoint's digest", "Runs/Checkpoint/Format/CheckpointFile+Decoding.swift",
     "    try checkDigest(bytes)\n", ""),
    ("the check of the rows that a checkpoint counts", "Runs/Checkpoint/CheckpointSearch.swift",
     "    if let metadata = found.checkpoint?.metadata { try checkRows(metadata) }\n", ""),
    ("the refusal to start again at 0", "Runs/Checkpoint/CheckpointSearch.swift",
     "    if found.checkpoint?.state.step ?? first == first { try refuseLostProgress(found) }\n",
     "    _ = first\n"),
    ("the lock", "Runs/Files/RunLock.swift",
     "        if try file.lock(exclusive: true) { return }\n",
     "        _ = try file.lock(exclusive: true)\n        if attempt >= 0 { return }\n"),
    ("the copy in place of a folder that may still be written", "Runs/Leases/RunStore+TakeOver.swift",
     "          try replaceFolder(of: id, in: runs, leases.folder, lease)\n", ""),
    ("the look at the lease once the folder is open", "Runs/Files/RunLock.swift",
     "    try lease?.renew()\n", ""),
    ("the end of a replacement that another process began", "Runs/Leases/RunStore+TakeOver.swift",
     "        try finishReplacement(of: id, in: runs, leases.folder)\n", ""),
    ("the rename: a file is written where it is to stand", "Files/Folder+Durable.swift",
     "    let scratch = scratchName(prefix)\n    let file = try open(scratch, for: .creating)\n",
     "    let scratch = name\n    let file = try open(scratch, for: .appending)\n"
     "    try file.truncate(to: 0)\n"),
    ("the order: obsolete checkpoints go before the new one is safe",
     "Runs/Checkpoint/CheckpointSaver.swift",
     "        try checkpoints.publish(checkpoint)\n",
     "        try checkpoints.retire(policy, newest: state.step, best: state.best?.step)\n"
     "        for step in checkpoints.steps where step != 0 && step != state.best?.step {\n"
     "          try? checkpoints.folder.removeFile(CheckpointName.file(step: step))\n"
     "        }\n"
     "        try checkpoints.publish(checkpoint)\n"),
    ("the order: run.json, which makes a folder a run, before its checkpoints/",
     "Runs/Store/RunStore+Create.swift",
     "    let definition = Array(experiment.definition.canonicalText.utf8)\n",
     "    try folder.publish(record)\n"
     "    let definition = Array(experiment.definition.canonicalText.utf8)\n"),
    ("the removal of what an earlier holder left unfinished", "Runs/Training/ResumeRepair.swift",
     "    let own = try run.folder.removeScratch()\n", "    let own: [String] = []\n"),
    ("the wait for the checkpoint in flight at the end", "Runs/Training/RunRecorder.swift",
     "  package func finish(_ outcome: TrainingOutcome) throws(RunError) {\n    try saver.wait()\n",
     "  package func finish(_ outcome: TrainingOutcome) throws(RunError) {\n"),
)


def main():
    parser = argparse.ArgumentParser(description="Mutants of what keeps runs safe.")
    parser.add_argument("--only", action="append", default=[], help="part of a mutant's name")
    words = parser.parse_args().only
    chosen = [mutant for mutant in MUTANTS
              if not words or any(word in mutant[0] for word in words)]
    for mutant in MUTANTS:
        mutated(REPOSITORY, *mutant[1:])
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        copy = pathlib.Path(folder) / "bench"
        shutil.copytree(REPOSITORY, copy, symlinks=True,
                        ignore=shutil.ignore_patterns(".git", ".build*", "runs"))
        print(f"unchanged: {tested(copy)}", flush=True)
        alive = [mutant[0] for mutant in chosen if lives(copy, *mutant)]
    for name in alive:
        print(f"ALIVE  {name}")
    print(f"{len(chosen) - len(alive)} of {len(chosen)} mutants killed")
    sys.exit(1 if alive or not chosen else 0)


def mutated(folder, file, text, replacement):
    """The file's text with the mutation in it."""
    source = (folder / SOURCES / file).read_text()
    if source.count(text) != 1:
        sys.exit(f"{SOURCES}/{file} has {source.count(text)} times, not once:\n{text}")
    return source.replace(text, replacement)


def lives(copy, name, file, text, replacement):
    path = copy / SOURCES / file
    original = path.read_text()
    start = time.monotonic()
    path.write_text(mutated(copy, file, text, replacement))
    try:
        result = tested(copy)
    finally:
        path.write_text(original)
    print(f"without {name}: {result}, {time.monotonic() - start:.0f} s", flush=True)
    return result == "every test passed"


def tested(copy):
    """Builds and tests; a mutant that does not build is a mistake in the list above."""
    built = subprocess.run(["swift", "build", "--build-tests"], cwd=copy, capture_output=True,
                           text=True)
    if built.returncode != 0:
        sys.exit(f"does not build:\n{built.stdout[-3000:]}{built.stderr[-2000:]}")
    try:
        done = subprocess.run(["swift", "test", "--skip-build", "--filter", SUITES], cwd=copy,
                              capture_output=True, text=True, timeout=300)
    except subprocess.TimeoutExpired:
        return "the tests do not end"
    if done.returncode == 0:
        return "every test passed"
    failed = [line for line in done.stdout.splitlines() if " recorded an issue" in line]
    return f"killed, {len(failed)} times"


main()
