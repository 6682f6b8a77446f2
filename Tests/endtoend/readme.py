"""The sessions that README.md shows: every command runs in order in one new workspace and prints
what stands below it. Seconds, rates and memory are a machine's own and are not compared.

    python3 Tests/endtoend/readme.py BENCH

prints the sessions as BENCH would have them, to be put into the README.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

from program import REPOSITORY, Program

MEASURED = re.compile(r"[\d,.]+ (s|MB|examples/s)\b")
COST = re.compile(r"^(seconds|examples/s) .*")


def check(program, tally, options):
    sessions = commands((REPOSITORY / "README.md").read_text())
    tally.check("README.md shows sessions", len(sessions) >= 5)
    for command, expected in sessions:
        found = output(program, command)
        wanted, have = comparable(expected), comparable(found)
        different = [f"{line!r}" for line in have if line not in wanted]
        tally.check(f"README.md: $ {command.splitlines()[0]}", have == wanted,
                    "; ".join(different) or ("" if have == wanted else f"{len(have)} lines"))
    check_lines(program, tally, (REPOSITORY / "README.md").read_text())


def check_lines(program, tally, text):
    """The lines to paste after the session, on a table of flowers."""
    rows = [f"{4 + kind + i % 7 / 10},{3 + i % 5 / 10},{kind + i % 3 / 10}" for kind in range(3)
            for i in range(30)]
    names = ["setosa", "versicolor", "virginica"]
    head = "sepal_length,sepal_width,petal_width"
    (program.workspace / "iris.csv").write_text("\n".join(
        [f"{head},species", *(f"{row},{names[i // 30]}" for i, row in enumerate(rows)), ""]))
    (program.workspace / "new-rows.csv").write_text("\n".join([head, *rows[::40], ""]))
    lines = [line for block in re.findall(r"^```\n(bench .*?)^```$", text, re.MULTILINE | re.DOTALL)
             for line in block.splitlines()]
    tally.check("README.md has lines to paste", len(lines) >= 7, str(len(lines)))
    for line in lines:
        done = typed(program, line)
        tally.check(f"README.md: {line.split('#')[0].strip()}", done.returncode == 0,
                    done.stderr[-300:])


def commands(text):
    """The commands of the fenced blocks that begin with one, each with the lines below it."""
    found = []
    for block in re.findall(r"^```\n(\$ bench .*?)^```$", text, re.MULTILINE | re.DOTALL):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, expected = re.match(r"((?:[^\n]*\\\n)*[^\n]*)\n(.*)", part, re.DOTALL).groups()
            found.append((command, expected))
    return found


def output(program, command):
    """What a command line prints on standard output."""
    return typed(program, command).stdout


def typed(program, command):
    """A command line, typed where `bench` is on the PATH."""
    with tempfile.TemporaryDirectory() as folder:
        (pathlib.Path(folder) / "bench").symlink_to(program.path)
        environment = program.environment()
        environment["PATH"] = f"{folder}:{environment['PATH']}"
        return subprocess.run(
            command, shell=True, cwd=program.workspace, env=environment, text=True,
            stdin=subprocess.DEVNULL, capture_output=True, check=False)


def comparable(text):
    """The lines without what a machine's speed decides, each gap one blank."""
    lines = (MEASURED.sub(r"# \1", " ".join(line.split())) for line in text.splitlines())
    return [COST.sub(r"\1", line) for line in lines if line]


if __name__ == "__main__":
    bench = Program(sys.argv[1])
    for line, _ in commands((REPOSITORY / "README.md").read_text()):
        print(f"$ {line}\n{output(bench, line)}")
