#!/usr/bin/env python3
"""Event files of runs as the real TensorBoard reads them: while a run trains, after it was killed and
resumed, and exported.

    python3 Tests/exports/tensorboard.py .build/release/bench

Needs the Python package tensorboard. A server is started, and asked over HTTP for what its page
shows. The last line says how many checks passed and failed; the exit code is 1 if any failed.
"""

import json
import os
import pathlib
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import time
import urllib.parse
import urllib.request

# This file has the name of the package, which is looked for first.
HERE = str(pathlib.Path(__file__).resolve().parent)
sys.path = [path for path in sys.path if os.path.realpath(path) != HERE] + [HERE]

from tensorboard.backend.event_processing.event_accumulator import EventAccumulator  # noqa: E402

from workspace import SMALL, Program, Tally, finish  # noqa: E402

LONG = [*SMALL, "--set", "training.log_every_steps=4"]


def accumulated(folder):
    """What the Python reader makes of a folder, every point of it."""
    events = EventAccumulator(str(folder), size_guidance={
        "scalars": 0, "histograms": 0, "tensors": 0})
    events.Reload()
    return events


def scalars(events, tag):
    return [(point.step, point.value) for point in events.Scalars(tag)]


def single(value):
    """The float32 nearest to a number."""
    return struct.unpack("f", struct.pack("f", value))[0]


def wanted(program, run, column, file="metrics.csv"):
    return [(int(row["step"]), single(float(row[column]))) for row in program.rows(run, file)]


class Server:
    """The real TensorBoard with its default, fast reader, or with the one in Python."""

    def __init__(self, folder, *options):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tensorboard.main", "--logdir", folder, "--port",
             str(self.port), "--reload_interval", "1", "--samples_per_plugin",
             "scalars=100000", *options],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def __enter__(self):
        self.wait(lambda: self.get("data/environment"), 120)
        return self

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait()

    def get(self, path, body=None):
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}/{path}",
            data=None if body is None else json.dumps(body).encode(),
            headers={"Content-Type": "application/json"} if body is not None else {})
        with urllib.request.urlopen(request, timeout=30) as answer:
            return json.load(answer)

    def wait(self, ask, seconds=60):
        """The answer as soon as there is one that is not empty."""
        end = time.monotonic() + seconds
        while True:
            try:
                answer = ask()
                if answer:
                    return answer
            except OSError:
                answer = None
            if time.monotonic() > end:
                return answer
            time.sleep(0.3)

    def points(self, run, tag):
        query = urllib.parse.urlencode({"run": run, "tag": tag})
        return [(step, value) for _, step, value in
                self.get(f"data/plugin/scalars/scalars?{query}")]


def live(tally, program):
    """A run that trains, is killed, and goes on, watched all the time."""
    folder = program.workspace / "tb"
    with Server(folder) as fast, Server(folder, "--load_fast", "false") as slow:
        servers = (("the fast reader", fast), ("the Python reader", slow))
        process = subprocess.Popen(
            [program.path, "run", *LONG, "--epochs", "4000", "--name", "live", "--quiet",
             "--tensorboard", folder],
            cwd=program.workspace, env=program.environment(), stdout=subprocess.DEVNULL)
        for name, server in servers:
            early = server.wait(lambda: server.points("live", "train_loss"))
            tally.check(f"{name} shows points while the run trains",
                        bool(early) and process.poll() is None, f"{len(early or [])} points")
        time.sleep(1)
        process.kill()
        process.wait()
        before = len(program.rows("live", "metrics.csv"))
        resumed = subprocess.Popen(
            [program.path, "resume", "live", "--quiet", "--tensorboard", folder],
            cwd=program.workspace, env=program.environment(), stdout=subprocess.DEVNULL)
        time.sleep(3)
        resumed.send_signal(signal.SIGINT)
        resumed.wait()
        tally.check("two files: of the start and of the resume",
                    len(list((folder / "live").iterdir())) == 2)
        rows = program.rows("live", "metrics.csv")
        tally.check("the run went on", len(rows) > before, f"{before}, then {len(rows)} epochs")
        for column, tag, file in (("train_loss", "train_loss", "metrics.csv"),
                                  ("test_accuracy", "test_accuracy", "metrics.csv"),
                                  ("gradient_norm", "steps/gradient_norm", "steps.csv")):
            points = wanted(program, "live", column, file)
            tally.check(f"{tag}: no point twice, none missing",
                        scalars(accumulated(folder / "live"), tag) == points,
                        f"{len(points)} points")
            for name, server in servers:
                server.wait(lambda: len(server.points("live", tag)) >= len(points), 30)
                found = server.points("live", tag)
                tally.check(f"{tag}: so shows {name}", found == points, f"{len(found)} points")


def whole(tally, program):
    """A whole run live, and exported: the same numbers."""
    run, folder = "one", program.workspace / "live"
    program.expect("run", *LONG, "--epochs", 3, "--name", run, "--quiet",
                   f"--tensorboard={folder}")
    program.expect("export", run, "--to", "tensorboard", "-o", program.workspace / "later")
    both = [accumulated(program.workspace / name / run) for name in ("live", "later")]
    for name, events in zip(("live", "exported"), both, strict=True):
        tags = events.Tags()
        tally.check(f"{name}: every metric has a tag", set(tags["scalars"]) == {
            "learning_rate", "train_loss", "train_accuracy", "test_loss", "test_accuracy",
            "steps/learning_rate", "steps/train_loss", "steps/gradient_norm"}, tags["scalars"])
        for tag in ("train_loss", "test_accuracy", "learning_rate"):
            tally.check(f"{name}: {tag} as in metrics.csv",
                        scalars(events, tag) == wanted(program, run, tag))
        tally.check(f"{name}: steps/train_loss as in steps.csv",
                    scalars(events, "steps/train_loss")
                    == wanted(program, run, "train_loss", "steps.csv"))
        tally.check(f"{name}: a histogram of each tensor",
                    len(tags["histograms"]) == 10 and "weights/0.weight" in tags["histograms"],
                    tags["histograms"])
        histogram = events.Histograms("weights/0.weight")[-1].histogram_value
        tally.check(f"{name}: of all 150 weights of the first layer",
                    histogram.num == 150 and abs(sum(histogram.bucket) - 150) < 1e-6)
    files = list((program.workspace / "later" / run).iterdir())
    before = files[0].read_bytes()
    program.expect("export", run, "--to", "tensorboard", "-o", program.workspace / "later")
    files = list((program.workspace / "later" / run).iterdir())
    tally.check("exporting again replaces the file by the same bytes",
                len(files) == 1 and files[0].read_bytes() == before)
    program.expect("export", run, "--to", "tensorboard", "-o", folder)
    tally.check("exported beside the live file: no point twice",
                scalars(accumulated(folder / run), "test_loss")
                == wanted(program, run, "test_loss"))
    out = subprocess.run(
        [program.path, "export", run, "--to", "tensorboard", "-o", "-"], capture_output=True,
        cwd=program.workspace, env=program.environment()).stdout
    tally.check("-o - is the same file", out == before)
    program.expect("export", run, "--to", "tensorboard", "-o", "x.tfevents.1")
    tally.check("a file that is named", (program.workspace / "x.tfevents.1").read_bytes() == before)


def hparams(tally, program):
    """Two configurations of two seeds are two groups of two."""
    folder = program.workspace / "groups"
    for rate in (0.01, 0.05):
        program.expect("run", *SMALL, "--epochs", 2, "--quiet", "--seeds", "1..2", "--jobs", 2,
                       "--set", f"optimizer.learning_rate={rate}", "--tensorboard", folder)
    with Server(folder, "--load_fast", "false") as server:
        server.wait(lambda: len(server.get("data/runs")) == 4)
        experiment = server.wait(lambda: server.get(
            "data/plugin/hparams/experiment", {"hparamsLimit": 0}).get("hparamInfos"))
        names = {info["name"]: info for info in experiment or []}
        tally.check("the settings are hyperparameters", {
            "optimizer.learning_rate", "seed", "training.batch_size"} <= set(names), len(names))
        rates = names.get("optimizer.learning_rate", {})
        interval = rates.get("domainInterval", {})
        tally.check("with the values there are", sorted(rates.get("domainDiscrete", []))
                    == [0.01, 0.05] or list(interval.values()) == [0.01, 0.05], str(rates)[:300])
        metrics = server.get("data/plugin/hparams/experiment", {})["metricInfos"]
        chosen = [one for one in metrics if one["name"]["tag"] == "test_accuracy"][:1]
        groups = server.get("data/plugin/hparams/session_groups", {
            "allowedStatuses": ["STATUS_SUCCESS", "STATUS_FAILURE", "STATUS_RUNNING",
                                "STATUS_UNKNOWN"],
            "colParams": [{"metric": chosen[0]["name"]}] if chosen else [],
            "aggregationType": "AGGREGATION_AVG", "startIndex": 0,
            "sliceSize": 10})["sessionGroups"]
        sizes = sorted(len(group["sessions"]) for group in groups)
        tally.check("all seeds of a configuration are one group", sizes == [2, 2], sizes)
        means = sorted(value["value"] for group in groups for value in group["metricValues"]
                       if value["name"]["tag"] == "test_accuracy")
        own = sorted(
            sum(single(float(program.rows(run, "metrics.csv")[-1]["test_accuracy"]))
                for run in pair) / 2
            for pair in (("lenet5-sgd-001", "lenet5-sgd-002"), ("lenet5-sgd-003", "lenet5-sgd-004")))
        tally.check("and TensorBoard shows their mean", len(means) == 2 and all(
            abs(mean - one) < 1e-6 for mean, one in zip(means, own, strict=False)), f"{means} {own}")
        states = {session["status"] for group in groups for session in group["sessions"]}
        tally.check("the runs have succeeded", states == {"STATUS_SUCCESS"}, states)


def harmless(tally, program):
    """Whatever the folder is, the run trains on."""
    program.expect("run", *SMALL, "--epochs", 2, "--quiet", "--name", "plain")
    plain = program.record("plain")["weights_sha256"]

    def goes_on(name, folder, words, *limits):
        command = [program.path, "run", *SMALL, "--epochs", "2", "--quiet", "--name", name,
                   "--tensorboard", folder]
        done = subprocess.run([*limits, *command], cwd=program.workspace, text=True,
                              capture_output=True, env=program.environment())
        tally.check(f"{name}: the run is the same, and a warning says why there is no file",
                    done.returncode == 0 and program.record(name)["weights_sha256"] == plain
                    and words in done.stderr, done.stderr.strip()[-300:])
        tally.check(f"{name}: it warns once or twice", done.stderr.count("warning:") in (1, 2))

    (program.workspace / "file").write_text("x")
    goes_on("in-a-file", "file/tb", "file")
    goes_on("in-proc", "/proc/tb", "/proc/tb")
    if os.geteuid() == 0:
        with tempfile.TemporaryDirectory() as small:
            mount = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8k", "none", small],
                                   capture_output=True)
            if mount.returncode == 0:
                try:
                    goes_on("disk-full", small, "No space left")
                    file = next((pathlib.Path(small) / "disk-full").iterdir())
                    records, data = 0, file.read_bytes()
                    while data:
                        data = data[16 + struct.unpack("<Q", data[:8])[0]:]
                        records += 1
                    tally.check("disk-full: the file ends after a whole record", records > 0,
                                f"{records} records")
                finally:
                    subprocess.run(["umount", small], check=True)
            else:
                print("NOT HERE  a full disk: nothing can be mounted")


def main():
    program = Program(sys.argv[1] if len(sys.argv) > 1 else ".build/release/bench")
    tally = Tally()
    for part in (whole, live, hparams, harmless):
        with tally.part(part.__name__):
            part(tally, program)
    finish(tally)


if __name__ == "__main__":
    main()
