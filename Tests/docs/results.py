"""The results of every verb as JSON: which fields they have."""

import json
import re

CSV = "epoch,loss,accuracy\n1,0.5,0.8\n2,0.4,0.9\n"

# What is typed before, and the rows of the table in the order of the help: what the row is called, and
# the command.
BEFORE = [
    ["run", "mlp-sgd", "--epochs", "2", "--quiet"],
    ["run", "mlp-sgd", "--epochs", "2", "--seed", "7", "--quiet"],
    ["run", "mlp-sgd", "--epochs", "2", "--seeds", "1..3", "--quiet"],
    ["run", "mlp-sgd", "--epochs", "2", "--seeds", "1..3", "--set", "optimizer.learning_rate=0.02",
     "--quiet"],
]
ROWS = [
    ("list", ["list"]),
    ("show EXPERIMENT", ["show", "mlp-sgd"]),
    ("show RUN", ["show", "mlp-sgd-001"]),
    ("validate", ["validate", "mlp-sgd"]),
    ("init", ["init", "other"]),
    ("new", ["new", "copy", "--like", "mlp-sgd"]),
    ("data list", ["data", "list"]),
    ("data check", ["data", "check", "mlp-sgd"]),
    ("data path", ["data", "path"]),
    ("run", ["run", "xor-mlp", "--epochs", "2"]),
    ("run --dry-run", ["run", "mlp-sgd", "--dry-run"]),
    ("resume", ["resume", "mlp-sgd-001"]),
    ("fork", ["fork", "mlp-sgd-001", "--epochs", "3"]),
    ("runs", ["runs"]),
    ("compare", ["compare", "mlp-sgd-001", "mlp-sgd-002"]),
    ("compare --group-by", ["compare", "--where", "seed in (1, 2, 3)", "--group-by",
                            "optimizer.learning_rate"]),
    ("evaluate", ["evaluate", "mlp-sgd-001"]),
    ("predict", ["predict", "mlp-sgd-001", "digit.pgm"]),
    ("verify", ["verify", "mlp-sgd-001"]),
    ("report", ["report", "mlp-sgd-001"]),
    ("report --compare", ["report", "--compare", "seed in (1, 2, 3)", "--group-by",
                          "optimizer.learning_rate"]),
    ("import", ["import", "log.csv", "--name", "other-1"]),
    ("tag", ["tag", "mlp-sgd-001", "--add", "mine"]),
    ("note", ["note", "mlp-sgd-001", "text"]),
    ("gc", ["gc", "--dry-run"]),
    ("rm", ["rm", "mlp-sgd-002", "--yes"]),
    ("perf", ["perf", "xor-mlp", "--seconds", "1"]),
    ("help", ["help"]),
    ("help VERB", ["help", "run"]),
    ("help TOPIC", ["help", "optimizer.adam"]),
    ("version", ["version"]),
]
# Fields whose names are metrics or facts that not every run has.
VARYING = re.compile(r"^(best:|last:)?(train|validation|test)_(loss|accuracy)$|^\d")
# Every other field is a word for scripts. In these a definition has its own paths, and `--set` in help.
# `$schema` is JSON Schema's own, and `examples/s` is as it was before there was a rule.
WORD = re.compile(r"[a-z][a-z0-9_]*|\$schema|examples/s")
NAMED_OTHERWISE = {"values", "sweep"}


def fields(program):
    """For each row, whether the result is a list, and the fields of the object or of each element;
    and the fields at any depth whose names are unfit for scripts."""
    (program.workspace / "log.csv").write_text(CSV)
    (program.workspace / "digit.pgm").write_bytes(b"P5 28 28 255\n" + bytes(784))
    for words in BEFORE:
        program.expect(*words)
    found, unfit = {}, {}
    for name, words in ROWS:
        done = program.run(*words, "--format", "json")
        if done.returncode not in (0, 1) or not done.stdout:
            raise RuntimeError(f"bench {' '.join(words)}: exit {done.returncode}: {done.stderr}")
        value = json.loads(done.stdout)
        unfit[name] = sorted(odd_names(value))
        elements = value if isinstance(value, list) else [value]
        names = sorted({key for element in elements for key in element})
        found[name] = (isinstance(value, list),
                       [key for key in names if not VARYING.match(key)])
    return found, unfit


def odd_names(value):
    """The names of fields that are no words, of objects whose fields are not data."""
    if isinstance(value, list):
        return {name for element in value for name in odd_names(element)}
    if not isinstance(value, dict):
        return set()
    names = {name for name in value if not WORD.fullmatch(name) and not VARYING.match(name)}
    return names.union(*(odd_names(element) for name, element in value.items()
                         if name not in NAMED_OTHERWISE))


def table(found):
    lines = ["| result of | form | fields |", "| --- | --- | --- |"]
    for name, (is_list, names) in found.items():
        shown = ", ".join(f"`{key}`" for key in names)
        lines.append(f"| `{name}` | {'list' if is_list else 'object'} | {shown} |")
    return "\n".join(lines)


def check(program, tally, page):
    found, unfit = fields(program)
    for name, names in unfit.items():
        tally.check(f"the fields of {name} are words for scripts", not names, ", ".join(names))
    rows = {line for line in table(found).splitlines()}
    for line in sorted(rows):
        tally.check(f"JSONOutput.md has {line[:60]}", line in page, "" if line in page else line)
    own = page[page.index("| result of |"):]
    stated = {line for line in own.splitlines() if line.startswith("| ")}
    tally.check("and no other row", stated <= rows, "; ".join(sorted(stated - rows))[:300])
