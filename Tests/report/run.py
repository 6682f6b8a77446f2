#!/usr/bin/env python3
"""Shows bench's reports to a real browser.

    python3 Tests/report/run.py .build/release/bench [--keep FOLDER]

Trains a few small runs, gives them hostile names, tags, notes and hosts, and opens the reports of
one, of two and of fifty in headless Chromium (Debian's package): nothing may reach the console, no
script but the page's own may run, hostile texts have to be there as text, and the pages have to be
drawn, in light and dark, wide and narrow, and printed. With --keep the pictures stay to be looked
at. The last line says how many checks passed and failed.
"""

import argparse
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "endtoend"))

from program import Program  # noqa: E402
from tally import Tally  # noqa: E402

HOSTILE = '<script>document.title="owned"</script><img src=x onerror=\'document.title="owned"\'>"&]]>'
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
                None)


def browse(page, *options):
    """Standard output and what the browser's console said."""
    with tempfile.TemporaryDirectory(prefix="bench-browser-") as profile:
        done = subprocess.run(
            [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             "--enable-logging=stderr", f"--user-data-dir={profile}", *options, page.as_uri()],
            capture_output=True, text=True, timeout=120)
    return done.stdout, [line for line in done.stderr.splitlines() if ":CONSOLE" in line]


def check_page(tally, page, texts, folder):
    name = page.stem
    dom, console = browse(page, "--dump-dom", "--virtual-time-budget=2000")
    tally.check(f"{name}: the console is silent", not console, "; ".join(console))
    tally.check(f"{name}: no file's text runs", "owned</title>" not in dom)
    for text in texts:
        escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        tally.check(f"{name}: shows {text[:30]!r} as text", escaped in dom)
    source = page.read_text()
    tally.check(f"{name}: names no other address",
                "://" not in source.replace("http://www.w3.org/2000/svg", ""))
    for view, options in {
            "wide": ["--window-size=1280,2400"], "narrow": ["--window-size=400,3000"],
            "dark": ["--window-size=1280,2400", "--blink-settings=preferredColorScheme=0"]}.items():
        picture = folder / f"{name}-{view}.png"
        _, console = browse(page, f"--screenshot={picture}", *options)
        drawn = picture.is_file() and picture.stat().st_size > 20_000
        tally.check(f"{name}: is drawn {view}", drawn and not console, "; ".join(console))
    print_out = folder / f"{name}.pdf"
    browse(page, f"--print-to-pdf={print_out}")
    tally.check(f"{name}: is printed", print_out.is_file() and print_out.stat().st_size > 10_000)


def spoil(program, run):
    """Puts hostile texts wherever a person or another machine could have."""
    path = program.runs / run / "run.json"
    record = json.loads(path.read_text())
    record |= {"note": HOSTILE, "tags": [HOSTILE], "host": HOSTILE, "cpu": HOSTILE}
    path.write_text(json.dumps(record))


def check(program, tally, folder):
    words = ("--set", "dataset.subset.train=[0,600]", "--set", "dataset.subset.test=[0,300]",
             "--epochs", "3", "--quiet")
    first = program.expect("run", "lenet5-sgd", *words).strip()
    second = program.expect(
        "run", "lenet5-sgd", *words, "--set", "optimizer.learning_rate=0.1").strip()
    spoil(program, first)
    one, two, many = (folder / f"{name}.html" for name in ("one", "two", "fifty"))
    program.expect("report", first, "-o", one)
    check_page(tally, one, [HOSTILE], folder)
    program.expect("report", first, second, "-o", two)
    check_page(tally, two, [HOSTILE, "exact McNemar p"], folder)
    for number, values in enumerate([("1e308", "-1e308"), ("1e22", "1e22"), ("5e-324", "1"),
                                     ("5e-324", "1e-323"), ("nan", "inf"), ("-3", "-3")]):
        table = program.workspace / "odd.csv"
        table.write_text(f"epoch,train_loss\n1,{values[0]}\n2,{values[1]}\n")
        program.expect("import", table, "--name", f"odd-{number}")
        page = folder / "odd.html"
        drawn = program.run("report", f"odd-{number}", "-o", page)
        tally.check(f"losses {values[0]} and {values[1]} are drawn",
                    drawn.returncode == 0 and ">nan<" not in page.read_text(), drawn.stderr)
    small = ("--epochs", "4", "--quiet", "--set", "training.batch_size=2")
    runs = program.expect("run", "xor-mlp", "--seeds", "1..25", *small).split()
    runs += program.expect("run", "xor-mlp", "--seeds", "1..25", *small,
                           "--set", "optimizer.learning_rate=0.5").split()
    program.expect("report", *runs, "-o", many)
    check_page(tally, many, ["paired t, same seeds"], folder)
    tally.check("fifty runs make a page of less than 3 MB", many.stat().st_size < 3_000_000,
                str(many.stat().st_size))
    before = many.read_bytes()
    program.expect("report", *runs, "-o", many)
    tally.check("the same runs make the same page", many.read_bytes() == before)


def main():
    parser = argparse.ArgumentParser(description="Reports in a real browser.")
    parser.add_argument("bench")
    parser.add_argument("--keep", type=pathlib.Path)
    options = parser.parse_args()
    if not CHROMIUM:
        sys.exit("no chromium: apt-get install chromium")
    tally = Tally()
    with tally.part("report"), tempfile.TemporaryDirectory(prefix="bench-") as scratch:
        folder = options.keep or pathlib.Path(scratch)
        folder.mkdir(exist_ok=True)
        check(Program(options.bench), tally, folder.resolve())
    print(tally.totals)
    sys.exit(1 if tally.failed or not tally.passed else 0)


main()
