#!/usr/bin/env python3
"""Downloads Fashion-MNIST with the built bench from a local server that stalls, truncates and lies.

    python3 Tests/fetch/run.py .build/release/bench

Needs curl and the files themselves (apt-get install dataset-fashion-mnist); without them it says
so and exits with 77. The last line says how many checks passed and failed; the exit code is 1 if
any failed.
"""

import gzip
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

from server import NAMES, Server, published

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "endtoend"))

import program  # noqa: E402, F401 (on import it stops ignoring signals)
from tally import Tally  # noqa: E402

tally = Tally()


def check(holds, what):
    tally.check(what, holds)


class Place:
    """A data folder of its own, which is removed at the end."""

    def __init__(self, bench, server):
        self.bench, self.server = bench, server
        self._temporary = tempfile.TemporaryDirectory(prefix="bench-fetch-")
        self.root = pathlib.Path(self._temporary.name)
        self.folder = self.root / "fashion_mnist"

    def environment(self, manner):
        kept = {name: value for name, value in os.environ.items()
                if not name.startswith("BENCH_") and not name.lower().endswith("_proxy")}
        return kept | {"BENCH_DATA": str(self.root), "SWIFT_BACKTRACE": "enable=no",
                       "BENCH_DATA_URL": self.server.address(manner) + "/"}

    def start(self, manner, *words):
        return subprocess.Popen([self.bench, "data", *words], env=self.environment(manner),
                                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.PIPE, text=True)

    def run(self, manner, *words):
        with self.start(manner, *words) as process:
            out, messages = process.communicate(timeout=300)
        return process.returncode, out, messages

    def fetch(self, manner, timeout=5):
        return self.run(manner, "fetch", "fashion_mnist", "--timeout", str(timeout))

    def names(self):
        if not self.folder.is_dir():
            return []
        return sorted(path.name for path in self.folder.iterdir() if path.name != ".fetch")

    def holds_all(self):
        return all(
            gzip.decompress((self.folder / f"{name}.gz").read_bytes())
            == gzip.decompress(self.server.files[name])
            for name in NAMES) and len(self.names()) == 4

    def ranges(self, manner):
        return [asked for seen, _, asked in self.server.requests if seen == manner and asked]


def check_successes(bench, server):
    for manner, resumes in [("good", False), ("truncate", True), ("short", True),
                            ("norange", True), ("stall", True)]:
        place = Place(bench, server)
        code, out, messages = place.fetch(manner, timeout=1 if manner == "stall" else 5)
        check(code == 0 and place.holds_all(), f"{manner}: all four files, exit {code} {messages}")
        check(out.strip() == str(place.folder), f"{manner}: prints the folder")
        check(bool(place.ranges(manner)) == resumes, f"{manner}: goes on where it broke off")
        code, _, messages = place.fetch("broken")
        check(code == 0 and "is here" in messages, f"{manner}: nothing is fetched twice")


def check_lies(bench, server):
    for manner, exit_code, words in [
            ("absent", 1, "404"), ("broken", 1, "500"), ("pixel", 5, "SHA-256"),
            ("flipped", 5, "not the published file"), ("longer", 5, "not the published file"),
            ("page", 5, "not the published file"), ("endless", 5, "more than"),
            ("empty", 5, "not the published file")]:
        place = Place(bench, server)
        code, out, messages = place.fetch(manner)
        check(code == exit_code and words in messages and not out,
              f"{manner}: exit {code}, {messages.strip()}")
        check(place.names() == [], f"{manner}: nothing is put in place or left, {place.names()}")
        check(place.fetch("good")[0] == 0 and place.holds_all(), f"{manner}: the next fetch works")


def check_silence(bench, server):
    place = Place(bench, server)
    begin = time.monotonic()
    code, _, messages = place.fetch("silence", timeout=1)
    seconds = time.monotonic() - begin
    check(code == 1 and "times in a row" in messages and seconds < 30,
          f"silence: given up after {seconds:.1f} s, exit {code}, {messages.strip()}")


def check_leftovers(bench, server):
    place = Place(bench, server)
    place.folder.mkdir(parents=True)
    part = place.folder / f"{NAMES[0]}.gz.part"
    part.write_bytes(b"something else" * 1000)
    check(place.fetch("good")[0] == 0 and place.holds_all(), "a part of another file is replaced")
    place = Place(bench, server)
    place.folder.mkdir(parents=True)
    for name in NAMES:
        (place.folder / f"{name}.gz.part").write_bytes(server.files[name])
    check(place.fetch("good")[0] == 0 and place.holds_all(), "a part that is whole is taken")


def check_foreign(bench, server):
    """What somebody else has put where a download writes is neither written nor waited for."""
    for words, make in [("a symbolic link", lambda path, aim: path.symlink_to(aim)),
                        ("a file with a second name", lambda path, aim: os.link(aim, path)),
                        ("a pipe", lambda path, aim: os.mkfifo(path)),
                        ("a folder", lambda path, aim: path.mkdir())]:
        for name in (f"{NAMES[0]}.gz.part", ".fetch"):
            place = Place(bench, server)
            place.folder.mkdir(parents=True)
            aim = place.root / "aim"
            aim.write_text("mine")
            make(place.folder / name, aim)
            code, _, messages = place.fetch("good")
            check(code == 1 and words in messages and aim.read_text() == "mine",
                  f"{words} named {name}: exit {code}, {messages.strip()}")


def check_patience(bench, server):
    place = Place(bench, server)
    begin = time.monotonic()
    code, _, messages = place.fetch("drip")
    asked = sum(1 for manner, _, _ in server.requests if manner == "drip")
    check(code == 1 and asked <= 3 and "times in a row" in messages,
          f"drip: given up after {asked} requests and {time.monotonic() - begin:.1f} s, "
          f"exit {code}, {messages.strip()}")


def check_settings(bench, server):
    """A person's own settings of curl are not obeyed."""
    place = Place(bench, server)
    stray = place.root / "stray"
    (place.root / ".curlrc").write_text(f'output = "{stray}"\nproxy = "http://127.0.0.1:1"\n')
    os.environ["HOME"], before = str(place.root), os.environ["HOME"]
    try:
        code, _, messages = place.fetch("good")
    finally:
        os.environ["HOME"] = before
    check(code == 0 and place.holds_all() and not stray.exists(),
          f"~/.curlrc: exit {code}, {messages.strip()[:200]}")


def check_interruption(bench, server):
    for number, exit_code in [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGKILL, -9)]:
        place = Place(bench, server)
        with place.start("slow", "fetch", "fashion_mnist") as process:
            time.sleep(1.5)
            second = place.fetch("good")
            check(second[0] == 4, f"two at once: exit {second[0]}, {second[2].strip()}")
            process.send_signal(number)
            out, _ = process.communicate(timeout=60)
        check(process.returncode == exit_code and not out, f"{number.name}: exit {process.returncode}")
        check(place.names() == [f"{NAMES[0]}.gz.part"], f"{number.name}: the part is kept")
        time.sleep(0.5)
        code = place.fetch("good")[0]
        check(code == 0 and place.holds_all(), f"{number.name}: the next fetch goes on, exit {code}")


def check_acts(bench, server):
    place = Place(bench, server)
    code, out, _ = place.run("good", "path")
    check(code == 0 and out.strip() == str(place.folder), "path: where fetching goes")
    place.fetch("good")
    code, out, _ = place.run("good", "path", "fashion_mnist")
    check(code == 0 and out.strip() == str(place.folder), "path: where the data set is")
    code, out, _ = place.run("good", "list", "--format", "csv")
    check(code == 0 and str(place.folder) in out and "mnist," in out, "list: names the folder")
    code, out, _ = place.run("good", "verify")
    check(code == 0 and out.count("as published") == 8, f"verify: eight files, exit {code}")
    path = place.folder / f"{NAMES[3]}.gz"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 1
    path.write_bytes(data)
    code, out, messages = place.run("good", "verify", "fashion_mnist")
    check(code == 5 and out.count("as published") == 3 and str(path) in messages,
          f"verify: a flipped bit, exit {code}, {messages.strip()}")
    check(place.fetch("good")[0] == 0 and place.holds_all(), "fetch puts the damaged file right")


def main():
    files = published()
    if files is None:
        print("no Fashion-MNIST here: apt-get install dataset-fashion-mnist")
        sys.exit(77)
    bench, server = str(pathlib.Path(sys.argv[1]).resolve()), Server(files)
    for part in [check_successes, check_lies, check_silence, check_leftovers, check_foreign,
                 check_patience, check_settings, check_interruption, check_acts]:
        part(bench, server)
    print(tally.totals)
    sys.exit(1 if tally.failed else 0)


main()
