"""Commands that bench proposes on a terminal: pasted into a shell they do what was said of them."""

import shlex
import subprocess

from terminal import on_terminal

SMALL = ("--epochs", "2", "--quiet", "--set", "dataset.subset.train=[0,400]", "--set",
         "dataset.subset.test=[0,200]")


def check(program, tally, options):
    setting(program, tally)
    divergence(program, tally)


def seen(program, *arguments):
    """The exit code and the lines that a person sees."""
    code, text = on_terminal(program, *arguments, columns=80, NO_COLOR="1")
    return code, text.replace("\r", "").split("\n")


def paste(program, command):
    return subprocess.run(command, shell=True, cwd=program.workspace, text=True,
                          capture_output=True, env=program.environment())


def proposed(program, lines):
    """The commands among the lines, which begin with the program as it was called."""
    return [line.strip() for line in lines if line.strip().startswith(str(program.path))]


def setting(program, tally):
    """Two settings in several ways; each proposal trains exactly these, with five seeds."""
    cases = [
        ("lenet5-sgd", ["optimizer.learning_rate=0.1"], 10),
        ("lenet5-sgd", ['optimizer={"type":"adam","learning_rate":0.002}'], 10),
        ("lenet5-sgd", ["training.batch_size=32", "architecture.1={\"type\":\"relu\"}"], 10),
    ]
    first = program.expect("run", "lenet5-sgd", *SMALL).strip()
    for experiment, changes, count in cases:
        words = [word for change in changes for word in ("--set", change)]
        second = program.expect("run", experiment, *SMALL, *words).strip()
        code, lines = seen(program, "compare", first, second)
        commands = proposed(program, lines)
        name = f"after {' '.join(changes)}"
        tally.check(f"{name}, three commands are proposed", code == 0 and len(commands) == 3,
                    "\n".join(lines))
        for run, command in zip((first, second), commands):
            done = paste(program, command + " --quiet")
            ids = done.stdout.split()
            wanted = program.definition(run)
            found = [program.definition(id) for id in ids]
            tally.check(
                f"{name}, {command[len(str(program.path)) + 1:]} trains five seeds of {run}",
                [one.pop("seed") for one in found] == [1, 2, 3, 4, 5]
                and all(one == {key: value for key, value in wanted.items() if key != "seed"}
                        for one in found), done.stderr)
        done = paste(program, commands[-1])
        tally.check(f"{name}, the runs are compared in groups of five",
                    done.returncode == 0 and done.stdout.startswith(f"{count} runs, 2 groups by ")
                    and "seeds 1 2 3 4 5 in each" in done.stdout, done.stdout + done.stderr)
    code, lines = seen(program, "compare", first, program.expect(
        "run", "lenet5-sgd", *SMALL, "--seed", "9").strip())
    tally.check("where only the seed differs nothing is proposed", not proposed(program, lines))


def divergence(program, tally):
    """A training that diverges names the command for a lower rate, with all else as it was."""
    words = ("--set", "optimizer.learning_rate=0.7", "--set", "optimizer.momentum=0.5", "--set",
             "dataset.subset.train=[0,1000]", "--seed", "5", "--epochs", "4")
    done = program.run("run", "linear-regression", "--quiet", *words)
    tally.check("an exploded training diverged", done.returncode == 3, done.stderr)
    command = done.stderr.splitlines()[-1].strip()
    for words in ("--seed 5", "--epochs 4", "optimizer.momentum=0.5",
                  "'dataset.subset.train=[0,1000]'", "optimizer.learning_rate=0.07"):
        tally.check(f"its advice repeats {words}", words in command, command)
    tried = paste(program, command + " --dry-run")
    tally.check("the advice is a command", tried.returncode == 0, tried.stderr)
    source = program.expect("run", "linear-regression", "--quiet", "--epochs", "2").strip()
    done = program.run("fork", source, "--epochs", "4", "--set", "training.shuffle=false", "--set",
                       "optimizer.learning_rate=0.7", "--quiet")
    command = done.stderr.splitlines()[-1].strip()
    tally.check("a fork's advice forks again", done.returncode == 3
                and shlex.split(command)[1:3] == ["fork", source] and "--epochs 4" in command
                and "training.shuffle=false" in command
                and "optimizer.learning_rate=0.07" in command, done.stderr)
    tried = paste(program, command + " --quiet")
    tally.check("and is a command", tried.returncode in (0, 3), tried.stderr)
