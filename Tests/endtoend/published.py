"""The weights that Experiments.md publishes of the shipped experiments are those that they train to."""

import re

from program import REPOSITORY

PAGE = REPOSITORY / "Sources" / "bench" / "bench.docc" / "Experiments.md"
ROW = re.compile(r"^\| `([a-z0-9-]+)` \|.*\| ([\d.]+) \| `([0-9a-f]{16})` \|$", re.MULTILINE)
# Of those that take longer, other checks pin shorter trainings.
SECONDS = 10


def check(program, tally, options):
    rows = ROW.findall(PAGE.read_text())
    tally.check("Experiments.md publishes the weights of eleven experiments", len(rows) == 11)
    for name, seconds, digits in rows:
        if float(seconds) >= SECONDS:
            continue
        run = program.expect("run", name, "--quiet").strip()
        found = program.record(run)["weights_sha256"][:16]
        tally.check(f"{name} has the published weights", found == digits, f"{found}, not {digits}")
