"""Names that lead elsewhere, links and FIFOs where files should be, and characters that would take
over a terminal: refused or escaped, and nothing outside the workspace is touched."""

import json
import os
import shutil
import socket
import subprocess
import unicodedata

from places import DEFINITION, EXPERIMENT, Place, is_crash

RUN = "r"
START = ("run", EXPERIMENT, "--name", RUN, "--quiet")
NAMES = ("../x", "/x", "..", ".", "", "x/../../x", "a/b", "x" * 5000, "x" * 101, ".hidden", "-x",
         "a\nb", "a\x1b[31mb", "\x9b31m", "é", "a b", "%2e%2e", "~", "*", "\\", ".trash", "A",
         "con\t")
# Sets a colour, a title, moves up; the same in one character; delete, and text that runs backwards.
TAKEOVER = "\x1b[31m\x1b]0;owned\x07\r\b\x9b2J\x7f\u202eabc"
FILES = ("run.json", "definition.json", "metrics.csv", "steps.csv", "timing.csv", ".lock",
         "checkpoints", "checkpoints/step-00000008.safetensors")


def check(options, tally):
    names(options, tally)
    things(options, tally)
    folders(options, tally)
    characters(options, tally)


def names(options, tally):
    outer = Place(options.bench, options.preload)
    place = Place(options.bench, options.preload, folder=outer.workspace)
    place.expect("run", EXPERIMENT, "--name", "a", "--quiet")
    before = outer.listing()
    problems = []
    for name in NAMES:
        commands = [("run", EXPERIMENT, f"--name={name}"), ("run", "--", name)]
        if name != "A":
            commands += [("resume", "--", name), ("show", "--", name)]
        for command in commands:
            done = place.run(*command)
            if done.returncode != 2 or is_crash(done):
                problems.append(f"{command}: exit {done.returncode} {done.stderr.strip()}"[:200])
            if raw(done.stdout + done.stderr):
                problems.append(f"{command}: {raw(done.stdout + done.stderr)} reach the terminal")
    tally.check(f"{len(NAMES)} names that are none are refused with 2", not problems,
                "; ".join(problems[:5]))
    tally.check("and nothing is written, in the workspace or beside it",
                outer.listing() == before)


def raw(text):
    """The characters that a terminal may act upon."""
    return sorted({hex(ord(letter)) for letter in text
                   if letter != "\n" and unicodedata.category(letter) in ("Cc", "Cf")})


def made(kind, path, outside):
    """Puts a thing that is no file of the run's own where one should be."""
    if kind == "link":
        path.symlink_to(outside)
    elif kind == "dangling link":
        path.symlink_to(outside.with_name("nowhere"))
    elif kind == "FIFO":
        os.mkfifo(path)
    elif kind == "folder":
        path.mkdir()
    elif kind == "socket":
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(path))
        listener.close()
    elif kind == "device":
        path.symlink_to("/dev/zero")


def things(options, tally):
    """Each file of an interrupted run gives way to a link, a FIFO, a folder, a socket."""
    whole = Place(options.bench, options.preload)
    whole.faulty(*START, call="rename", nth=8, do="kill")
    kinds = ("link", "dangling link", "FIFO", "folder", "socket", "device")
    problems = []
    for file in FILES:
        for kind in kinds:
            place = whole.copy()
            path = place.runs / RUN / file
            outside = place.workspace / "outside"
            path.rename(outside)
            made(kind, path, outside)
            before = content(outside)
            for command in (("runs",), ("show", RUN), ("resume", RUN), ("runs",)):
                try:
                    done = place.run(*command, timeout=20)
                except subprocess.TimeoutExpired:
                    problems.append(f"{file} a {kind}: bench {command[0]} hangs")
                    break
                if is_crash(done) or done.returncode not in (0, 1, 2):
                    problems.append(f"{file} a {kind}: bench {command[0]}: exit "
                                    f"{done.returncode} {done.stderr.strip()[:200]}")
            if content(outside) != before:
                problems.append(f"{file} a {kind}: what it was is changed")
            if outside.with_name("nowhere").exists():
                problems.append(f"{file} a {kind}: the link was followed")
            place.remove()
    tally.check(f"{len(FILES)} files of a run as {len(kinds)} other things: none is followed, "
                "waited for or written to", not problems, "; ".join(problems[:5]))


def content(path):
    if path.is_dir():
        return {file.name: file.read_bytes() for file in path.iterdir()}
    return path.read_bytes()


def folders(options, tally):
    """Things in runs/ that are no runs, and a runs/ and experiments/ full of them."""
    place = Place(options.bench, options.preload)
    place.expect(*START)
    elsewhere = place.workspace / "elsewhere"
    shutil.copytree(place.runs / RUN, elsewhere)
    (place.runs / "linked").symlink_to(elsewhere)
    (place.runs / "loop").symlink_to("loop")
    os.mkfifo(place.runs / "fifo")
    (place.runs / "file").write_text("")
    (place.runs / "empty").mkdir()
    (place.runs / "bad\x1b[31m").mkdir()
    (place.runs / os.fsdecode(b"\xff\xfe")).mkdir()
    os.mkfifo(place.experiments / "fifo.json")
    (place.experiments / "loop.json").symlink_to("loop.json")
    (place.experiments / "folder.json").mkdir()
    (place.experiments / "zero.json").symlink_to("/dev/zero")
    before = content(elsewhere / "checkpoints")
    problems = []
    commands = [("list",), ("runs",), ("validate",), ("show", "latest")]
    commands += [(verb, name) for verb in ("resume", "show")
                 for name in ("linked", "loop", "fifo", "file", "empty")]
    commands += [("run", name) for name in ("fifo", "loop", "folder", "zero")]
    commands += [("run", EXPERIMENT, "--name", name)
                 for name in ("linked", "loop", "fifo", "file")]
    for command in commands:
        done = place.run(*command, timeout=20)
        expected = (0, 1, 2) if command[0] in ("list", "validate", "runs", "show") else (1, 2)
        if is_crash(done) or done.returncode not in expected or raw(done.stdout + done.stderr):
            problems.append(f"{command}: exit {done.returncode} {done.stderr.strip()[:200]}")
    listed = place.run("runs", "--format", "csv").stdout.splitlines()
    if len(listed) != 2:
        problems.append(f"listed: {listed}")
    if content(elsewhere / "checkpoints") != before:
        problems.append("a linked run was written to")
    tally.check(f"{len(commands)} commands on links, FIFOs and files among the runs are refused",
                not problems, "; ".join(problems[:5]))
    done = place.run("run", EXPERIMENT, "--quiet")
    tally.check("and a run is trained beside them", done.returncode == 0, done.stderr.strip())


def characters(options, tally):
    """Escape sequences in everything that bench prints from a file."""
    place = Place(options.bench, options.preload)
    place.define(EXPERIMENT, DEFINITION | {"description": f"evil {TAKEOVER}"})
    (place.experiments / f"evil{TAKEOVER.replace('/', '')}.json").write_text("{}")
    place.define("mistaken", DEFINITION | {TAKEOVER: TAKEOVER, "loss": {"type": TAKEOVER}})
    place.define("extends", {"extends": TAKEOVER})
    for run in ("a", "b"):
        place.expect("run", EXPERIMENT, "--name", run, "--quiet")
    path = place.runs / "a" / "run.json"
    record = json.loads(path.read_text())
    texts = ("note", "command", "host", "os", "cpu", "isa", "git_commit", "bench_version",
             "experiment", "sweep")
    problems = []
    for changed in [*({text: TAKEOVER} for text in texts), {"tags": [TAKEOVER]},
                    {"failure": TAKEOVER, "state": "failed"}, {TAKEOVER: TAKEOVER},
                    {"state": TAKEOVER}, {"created_at": TAKEOVER}, {"id": TAKEOVER},
                    {"sweep": {"name": TAKEOVER, "values": {}}},
                    {"sweep": {"name": "evil", "values": {TAKEOVER: TAKEOVER}}},
                    {"parent": {"run": TAKEOVER, "weights_sha256": TAKEOVER, "step": 1}},
                    {"imported": {"file": TAKEOVER, "sha256": TAKEOVER}},
                    {"segments": [record["segments"][0] | {"host": TAKEOVER}]}]:
        path.write_text(json.dumps(record | changed))
        problems += printed(place, f"run.json's {', '.join(map(ascii, changed))}")
    path.write_text(json.dumps(record))
    for file in ("metrics.csv", "steps.csv", "timing.csv", "predictions.csv", "definition.json"):
        for where in ("start", "end"):
            path = place.runs / "a" / file
            before = path.read_text()
            path.write_text(TAKEOVER + before if where == "start" else before + TAKEOVER + "\n")
            problems += printed(place, f"{file}'s {where}")
            path.write_text(before)
    table = place.workspace / f"table{TAKEOVER}.csv"
    table.write_text(f"epoch,{TAKEOVER}loss,train_loss\n1,{TAKEOVER},0.5\n")
    for command in (("import", table, "--name", "i"), ("run", "mistaken"), ("run", "extends"),
                    ("validate",), ("validate", table), ("list",), ("show", TAKEOVER), (TAKEOVER,),
                    ("run", EXPERIMENT, "--set", f"{TAKEOVER}=1"), ("runs", f"--{TAKEOVER}"),
                    ("runs", "--format", TAKEOVER), ("list", "--workspace", TAKEOVER)):
        problems += reached(place, "", command)
    tally.check("characters that a terminal acts upon are escaped wherever they stand",
                not problems, f"{len(problems)}: " + "; ".join(problems[:8]) if problems else "")


def printed(place, what):
    problems = []
    for command in (("runs",), ("show", "a"), ("show", "best:train_loss"), ("compare", "a", "b"),
                    ("resume", "a"), ("runs", "--format", "markdown")):
        problems += reached(place, what, command)
    return problems


def reached(place, what, command):
    done = place.run(*command)
    found = raw(done.stdout + done.stderr)
    if is_crash(done):
        yield f"{what}: bench {command[0]} crashed with {done.returncode}"
    if found:
        yield f"{what}: bench {ascii(' '.join(map(str, command)))[:60]} prints {found}"
