#!/usr/bin/env python3
"""Runs every example of the documentation, and checks the pages against the program.

    python3 Tests/docs/run.py .build/release/bench [--only PART]… [--json-table]

Each page of Sources/bench/bench.docc is one session in a new workspace: its `sh` blocks run in order,
a command that begins with `$` prints what stands below it, and its `json` blocks are definitions that
`bench validate` accepts. Every topic and file that a page names exists. The table of JSON results in
JSONOutput.md has exactly the fields that the verbs print; --json-table prints it anew. The page for
`man` is read by groff, man and mandoc without a warning.

The last line says how many checks passed and failed; the exit code is 1 if any failed.
"""

import argparse
import json
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "endtoend"))
import results  # noqa: E402
from program import REPOSITORY, Program  # noqa: E402
from readme import comparable  # noqa: E402
from tally import Tally  # noqa: E402

PAGES = REPOSITORY / "Sources" / "bench" / "bench.docc"
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def shell(program, script):
    """Runs a script where `bench` is on the PATH."""
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "bench").symlink_to(program.path)
        environment = program.environment(HOME=folder)
        environment["PATH"] = f"{folder}:{environment['PATH']}"
        return subprocess.run(
            ["sh", "-ec", script], cwd=program.workspace, env=environment, text=True,
            stdin=subprocess.DEVNULL, capture_output=True, check=False)


def session(program, tally, name, text):
    """Runs a page's blocks in order."""
    for language, block in BLOCK.findall(text):
        first = block.splitlines()[0]
        if language == "json":
            (program.workspace / "example.json").write_text(block)
            done = program.run("validate", "example.json")
            tally.check(f"{name}: {first} … is a definition", done.returncode == 0, done.stderr)
        elif language == "sh" and not block.startswith("$ "):
            done = shell(program, block)
            tally.check(f"{name}: {first}", done.returncode == 0, done.stderr[-300:])
        elif language == "sh":
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, expected = re.match(
                    r"((?:[^\n]*\\\n)*[^\n]*)\n(.*)", part, re.DOTALL).groups()
                done = shell(program, command)
                found, wanted = comparable(done.stdout), comparable(expected)
                tally.check(f"{name}: $ {command.splitlines()[0]}", found == wanted,
                            "" if found == wanted else f"{done.stdout!r} {done.stderr[-200:]!r}")
        else:
            tally.check(f"{name}: a block of {language} is checked by nobody", False)


def mentions(program, tally, name, text):
    """What a page refers to is there."""
    for topic in sorted(set(re.findall(r"`bench help ([a-z0-9_.-]+)`", text))):
        done = program.run("help", topic)
        tally.check(f"{name}: bench help {topic}", done.returncode == 0, done.stderr)
    for path in sorted(set(re.findall(r"`((?:Sources|Tests)/[\w./+-]+)`", text))):
        tally.check(f"{name}: {path} is there", (REPOSITORY / path).exists())


def embedded(program, tally, files):
    """`bench help` prints the pages there are."""
    topics = {entry["topic"]: entry for entry in
              json.loads(program.expect("help", "--format", "json"))["topics"]}
    texts = {topic: program.expect("help", topic) for topic in topics if "." not in topic}
    links = {file.stem: topic for file in files for topic, text in texts.items()
             if text.splitlines()[0] == file.read_text().splitlines()[0]}
    for file in files:
        if file.stem == "bench":
            continue
        text = file.read_text()
        for stem, topic in links.items():
            text = text.replace(f"<doc:{stem}>", f"`bench help {topic}`")
        shown = texts.get(links.get(file.stem, ""), "")
        tally.check(f"bench help prints {file.name}", shown == text)


def manual(program, tally):
    text = program.expect("help", "--man")
    with tempfile.TemporaryDirectory() as folder:
        page = pathlib.Path(folder) / "bench.1"
        page.write_text(text)
        for command in (["groff", "-man", "-ww", "-z", "-K", "utf8", page],
                        ["man", "--warnings", "-E", "UTF-8", "-l", page],
                        ["mandoc", "-T", "lint", "-W", "warning", page]):
            try:
                done = subprocess.run(command, text=True, capture_output=True, check=False)
            except FileNotFoundError:
                tally.check(f"{command[0]} is installed", False)
                continue
            quiet = done.stdout if command[0] == "mandoc" else ""
            problems = [line for line in (done.stderr + quiet).splitlines() if "missing date" not in line]
            tally.check(f"{command[0]} reads the page without a warning", not problems,
                        "; ".join(problems[:3]))
        shown = subprocess.run(["mandoc", "-T", "utf8", page], text=True, capture_output=True,
                               check=False).stdout
        shown = re.sub(".\b", "", shown)
    verbs = json.loads(program.expect("help", "--format", "json"))["verbs"]
    for verb in verbs:
        names = [f"bench {verb['verb']}"] + [option["option"] for option in verb["options"]]
        missing = [name for name in names if name not in shown]
        tally.check(f"the page has {verb['verb']} and its options", not missing, ", ".join(missing))


def main():
    parser = argparse.ArgumentParser(description="Checks the documentation.")
    parser.add_argument("bench")
    parser.add_argument("--json-table", action="store_true", help="print the table of JSON results")
    parser.add_argument("--only", action="append", default=[], metavar="PART",
                        help="a page, embedded, results or manual")
    options = parser.parse_args()
    if options.json_table:
        print(results.table(results.fields(Program(options.bench))[0]))
        return
    tally = Tally()
    files = sorted(PAGES.glob("*.md"))

    def is_asked(part):
        return not options.only or part in options.only

    for file in filter(lambda file: is_asked(file.stem), files):
        with tally.part(file.stem):
            program = Program(options.bench)
            session(program, tally, file.stem, file.read_text())
            mentions(program, tally, file.stem, file.read_text())
    parts = {
        "embedded": lambda program: embedded(program, tally, files),
        "results": lambda program: results.check(
            program, tally, (PAGES / "JSONOutput.md").read_text()),
        "manual": lambda program: manual(program, tally),
    }
    for name, part in parts.items():
        if is_asked(name):
            with tally.part(name):
                part(Program(options.bench))
    print(tally.totals)
    sys.exit(1 if tally.failed or not tally.passed else 0)


main()
