"""The built bench, run as its users run it, in a workspace of its own; and what it leaves there."""

import gzip
import json
import os
import pathlib
import signal
import subprocess
import tempfile
import time

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent.parent
DIGITS = REPOSITORY / "Sources" / "CMNIST"

# A shell that starts us in the background, or nohup, may have these ignored, and bench, which is to
# be sent them, goes on ignoring what it finds ignored.
for number in (signal.SIGINT, signal.SIGQUIT, signal.SIGHUP, signal.SIGTERM):
    if signal.getsignal(number) == signal.SIG_IGN:
        signal.signal(number, signal.SIG_DFL)


class Program:
    """A bench and its workspace, which is removed at the end."""

    def __init__(self, path):
        self.path = pathlib.Path(path).resolve()
        self._folder = tempfile.TemporaryDirectory(prefix="bench-")
        self.workspace = pathlib.Path(self._folder.name)
        self.runs = self.workspace / "runs"
        self.experiments = self.workspace / "experiments"
        self.expect("init", ".")

    def environment(self, **changes):
        kept = {name: value for name, value in os.environ.items() if not name.startswith("BENCH_")}
        return kept | {"SWIFT_BACKTRACE": "enable=no"} | changes

    def run(self, *arguments, timeout=1200, **environment):
        """Waits for the end; standard input is empty."""
        return subprocess.run(
            [self.path, *map(str, arguments)], cwd=self.workspace, timeout=timeout, text=True,
            stdin=subprocess.DEVNULL, capture_output=True, env=self.environment(**environment))

    def expect(self, *arguments, **environment):
        """Runs what has to succeed, and returns its standard output."""
        done = self.run(*arguments, **environment)
        if done.returncode != 0:
            raise RuntimeError(f"bench {' '.join(map(str, arguments))}: exit {done.returncode}\n"
                               + done.stderr)
        return done.stdout

    def stopped_after(self, seconds, number, *arguments):
        """Sends a signal after so many seconds; returns the exit code, negative for a death by
        signal as subprocess has it, and standard error."""
        with subprocess.Popen(
                [self.path, *map(str, arguments)], cwd=self.workspace, text=True,
                stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                env=self.environment()) as process:
            time.sleep(seconds)
            if process.poll() is None:
                process.send_signal(number)
            messages = process.communicate(timeout=600)[1]
            return process.returncode, messages

    def record(self, run):
        return json.loads((self.runs / run / "run.json").read_text())

    def definition(self, run):
        return json.loads((self.runs / run / "definition.json").read_text())

    def rows(self, run, name):
        """The rows of one of a run's CSV files, each as a dictionary."""
        header, *rows = (self.runs / run / name).read_text().splitlines()
        return [dict(zip(header.split(","), row.split(","), strict=True)) for row in rows]

    def checkpoints(self, run):
        """Paths in the order of their steps."""
        return sorted((self.runs / run / "checkpoints").glob("step-*.safetensors"))

    def listing(self):
        """Every path in the workspace with its bytes."""
        return {
            str(path.relative_to(self.workspace)): path.read_bytes() if path.is_file() else None
            for path in sorted(self.workspace.rglob("*"))
        }


def isas(program):
    """The instruction sets of this processor, slowest first."""
    names = ("baseline", "avx2", "avx512", "neon")
    found = [name for name in names
             if program.run("run", "mlp-sgd", "--dry-run", BENCH_ISA=name).returncode == 0]
    return found or names[-1:]


def outcome(program, run):
    """What has to be the same bits however a run came to its end."""
    record = program.record(run)
    result = {key: record[key] for key in ("state", "weights_sha256", "run_key")}
    for name in ("metrics.csv", "predictions.csv"):
        result[name] = (program.runs / run / name).read_bytes()
    result["last checkpoint"] = program.checkpoints(run)[-1].read_bytes()
    return result


def tensors(path):
    """Name, shape and bytes of each tensor of a safetensors file."""
    data = pathlib.Path(path).read_bytes()
    end = 8 + int.from_bytes(data[:8], "little")
    header = json.loads(data[8:end])
    header.pop("__metadata__", None)
    return {
        name: (entry["shape"], data[end + entry["data_offsets"][0]:end + entry["data_offsets"][1]])
        for name, entry in header.items()
    }


def digits(part):
    """The shipped digits of `train` or `t10k`: pixels, 784 bytes an image, and labels."""
    images = gzip.decompress((DIGITS / f"{part}-images-idx3-ubyte.gz").read_bytes())
    labels = gzip.decompress((DIGITS / f"{part}-labels-idx1-ubyte.gz").read_bytes())
    return images[16:], labels[8:]


SIGNALS = {"SIGINT": signal.SIGINT, "SIGTERM": signal.SIGTERM, "SIGHUP": signal.SIGHUP}
