"""README.md as a newcomer follows it: its lines are pasted in order into the shell of a new user. The
program that was built is installed as it says, the workspace is made as it says, and every command of
the session prints what stands below it. Seconds, rates and memory are a machine's own and are not
compared. That the line builds such a program is checked by Tests/install.

    python3 Tests/endtoend/readme.py BENCH

prints the sessions as BENCH would have them, to be put into the README.
"""

import pathlib
import re
import subprocess
import sys
import tempfile

from program import REPOSITORY, Program

INSTALL = "install -D .build/release/bench ~/.local/bin/bench"
MEASURED = re.compile(r"[\d,.]+ (s|MB|examples/s)\b")
COST = re.compile(r"^(seconds|examples/s) .*")


def check(program, tally, options):
    text = (REPOSITORY / "README.md").read_text()
    with tempfile.TemporaryDirectory(prefix="bench-home-") as home:
        follow(Newcomer(program, pathlib.Path(home)), tally, text)


class Newcomer:
    """A new user, who has the repository in the home folder, built, and nothing else."""

    def __init__(self, program, home):
        self.program = program
        self.home = home
        self.workspace = home / "bench"
        (self.workspace / ".build" / "release").mkdir(parents=True)
        (self.workspace / ".build" / "release" / "bench").symlink_to(program.path)

    def type(self, line):
        """Types a line where the last one left the user, and goes where it leads."""
        environment = self.program.environment(HOME=str(self.home))
        environment["PATH"] = f"{self.home}/.local/bin:{environment['PATH']}"
        done = subprocess.run(
            ["sh", "-c", f"{line}\nstatus=$?; pwd >'{self.home}/place'; exit $status"],
            cwd=self.workspace, env=environment, text=True, stdin=subprocess.DEVNULL,
            capture_output=True, check=False)
        self.workspace = pathlib.Path((self.home / "place").read_text().strip())
        return done


def follow(newcomer, tally, text):
    """Installs, makes the workspace, and goes through the session and the lines to paste."""
    install = re.search(r"^swift build .* && (.*)$", text, re.MULTILINE)
    workspace = re.search(r"`(bench init [^`]*)`", text)
    for found in (install, workspace):
        tally.check("README.md says how to install and to begin", found is not None)
        done = newcomer.type(found[1])
        tally.check(f"README.md: {found[1]}", done.returncode == 0, done.stderr)
    sessions = commands(text)
    tally.check("README.md shows sessions", len(sessions) >= 5)
    for command, expected in sessions:
        found = newcomer.type(command).stdout
        wanted, have = comparable(expected), comparable(found)
        different = [f"{line!r}" for line in have if line not in wanted]
        tally.check(f"README.md: $ {command.splitlines()[0]}", have == wanted,
                    "; ".join(different) or ("" if have == wanted else f"{len(have)} lines"))
    check_lines(newcomer, tally, text)


def check_lines(newcomer, tally, text):
    """The lines to paste after the session, on a table of flowers."""
    rows = [f"{4 + kind + i % 7 / 10},{3 + i % 5 / 10},{kind + i % 3 / 10}" for kind in range(3)
            for i in range(30)]
    names = ["setosa", "versicolor", "virginica"]
    head = "sepal_length,sepal_width,petal_width"
    (newcomer.workspace / "iris.csv").write_text("\n".join(
        [f"{head},species", *(f"{row},{names[i // 30]}" for i, row in enumerate(rows)), ""]))
    (newcomer.workspace / "new-rows.csv").write_text("\n".join([head, *rows[::40], ""]))
    lines = [line for block in re.findall(r"^```\n(bench .*?)^```$", text, re.MULTILINE | re.DOTALL)
             for line in block.splitlines()]
    tally.check("README.md has lines to paste", len(lines) >= 7, str(len(lines)))
    for line in lines:
        done = newcomer.type(line)
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
    """What a command line prints on standard output in a program's workspace."""
    with tempfile.TemporaryDirectory() as folder:
        user = Newcomer(program, pathlib.Path(folder))
        user.type(INSTALL)
        user.workspace = program.workspace
        return user.type(command).stdout


def comparable(text):
    """The lines without what a machine's speed decides, each gap one blank."""
    lines = (MEASURED.sub(r"# \1", " ".join(line.split())) for line in text.splitlines())
    return [COST.sub(r"\1", line) for line in lines if line]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        user = Newcomer(Program(sys.argv[1]), pathlib.Path(folder))
        user.type(f"{INSTALL} && bench init work && cd work")
        for typed, _ in commands((REPOSITORY / "README.md").read_text()):
            print(f"$ {typed}\n{user.type(typed).stdout}")
