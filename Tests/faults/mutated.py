"""Runs whose files somebody has changed: whatever stands in run.json, definition.json and the tables,
the program says so or goes on; it never crashes, hangs, or ends with a code that it does not have.

About 500 commands; 100,000 with --long. The seed decides what is changed: it is printed, and a
command that fails is told with the change before it, so that it can be made again."""

import concurrent.futures
import json
import os
import random
import shutil
import subprocess

from places import DEFINITION, EXPERIMENT, MEMORY, Place, is_crash

RUNS = ("whole", "stopped", "fork", "theirs", "table")
FILES = ("run.json", "definition.json", "metrics.csv", "steps.csv", "timing.csv", "predictions.csv")
# What the program ends with: no code of a signal is among them.
CODES = range(6)
SECONDS = 120
LARGEST = 2**63 - 1
VALUES = (
    LARGEST, -LARGEST - 1, LARGEST + 1, 2**53, 2**31, 1, 0, -1, 0.5, 1e308, -1e308, 5e-324, 1e19,
    "", "nan", "inf", "-inf", "\u0000", "\u202e", "x" * 10_000, "0000-01-01T00:00:00Z",
    "9999-12-31T23:59:59.999Z", "running", "finished", "diverged", None, True, [], {}, [[]], [1, 2],
    [0, LARGEST], {"count": LARGEST, "stratified": False},
)
CELLS = (
    str(LARGEST), str(-LARGEST - 1), str(LARGEST + 1), "0", "-0.0", "1", "nan", "inf", "-inf",
    "1e308", "-1e308", "5e-324", "1e999", "", " ", "x", "1_0", "0x1p4", "\u0301" * 9, "epoch",
)


def check(options, tally):
    place = prepared(options)
    count = 100_000 if options.long else 70 if options.quick else 500
    workers = os.cpu_count()
    shares = [count // workers + (index < count % workers) for index in range(workers)]
    with concurrent.futures.ThreadPoolExecutor(workers) as pool:
        found = list(pool.map(lambda index: tried(place, options.seed + index, shares[index]),
                              range(workers)))
    problems = [problem for part in found for problem in part]
    for problem in problems[:20]:
        tally.check("a changed run", False, problem)
    tally.check(f"{count} commands on runs whose files were changed: none crashed, hung or ended "
                "with a strange code", not problems, f"{len(problems)} did")
    place.remove()


def prepared(options):
    """A workspace with a finished run, one stopped and resumed, a fork, an imported one, and one on
    a table of rows."""
    place = Place(options.bench, options.preload, folder=MEMORY)
    rows = "".join(f"{row % 7},{row % 5},{row % 2}\n" for row in range(40))
    (place.workspace / "d.csv").write_text("a,b,y\n" + rows)
    place.define("rows", DEFINITION | {
        "dataset": {"name": "csv", "files": {"train": "d.csv", "test": "d.csv"}, "classes": 2},
        "architecture": [{"type": "linear", "out_features": 2}],
        "loss": {"type": "softmax_cross_entropy"}})
    (place.workspace / "theirs.csv").write_text("epoch,loss,acc\n1,0.9,0.1\n2,0.5,0.7\n")
    place.expect("run", EXPERIMENT, "--name", "whole")
    place.expect("run", EXPERIMENT, "--name", "stopped")
    place.expect("resume", "stopped", "--from", "step-0")
    place.expect("fork", "whole", "--epochs", 7, "--name", "fork")
    place.expect("import", "theirs.csv", "--name", "theirs")
    place.expect("run", "rows", "--name", "table")
    return place


def commands(draw, run):
    page = f"page-{draw.randrange(1000)}.html"
    return draw.choice((
        ("show", run), ("show", run, "--format", "json"), ("runs",), ("runs", "--format", "json"),
        ("runs", "--where", "test_loss > 0.1 or started > -7d", "--sort", "-best:train_loss,seconds"),
        ("runs", "--columns", "id,seconds,started,finished,epoch,step,best:train_loss,parent"),
        ("compare", run, "whole"), ("compare", run, "table", "--format", "json"),
        ("compare", "--where", "id != theirs", "--group-by", "optimizer.learning_rate"),
        ("report", run, "whole", "-o", page), ("report", run, "-o", page),
        ("verify", run, "--quick"), ("verify", run), ("evaluate", run),
        ("evaluate", run, "--checkpoint", "best"), ("resume", run), ("resume", run, "--from", "best"),
        ("fork", run, "--epochs", 9), ("gc", "--dry-run"), ("gc", "--yes"), ("list",),
        ("tag", run, "--add", "x"), ("note", run, "y"), ("watch", run), ("rm", run, "--yes"),
    ))


def tried(original, seed, count):
    """What went wrong in so many commands, a sentence each."""
    draw = random.Random(seed)
    place = original.copy()
    problems = []
    for _ in range(count):
        run = draw.choice(RUNS)
        shutil.rmtree(place.runs)
        shutil.copytree(original.runs, place.runs)
        change = changed(draw, place.runs / run)
        command = commands(draw, run)
        try:
            done = place.run(*command, timeout=SECONDS)
        except subprocess.TimeoutExpired:
            problems.append(f"{change}; bench {' '.join(map(str, command))}: more than {SECONDS} s")
            continue
        if is_crash(done) or done.returncode not in CODES:
            problems.append(f"{change}; bench {' '.join(map(str, command))}: exit {done.returncode} "
                            f"{done.stderr.strip()[-200:]}")
    place.remove()
    return problems


def changed(draw, run):
    """Changes a file of a run, and says how."""
    if draw.random() < 0.05:
        return grown(draw, run)
    names = [name for name in FILES if (run / name).exists()]
    path = run / draw.choice(names)
    data = path.read_bytes()
    if draw.random() < 0.2:
        kind, data = damaged(draw, data)
    elif path.suffix == ".json":
        kind, data = other_value(draw, data)
    else:
        kind, data = other_cell(draw, data)
    path.write_bytes(data)
    return f"{run.name}/{path.name}: {kind}"


def damaged(draw, data):
    """A byte changed, or the end cut off, or a part repeated."""
    place = draw.randrange(len(data))
    how = draw.randrange(3)
    if how == 0:
        byte = draw.randrange(256)
        return f"byte {place} is {byte}", data[:place] + bytes([byte]) + data[place + 1:]
    if how == 1:
        return f"cut at {place}", data[:place]
    return f"from {place} on twice", data + data[place:]


def other_value(draw, data):
    """A value of JSON in place of another, or a key taken away."""
    value = json.loads(data)
    paths = list(leaves(value))
    path = draw.choice(paths)
    path = path[:draw.randrange(1, len(path) + 1)] if draw.random() < 0.2 else path
    owner = value
    for key in path[:-1]:
        owner = owner[key]
    if draw.random() < 0.1 and isinstance(owner, dict):
        del owner[path[-1]]
        return f"without {path}", json.dumps(value).encode()
    owner[path[-1]] = draw.choice(VALUES)
    return f"{path} is {owner[path[-1]]!r:.60}", json.dumps(value).encode()


def leaves(value, path=()):
    members = value.items() if isinstance(value, dict) else enumerate(value) \
        if isinstance(value, list) else ()
    inside = [leaf for key, member in members for leaf in leaves(member, (*path, key))]
    yield from inside or ([path] if path else [])


def other_cell(draw, data):
    """A cell of a table changed, or a row taken away or repeated."""
    rows = [line.split(",") for line in data.decode().splitlines()]
    row = draw.randrange(len(rows))
    how = draw.random()
    if how < 0.1:
        kind = f"without line {row + 1}"
        del rows[row]
    elif how < 0.2:
        kind = f"line {row + 1} twice"
        rows.insert(row, rows[row])
    elif how < 0.4:
        column, cell = draw.randrange(len(rows[0])), draw.choice(CELLS)
        kind = f"{cell!r:.40} all down column {column}, negative in every second row"
        for index, cells in enumerate(rows[1:]):
            cells[column % len(cells)] = cell if index % 2 else f"-{cell}"
    else:
        column, cell = draw.randrange(len(rows[row])), draw.choice(CELLS)
        kind = f"{cell!r:.40} in line {row + 1}, column {column}"
        rows[row][column] = cell
    return kind, "".join(",".join(cells) + "\n" for cells in rows).encode()


def grown(draw, run):
    """Files of sizes and names that no run has: holes, which take no room."""
    folder = run / "checkpoints"
    if not folder.exists():
        return "nothing"
    names = [".tmp-1-000000", ".tmp-1-000001", "step-00000000.safetensors",
             f"step-{LARGEST}.safetensors", f"step-{LARGEST + 1}.safetensors"]
    chosen = draw.sample(names, 2)
    for name in chosen:
        with open(folder / name, "ab") as file:
            try:
                os.truncate(file.fileno(), draw.choice((2**62, LARGEST, 2**40, 2**34 + 1)))
            except OSError:
                file.truncate(2**33)
    return f"{run.name}: sizes of {', '.join(chosen)}"
