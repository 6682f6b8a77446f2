"""Bad usage and bad definitions: exit code 2, one clear sentence, nothing written."""

import json

USAGE = [
    ("frobnicate",), ("rnu", "lenet5-sgd"), ("run",), ("run", "lenet5-sdg"),
    ("run", "lenet5-sgd", "--epoch", "5"), ("run", "lenet5-sgd", "--threads", "0"),
    ("run", "lenet5-sgd", "--threads", "two"), ("run", "lenet5-sgd", "--epochs"),
    ("run", "lenet5-sgd", "--name", "../best"), ("run", "lenet5-sgd", "--name", ".."),
    ("run", "lenet5-sgd", "--name", "x" * 101), ("run", "lenet5-sgd", "--name", "/tmp/x"),
    ("run", "lenet5-sgd", "--seeds", "5..1"), ("run", "lenet5-sgd", "--seed", "-1"),
    ("run", "lenet5-sgd", "--set", "optimizer.lr=0.1"),
    ("run", "lenet5-sgd", "--set", "dataset.normalize=standards"),
    ("run", "lenet5-sgd", "--set", "optimizer.learning_rate"),
    ("run", "lenet5-sgd", "--set", "training.epochs=0"),
    ("run", "lenet5-sgd", "--set", "training.batch_size=1.5"),
    ("run", "lenet5-sgd", "--set", "architecture.0.kernel_size=40"),
    ("run", "lenet5-sgd", "--set", "architecture.99.kernel_size=4"),
    ("run", "lenet5-sgd", "--set", "dataset.subset.train=[0,70000]"),
    ("run", "lenet5-sgd", "mlp-sdg"), ("resume",), ("resume", "nothing-here"),
    ("compare", "one"), ("show", "nothing"), ("runs", "--format", "xml"),
    ("runs", "--limit", "many"), ("validate", "experiments/none.json"),
    ("run", "lenet5-sgd", "--workspace", "/nowhere"),
]

# Each is put in place of the text of experiments/mine.json; some are not JSON at all.
DEFINITIONS = {
    "nothing": "",
    "no object": "[]",
    "torn": '{"seed": 1,',
    "a byte-order mark": "\ufeff{}",
    "a key twice": '{"extends": "lenet5-sgd", "seed": 1, "seed": 2}',
    "a trailing comma": '{"extends": "lenet5-sgd", "seed": 1,}',
    "an unknown key": {"extends": "lenet5-sgd", "sed": 1},
    "an unknown key inside": {"extends": "lenet5-sgd", "optimizer": {"learning_rat": 0.1}},
    "a wrong type": {"extends": "lenet5-sgd", "seed": "42"},
    "an unknown layer": {"extends": "lenet5-sgd", "architecture": [{"type": "conv3d"}]},
    "an impossible shape": {
        "extends": "lenet5-sgd",
        "architecture": [{"type": "max_pool2d", "kernel_size": 33}, {"type": "flatten"},
                         {"type": "linear", "out_features": 10}]},
    "a linear layer over an image": {
        "extends": "mlp-sgd", "architecture": [{"type": "linear", "out_features": 10}]},
    "nine classes": {
        "extends": "mlp-sgd",
        "architecture": [{"type": "flatten"}, {"type": "linear", "out_features": 9}]},
    "a rate below 0": {"extends": "lenet5-sgd", "optimizer": {"learning_rate": -0.1}},
    "itself": {"extends": "mine"},
    "something not there": {"extends": "lenet6-sgd"},
    "a path": {"extends": "../mine"},
    "too deep": '{"dataset":' + "[" * 100 + "]" * 100 + "}",
    "an overlap": {"extends": "lenet5-sgd",
                   "dataset": {"subset": {"train": [0, 100], "validation": [50, 150]}}},
}


def check(program, tally, options):
    for arguments in USAGE:
        refused(program, tally, f"bench {' '.join(word[:40] for word in arguments)}", *arguments)
    refused(program, tally, "an unknown instruction set", "run", "lenet5-sgd", BENCH_ISA="mmx")
    mine = program.experiments / "mine.json"
    for name, text in DEFINITIONS.items():
        mine.write_text(text if isinstance(text, str) else json.dumps(text), encoding="utf-8")
        message = refused(program, tally, f"a definition with {name}", "run", "mine")
        tally.check(f"a definition with {name}: the message names the file", "mine" in message,
                    message.splitlines()[0] if message else "")
        refused(program, tally, f"validate: a definition with {name}", "validate", mine)
    mine.write_bytes(b'{"description": "\xff\xfe"}')
    refused(program, tally, "a definition that is no UTF-8", "run", "mine")


def refused(program, tally, what, *arguments, **environment):
    """Expects 2, a message that starts `error: `, nothing on standard output, nothing written."""
    before = program.listing()
    done = program.run(*arguments, **environment)
    errors = [line for line in done.stderr.splitlines() if line.startswith("error: ")]
    changed = {path for path, _ in program.listing().items() ^ before.items()}
    problems = []
    if done.returncode != 2:
        problems.append(f"exit {done.returncode}")
    if not done.stderr.startswith("error: ") or len(errors) != 1:
        problems.append(f"{len(errors)} lines start 'error: '")
    if done.stdout:
        problems.append("something on standard output")
    if changed:
        problems.append(f"changed {sorted(changed)}")
    tally.check(f"refused: {what}", not problems,
                "; ".join(problems) + f" · {done.stderr.strip()}" if problems else "")
    return done.stderr
