"""Every verb that prints a table, on terminals of 40 to 200 columns: no line is wider, no number loses
a digit, no word is broken, and what a list is sorted by is there. A third of the widths, drawn for
each verb, or with --long all of them."""

import random
import re
import unicodedata

from terminal import on_terminal

WIDTHS = range(40, 201)
SIZE = ["--set", "dataset.subset.train=[0,600]", "--set", "dataset.subset.test=[0,300]", "--epochs", "2",
        "--quiet"]
SWEEP = """{ "base": "xor-mlp", "grid": { "optimizer.learning_rate": [0.1, 0.5],
  "training.epochs": [2, 3] }, "decide_by": "train_loss" }"""
RATE = "optimizer.learning_rate"
# A command, and what its table is sorted by, which must stay.
VERBS = [
    (["list"], None),
    (["runs"], None),
    (["runs", "--sort", "-best:test_accuracy"], "test_accuracy"),
    (["runs", "--sort", f"-{RATE}"], "learning_rate"),
    (["runs", "--sort", "run_key", "--columns", f"id,{RATE},training.batch_size,run_key"], "run_key"),
    (["runs", "--sort", "examples_per_second"], "examples_per_second"),
    (["show", "lenet5-sgd"], None),
    (["show", "mlp-sgd-001"], None),
    (["compare", "mlp-sgd-001", "mlp-sgd-004"], None),
    (["compare", "mlp-sgd-001", "mlp-sgd-002", "mlp-sgd-004"], None),
    (["compare", "--where", "experiment == mlp-sgd", "--group-by", RATE], None),
    (["compare", "--where", "experiment == mlp-sgd", "--group-by", f"{RATE},training.batch_size"], None),
    (["metrics", "--where", "experiment == mlp-sgd"], None),
    (["evaluate", "mlp-sgd-001"], None),
    (["verify", "mlp-sgd-001", "--quick"], None),
    (["predict", "mlp-sgd-001", "digit.pgm", "--top", "3"], None),
    (["sweep", "status", "rates"], None),
    (["sweep", "best", "rates"], None),
    (["watch", "mlp-sgd-001"], None),
    (["data", "list"], None),
    (["data", "check", "mlp-sgd"], None),
    (["validate", "mlp-sgd", "xor-mlp"], None),
    (["tag", "mlp-sgd-001", "--add", "baseline"], None),
    (["gc", "--dry-run"], None),
    (["run", "mlp-sgd", "--seeds", "1..3", *SIZE[:-1], "--needed"], None),
]
ESCAPE = re.compile(r"\x1b\[[?\d;]*[A-Za-z]")


def check(program, tally, options):
    for rate in ("0.1", "0.02"):
        program.expect("run", "mlp-sgd", "--seeds", "1..3", *SIZE, "--set", f"{RATE}={rate}")
    (program.experiments / "sweeps").mkdir(exist_ok=True)
    (program.experiments / "sweeps" / "rates.json").write_text(SWEEP)
    program.expect("sweep", "rates", "--quiet")
    (program.workspace / "digit.pgm").write_bytes(b"P5 28 28 255\n" + bytes(784))
    program.expect("note", "mlp-sgd-001", "the first one, with a note of several words")
    generator = random.Random(options.seed)
    for words, sorted_by in VERBS:
        widths = WIDTHS if options.long else WIDTHS[generator.randrange(3)::3]
        verb(program, tally, words, sorted_by, widths)


def shown(program, words, columns):
    """The lines that stay on a terminal of so many columns."""
    code, text = on_terminal(program, *words, columns=columns, NO_COLOR="1")
    lines = [ESCAPE.sub("", line).rstrip("\r").split("\r")[-1] for line in text.split("\n")]
    return code, [line for line in lines if line.strip()]


def verb(program, tally, words, sorted_by, widths):
    name = "bench " + " ".join(words)
    _, wide = shown(program, words, 1000)
    wide = [line for line in wide if is_result(line, program)]
    known = tokens(wide)
    wrong = {"too wide": [], "cut": [], "without its order": []}
    for columns in widths:
        _, lines = shown(program, words, columns)
        lines = whole_notes(lines, program)
        for line in lines:
            # A word that has no room beside its indent can only be given a line of its own.
            if size(line) > columns and len(line.split()) > 1:
                wrong["too wide"].append((columns, line))
        for token in sorted(tokens(lines) - known):
            if not is_whole(token, known):
                wrong["cut"].append((columns, token))
        if sorted_by and not any(sorted_by in line for line in lines[:3]):
            wrong["without its order"].append((columns, lines[:3]))
    for what, found in wrong.items():
        tally.check(f"{name}: nothing is {what} at {len(widths)} widths", not found,
                    f"{len(found)} times: {found[:3]}")


def whole_notes(lines, program):
    """The lines without those to paste and the note of columns without room, folded where it must be."""
    kept, inside = [], False
    for line in lines:
        inside = line.startswith("no room for ") or inside
        if not inside and is_result(line, program):
            kept.append(line)
        inside = inside and not line.endswith("csv")
    return kept


def is_result(line, program):
    return str(program.path) not in line and not line.startswith("next  ")


def tokens(lines):
    return {token for line in lines for token in line.split()}


def is_whole(token, known):
    """A word that stands in the widest form, too. Before an ellipsis a list stops after a comma, and
    the title of a path goes on in the next line after a dot."""
    return (token in known or token in ("…", "...")
            or token.endswith((",", ".")) and any(other.startswith(token) for other in known)
            or any(other.endswith("." + token) for other in known))


def size(line):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)
