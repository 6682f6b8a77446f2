"""Several runs at once in one process: the same bits, statuses, signals, kills, and the screen."""

import random
import re
import signal
import subprocess
import time

from program import SIGNALS, outcome
from terminal import on_terminal

KILLS = 6
STOPS = 2
SEEDS = 3

# Half a second each, warmed up by momentum, and saved inside epochs too.
SETTINGS = ["--set", "dataset.subset.train=[0,1000]", "--set", "dataset.subset.test=[0,200]",
            "--set", "training.batch_size=64", "--set", "optimizer.momentum=0.9", "--set",
            "checkpoint.every_steps=5", "--epochs", "12"]
RUN = ["run", "lenet5-sgd", *SETTINGS]


def check(program, tally, options):
    generator = random.Random(options.seed)
    start = time.monotonic()
    ids = program.expect(*RUN, "--seeds", f"1..{SEEDS}", "--jobs", SEEDS, "--quiet").split()
    seconds = time.monotonic() - start
    alone = [program.expect(*RUN, "--seed", seed, "--quiet").strip()
             for seed in range(1, SEEDS + 1)]
    expected = [outcome(program, run) for run in alone]
    for seed, run in enumerate(ids):
        tally.same(f"seed {seed + 1} of {SEEDS} at once ends in the bits of a run alone",
                   outcome(program, run), expected[seed])
    order(program, tally)
    many(program, tally)
    statuses(program, tally)
    for i in range(KILLS):
        ended(program, tally, generator, seconds, expected, signal.SIGKILL)
    for number in SIGNALS.values():
        for i in range(STOPS):
            ended(program, tally, generator, seconds, expected, number)
    for columns in (60, 100, 130):
        screen(program, tally, columns)


def order(program, tally):
    """The first takes longest."""
    ids = [f"{name}-001" for name in ("slow", "quick")]
    for name, like in (("slow", "lenet5-sgd"), ("quick", "linear-regression")):
        (program.experiments / f"{name}.json").write_text(f'{{ "extends": "{like}" }}')
    quiet = program.expect("run", "slow", "quick", "--epochs", 3, "--jobs", 2, "--quiet")
    tally.check("--quiet prints ids in the order of the command", quiet.split() == ids, quiet)
    table = program.expect("run", "slow", "quick", "--epochs", 3, "--jobs", 2, "--needed")
    rows = [line.split()[0] for line in table.splitlines()[1:3]]
    tally.check("the table keeps the order of the command", rows == ids, table)


def many(program, tally):
    """More runs than cores by far, and more threads than a process gets."""
    words = ("--epochs", 3, "--seeds", "1..100", "--jobs", 100, "--threads", 8, "--quiet")
    done = program.run("run", "xor-mlp", *words, timeout=300)
    ids = [f"xor-mlp-{number:03}" for number in range(1, 101)]
    tally.check("100 runs of 8 threads at once end, each with its id",
                done.returncode == 0 and done.stdout.split() == ids, done.stderr[-300:])
    seeds = [program.record(run)["seed"] for run in ids]
    tally.check("their ids are in the order of their seeds", seeds == list(range(1, 101)))


def statuses(program, tally):
    """One run diverges, one finds no room, one finds its data wrong; the last is well."""
    rows = program.workspace / "rows.csv"
    rows.write_text("x,y\n1,2\n3,4\n5,none\n")
    files = '{ "name": "csv", "files": { "train": "rows.csv", "test": "rows.csv" } }'
    for name, text in {
            "wild": '"extends": "linear-regression", "optimizer": { "learning_rate": 1e30 }',
            "large": '"extends": "mlp-sgd"',
            "wrong": f'"extends": "linear-regression", "dataset": {files}',
            "well": '"extends": "lenet5-sgd"'}.items():
        (program.experiments / f"{name}.json").write_text("{ " + text + " }")
    room = "ulimit -f 1000; exec \"$0\" \"$@\""
    for names, expected in ((("wild", "well"), 3), (("wild", "wrong", "well"), 5),
                            (("wild", "wrong", "large", "well"), 1), (("large", "wild"), 1)):
        done = subprocess.run(
            ["sh", "-c", room if "large" in names else "exec \"$0\" \"$@\"", program.path, "run",
             *names, "--epochs", "1", "--jobs", "2", "--set", "training.batch_size=64"],
            cwd=program.workspace, capture_output=True, text=True, timeout=120,
            env=program.environment())
        tally.check(f"{', '.join(names)} leave with {expected}", done.returncode == expected,
                    f"{done.returncode} {done.stderr[-600:]}")
        errors = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
        tally.check("each error names its run", len(errors) == len(set(names) - {"well"})
                    and all(any(name in error for error in errors)
                            for name in set(names) - {"well"}), "; ".join(errors))
        tally.check("the others finish", "well" not in names or
                    re.search(r"^well-\d+ .* finished ", done.stdout, re.MULTILINE), done.stdout)


def ended(program, tally, generator, seconds, expected, number):
    """Sends a signal at a random moment and goes on with every run there is."""
    before = {path.name for path in program.runs.iterdir()}
    moment = generator.uniform(0, seconds)
    code, messages = program.stopped_after(
        moment, number, *RUN, "--seeds", f"1..{SEEDS}", "--jobs", SEEDS)
    name = signal.Signals(number).name
    found = f"{code} after {moment:.3f} s"
    runs = sorted({path.name for path in program.runs.iterdir()
                   if (path / "run.json").exists()} - before)
    if number != signal.SIGKILL and code != -number:
        states = [program.record(run)["state"] for run in runs]
        left = [run for run, state in zip(runs, states) if state == "interrupted"]
        tally.check(f"{name}: all is saved and told",
                    code == (128 + number if left or len(runs) < SEEDS else 0)
                    and set(states) <= {"finished", "interrupted"}
                    and all(f"{run} interrupted: step " in messages and f" resume {run}\n"
                            in messages for run in left)
                    and (not left or messages.count(" stopping ") == 1), f"{found} {states}")
    for run in runs:
        done = program.run("resume", run, "--quiet")
        seed = program.record(run)["seed"]
        tally.same(f"{name}: seed {seed} resumed ends in the bits of a run alone",
                   outcome(program, run), expected[seed - 1], f"{found} {done.stderr}".strip())


def screen(program, tally, columns):
    """What a person sees on a terminal of so many columns."""
    start = time.monotonic()
    code, text = on_terminal(
        program, *RUN, "--seeds", "8..11", "--jobs", "2", columns=columns, NO_COLOR="1")
    seconds = time.monotonic() - start
    frames = text.split("\x1b[?7l")[1:]
    live = [line for frame in frames for line in
            re.sub(r"\x1b\[\??\d*[A-Za-z]", "", frame.split("\x1b[?7h")[0]).split("\n")]
    live = [line.strip("\r") for line in live]
    whole = [line for line in live if re.match(r"[0-3] of 4 done · ", line)]
    tally.check(f"{columns} columns: live lines name their seeds and fit", code == 0 and live
                and all(re.match(r"\r?seed (8|9|10|11) \(\d of 4\) {2,3}epoch ", line)
                        and len(line.strip("\r")) < columns for line in live if line not in whole),
                repr(live[:2]))
    tally.check(f"{columns} columns: a line for all stands above them, with what is left",
                len(whole) == len([frame for frame in frames if "epoch " in frame])
                and any(re.search(r" · \d+ s so far · about \d+ s to go$", line) for line in whole)
                and all(len(line) < columns for line in whole), repr(whole[:2]))
    tally.check(f"{columns} columns: drawn at most 10 times a second, and where a run comes or goes",
                len(frames) <= 10 * seconds + 1 + 3 * 4, f"{len(frames)} in {seconds:.1f} s")
    shown = lines_left(text)
    seen = [line for line in shown if " finished: seed " in line]
    tally.check(f"{columns} columns: what stays is a line for each run and the table", len(seen) == 4
                and not any(line.startswith("seed ") for line in shown)
                and any(line.startswith("test_accuracy ") for line in shown[-2:])
                and sum(bool(re.match(r"lenet5-sgd-\d+ +\d+ ", line)) for line in shown) == 4,
                "\n".join(shown))


def lines_left(text):
    """The lines of a terminal that was sent this text, however many rows it has."""
    rows, row, column = [""], 0, 0
    for token in re.findall(r"\x1b\[\??\d*[A-Za-z]|.", text, re.DOTALL):
        if token == "\n":
            row += 1
            rows += [""] * (row + 1 - len(rows))
        elif token == "\r":
            column = 0
        elif token[0] != "\x1b":
            rows[row] = rows[row].ljust(column)[:column] + token + rows[row][column + 1:]
            column += 1
        elif token[-1] == "A":
            row = max(0, row - int(token[2:-1] or 1))
        elif token[-1] in "KJ":
            rows[row] = rows[row][:column]
            if token[-1] == "J":
                del rows[row + 1:]
    return [line.rstrip() for line in rows if line.strip()]
