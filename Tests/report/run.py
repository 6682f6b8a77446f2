#!/usr/bin/env python3
"""Shows bench's reports to a real browser.

    python3 Tests/report/run.py .build/release/bench [--keep FOLDER]

Trains a few small runs, writes hostile texts wherever a person, another machine or a file could
have, and opens the reports of one run, of two, of an imported one, of many and of groups in
headless Chromium (Debian's package), and a page with several comparisons. Nothing may reach the console, no script but the page's own
may run, hostile texts have to be there as text. What is drawn is looked at pixel by pixel, in light
and dark; the pointer is moved over the curves and the values it shows are held against metrics.csv;
nothing may reach over the edge of a narrow window or of a printed sheet. With --keep pages and
pictures stay to be looked at. The last line says how many checks passed and failed.
"""

import argparse
import json
import math
import pathlib
import re
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "endtoend"))

from browser import CHROMIUM, FOLDS, hover, probe  # noqa: E402
from page import check_blank, check_page, plain  # noqa: E402
from printed import printed_text  # noqa: E402
from program import Program  # noqa: E402
from tally import Tally  # noqa: E402
from tools import check_tools, check_shared_ticks  # noqa: E402

HOSTILE = ('<script>document.title="owned"</script>'
           '<img src=x onerror=\'document.title="owned"\'>"&]]>')
# As a column's or a file's name, which have no quotes and no slash.
NAME = "<img src=x onerror=document.title=1>"
SMALL = ("--set", "dataset.subset.train=[0,600]", "--set", "dataset.subset.test=[0,300]",
         "--epochs", "3", "--quiet")


def spoil(program, run):
    """Puts hostile texts wherever a person or another machine could have."""
    path = program.runs / run / "run.json"
    record = json.loads(path.read_text())
    record |= {key: HOSTILE for key in ("note", "host", "os", "cpu", "isa", "bench_version",
                                        "git_commit", "failure")}
    record["sweep"] = {"name": "evil", "values": {HOSTILE: HOSTILE}}
    record["tags"] = [HOSTILE]
    record["verified"] = {
        "at": record["created_at"], "holds": True, "from_step": 0, "to_step": 15, "segments": 1,
        "bench_version": HOSTILE, "host": HOSTILE, "isa": HOSTILE}
    path.write_text(json.dumps(record))


def shown(value):
    """A number as the page shows it: four digits that count, no zeros at the end."""
    value = float(value)
    decimals = min(6, max(0, 3 - math.floor(math.log10(abs(value)))))
    return f"{value:.{decimals}f}".rstrip("0").rstrip(".")


def check_hover(tally, program, page, run):
    """The pointer at the right end of the first chart, the losses of the last epoch."""
    found = hover(page, 0, 0.96, 0.5)
    row = program.rows(run, "metrics.csv")[-1]
    tally.check("values show under the pointer and go with it",
                (found["before"], found["visible"], found["cross"], found["after"])
                == ("hidden", "visible", "visible", "hidden"), str(found))
    tally.check("the pointer shows the epoch", found["rows"][0] == f"epoch {row['epoch']}",
                found["rows"][0])
    for column in ("train_loss", "test_loss"):
        text = f"{shown(row[column])}  {run} {column}"
        tally.check(f"the pointer shows the last {column}", text in found["rows"],
                    f"{text!r} in {found['rows']}")
    first = hover(page, 0, 0.12, 0.5)
    tally.check("the pointer at the left end shows the first epoch", first["rows"][0] == "epoch 1",
                first["rows"][0])


def check_hover_of_many(tally, page, count):
    """Of many lines those nearest to the pointer, the nearest of them marked."""
    x, y = 0.96, 0.3
    found = hover(page, 0, x, y)
    height = y * 300
    ends = sorted((abs(line["places"][-1][1] - height), line["name"]) for line in found["lines"])
    nearest = [name for _, name in ends[:12]]
    names = [row.split("  ")[1] for row in found["rows"][1:-1]]
    tally.check("the pointer shows the twelve nearest of many lines",
                sorted(names) == sorted(nearest), f"{names} for {nearest}")
    tally.check("and how many more there are",
                found["rows"][-1] == f"and {count - 12} more", found["rows"][-1])
    tally.check("the nearest line stands out", found["near"] == [nearest[0]]
                and len(found["marked"]) == 1 and found["marked"][0].endswith(nearest[0]),
                f"{found['near']} {found['marked']}")
    narrow = hover(page, 0, x, y, width=400)
    tally.check("the values stay inside a narrow window", narrow["inside"])


def check_odd_numbers(tally, program, folder):
    for number, values in enumerate([("1e308", "-1e308"), ("1e22", "1e22"), ("5e-324", "1"),
                                     ("5e-324", "1e-323"), ("nan", "inf"), ("-3", "-3"),
                                     ("1", "1.0000000000000002"), ("1e15", "1000000000000001")]):
        table = program.workspace / "odd.csv"
        table.write_text(f"epoch,train_loss\n1,{values[0]}\n2,{values[1]}\n")
        program.expect("import", table, "--name", f"odd-{number}")
        page = folder / "odd.html"
        drawn = program.run("report", f"odd-{number}", "-o", page)
        text = page.read_text()
        numbers = re.findall(r' (?:points|x|y|x1|y1|x2|y2|cx|cy)="([^"]*)"', text)
        tally.check(f"losses {values[0]} and {values[1]} are drawn",
                    drawn.returncode == 0 and ">nan<" not in text
                    and not any("n" in number for number in numbers), drawn.stderr)


def imported(program):
    """A run of another program with a hostile column and a hostile file's name."""
    table = program.workspace / f"{NAME}.csv"
    table.write_text(f"epoch,train_loss,{NAME}\n" + "".join(
        f"{epoch},{1 / epoch},{epoch}\n" for epoch in range(1, 5)))
    program.expect("import", table, "--name", "foreign")
    return "foreign"


def described(program):
    """A run on a file of a hostile name, by a definition that describes itself so; afterwards the
    file has other examples."""
    table = program.workspace / f"{NAME}.csv"
    table.write_text("a,b,label\n" + "".join(
        f"{i % 7 / 7},{i % 5 / 5},{i % 3}\n" for i in range(90)))
    (program.experiments / "described.json").write_text(json.dumps({
        "description": HOSTILE,
        "dataset": {"name": "csv", "files": {"train": table.name}, "classes": 3,
                    "subset": {"train": [0, 60], "test": [60, 90]}},
        "architecture": [{"type": "linear", "out_features": 3}],
        "loss": {"type": "softmax_cross_entropy"},
        "optimizer": {"type": "sgd", "learning_rate": 0.1},
        "training": {"epochs": 3, "batch_size": 16}}))
    return program.expect("run", "described", "--quiet").strip(), table


def check_single(tally, program, folder):
    first = program.expect("run", "lenet5-sgd", *SMALL).strip()
    second = program.expect(
        "run", "lenet5-sgd", *SMALL, "--set", "optimizer.learning_rate=0.1").strip()
    one, two = (folder / f"{name}.html" for name in ("one", "two"))
    program.expect("report", first, "-o", one)
    text = plain(one)
    tally.check("a run that was never trained again says so",
                f"never verified: bench verify {first}" in text)
    for words in ("Norm of the gradient", "over 256 examples", "Calibration", "4 conv2d weight",
                  "Weights of the first layer", "The surest mistakes"):
        tally.check(f"one: has {words!r}", words in text)
    program.expect("verify", first)
    program.expect("report", first, "-o", one)
    tally.check("a verified one says by what and how far",
                "verified bit for bit on" in plain(one) and "all 15 steps" in plain(one))
    check_verdicts(tally, program, first, one)
    spoil(program, first)
    program.expect("report", first, "-o", one)
    check_page(tally, one, [HOSTILE], folder)
    check_blank(tally, one)
    program.expect("report", first, second, "-o", two)
    check_page(tally, two, [HOSTILE, "exact McNemar p", "Verified bit for bit: 1 of 2"], folder)
    check_hover(tally, program, two, second)


def check_verdicts(tally, program, run, page):
    """What a page says of a run that was verified in part, and of one that came out otherwise."""
    path = program.runs / run / "run.json"
    text = path.read_text()
    for change, words in (({"to_step": 10}, "only steps 0 to 10 of 15"),
                          ({"from_step": 5}, "only steps 5 to 15 of 15"),
                          ({"holds": False}, "NOT the same bits when trained again")):
        record = json.loads(text)
        record["verified"] |= change
        path.write_text(json.dumps(record))
        program.expect("report", run, "-o", page)
        tally.check(f"a verification with {change} says {words!r}", words in plain(page))
    path.write_text(text)


def check_classes(tally, program, folder):
    """Of forty classes there is a picture in place of a table of 1,600 cells."""
    table = program.workspace / "forty.csv"
    table.write_text("a,b,label\n" + "".join(
        f"{i % 40 / 40},{i % 7 / 7},{i % 40}\n" for i in range(1200)))
    (program.experiments / "forty.json").write_text(json.dumps({
        "dataset": {"name": "csv", "files": {"train": table.name}, "classes": 40,
                    "subset": {"train": [0, 800], "test": [800, 1200]}},
        "architecture": [{"type": "linear", "out_features": 40}],
        "loss": {"type": "softmax_cross_entropy"},
        "optimizer": {"type": "adam", "learning_rate": 0.1},
        "training": {"epochs": 4, "batch_size": 16}}))
    page = folder / "forty.html"
    program.expect("report", program.expect("run", "forty", "--quiet").strip(), "-o", page)
    check_page(tally, page, ["40 classes: labels from top", "Most often:"], folder)


def check_foreign(tally, program, folder):
    page = folder / "foreign.html"
    program.expect("report", imported(program), "-o", page)
    check_page(tally, page, [NAME], folder, curves=1)
    found = hover(page, 1, 0.96, 0.5)
    tally.check("a hostile column's name is text under the pointer, too",
                found["rows"] == ["epoch 4", "4"], str(found["rows"]))
    run, table = described(program)
    page = folder / "described.html"
    program.expect("report", run, "-o", page)
    check_page(tally, page, [HOSTILE], folder)
    tally.check("gradients are there while the data are",
                "Norm of the gradient" in page.read_text())
    table.write_text(table.read_text().replace("\n0.0,", "\n0.5,"))
    program.expect("report", run, "-o", page)
    text = page.read_text()
    tally.check("of other data there are neither gradients nor pictures, in words",
                "No gradients: the data here are not those the run was trained on." in text
                and "Norm of the gradient" not in text)
    table.unlink()
    program.expect("report", run, "-o", page)
    tally.check("of lost data, too",
                "No gradients: the data are not here" in plain(page))


def check_folded(tally, page, folder, count):
    """On a page of so many runs each is folded, has its gradients, and is printed open."""
    check_page(tally, page, [], folder, sheets=60)
    text = page.read_text()
    tally.check(f"of {count} runs each is folded",
                text.count('<details class="run">') == count)
    tally.check(f"of {count} runs each has its gradients",
                text.count("<figcaption>Norm of the gradient") == count)
    paper = re.sub(r"\s", "", printed_text(folder / f"{page.stem}.pdf"))
    for words in ("Where it comes from", "Norm of the gradient", '"optimizer": {'):
        found = paper.count(re.sub(r"\s", "", words))
        tally.check(f"of {count} folded runs each prints {words!r}", found == count, str(found))
    found = probe(page, FOLDS)
    tally.check("what is opened to be printed is folded again",
                found["before"] > 0 and found["printed"] == 0 and found["after"] == found["before"],
                str(found))


def check_many(tally, program, folder):
    small = ("--epochs", "4", "--quiet", "--set", "training.batch_size=2")
    groups = [program.expect("run", "xor-mlp", "--seeds", "1..25", *small, "--set",
                             f"optimizer.learning_rate={rate}").split() for rate in (0.1, 0.5)]
    page = folder / "fifty.html"
    program.expect("report", *groups[0], *groups[1], "-o", page)
    check_page(tally, page, ["paired t, same seeds", "0.5 (25 seeds)"], folder, sheets=20)
    text = page.read_text()
    bands = text.count("<polygon")
    tally.check("groups are drawn as means with bands", bands == 8, f"{bands} bands")
    dots = text.count('<circle class="run ')
    tally.check("each run of the groups is a dot", dots == 50, f"{dots} dots")
    found = hover(page, 0, 0.96, 0.5)
    tally.check("the pointer shows means and deviations",
                len(found["rows"]) == 3 and all("±" in row for row in found["rows"][1:]),
                str(found["rows"]))
    tally.check("fifty runs make a page of less than 1 MB", page.stat().st_size < 1_000_000,
                str(page.stat().st_size))
    tally.check("of fifty runs the best and the worst have figures of their own",
                text.count('<details class="run">') == 2)
    ten = folder / "ten.html"
    program.expect("report", *groups[0][:5], *groups[1][:5], "-o", ten)
    check_folded(tally, ten, folder, 10)
    before = page.read_bytes()
    program.expect("report", *groups[0], *groups[1], "-o", page)
    tally.check("the same runs make the same page", page.read_bytes() == before)
    runs = [program.expect("run", "xor-mlp", *small, "--set", f"optimizer.learning_rate={rate}",
                           "--set", f"seed={seed}").strip()
            for seed, rate in enumerate((0.01 * step for step in range(1, 25)), 100)]
    page = folder / "sweep.html"
    program.expect("report", *runs, "-o", page)
    check_page(tally, page, ["the best test_accuracy of 24 runs", "17 others"], folder)
    check_hover_of_many(tally, page, len(runs))
    check_tools(tally, page, 4 * len(runs),
                "run,optimizer.learning_rate,seed,test_accuracy,best,at epoch,epochs,seconds,state")


def check_question(tally, program, folder):
    """Several comparisons on one page, which share runs."""
    for rate in (0.1, 0.5):
        program.expect("run", "xor-mlp", "--seeds", "201..208", "--epochs", "4", "--quiet",
                       "--set", f"optimizer.learning_rate={rate}")
    where, by = "seed in (201, 202, 203, 204{})", ["--group-by", "optimizer.learning_rate"]
    page = folder / "question.html"
    program.expect(
        "report", "--title", "How fast should it learn?", "--text", HOSTILE,
        "--heading", HOSTILE, "--compare", where.format(""), *by, "--metric", "train_loss",
        "--text", "Between the two.", "--heading", "With more seeds, by the loss",
        "--compare", where.format(", 205, 206, 207, 208"), *by, "--metric", "train_loss",
        "--heading", "In the end", "--text", "A last word.", "-o", page)
    check_page(tally, page, [HOSTILE, "Holm over 2", "A last word."], folder, sheets=14)
    text = re.sub(r"\s+", " ", plain(page))
    places = [text.find(words) for words in (
        "2 findings are tested on this page", "Between the two.", "With more seeds, by the loss#",
        "In the end#", "A last word.")]
    tally.check("the parts of a question stand in their order", -1 not in places
                and places == sorted(places), str(places))
    check_shared_ticks(tally, page)


def main():
    parser = argparse.ArgumentParser(description="Reports in a real browser.")
    parser.add_argument("bench")
    parser.add_argument("--keep", type=pathlib.Path)
    options = parser.parse_args()
    if not CHROMIUM:
        sys.exit("no chromium: apt-get install chromium")
    tally = Tally()
    with tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        folder = options.keep or pathlib.Path(scratch)
        folder.mkdir(exist_ok=True)
        folder = folder.resolve()
        program = Program(options.bench)
        with tally.part("one run and two"):
            check_single(tally, program, folder)
        with tally.part("foreign runs and data"):
            check_foreign(tally, program, folder)
            check_odd_numbers(tally, program, folder)
            check_classes(tally, program, folder)
        with tally.part("many runs"):
            check_many(tally, program, folder)
        with tally.part("several comparisons"):
            check_question(tally, program, folder)
    print(tally.totals)
    sys.exit(1 if tally.failed or not tally.passed else 0)


main()
