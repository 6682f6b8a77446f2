"""The peers, the forms in which each does its work, and the processes in which they do it."""

import dataclasses
import importlib.util
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile
import threading

from graphs import expanded


CONVOLUTIONS = {"conv1d", "conv2d"}


@dataclasses.dataclass(frozen=True)
class Form:
    """A way in which users of a peer write the same training. All are timed."""

    peer: str
    name: str
    module: str
    needs: str  # A module of Python.
    takes_convolutions: bool = True
    only_pictures: bool = False  # Convolved ones.
    calls_each_step: bool = True

    def suits(self, definition, part):
        kinds = {layer["type"] for layer in expanded(definition["architecture"])}
        if part == "test" and not self.calls_each_step:
            return False
        if self.only_pictures:
            return "conv2d" in kinds
        return self.takes_convolutions or kinds.isdisjoint(CONVOLUTIONS)

    def __str__(self):
        return f"{self.peer}, {self.name}"


FORMS = [
    Form("eager", "contiguous", "torch_eager.py", "torch"),
    Form("eager", "channels last", "torch_eager.py", "torch", only_pictures=True),
    Form("compile", "contiguous", "torch_compiled.py", "torch"),
    Form("compile", "channels last", "torch_compiled.py", "torch", only_pictures=True),
    Form("JAX", "a step a jit", "jax_jit.py", "jax"),
    # In a loop XLA's convolutions on a CPU are several times slower.
    Form("JAX", "a pass a jit", "jax_jit.py", "jax", takes_convolutions=False,
         calls_each_step=False),
]
PEERS = ("eager", "compile", "JAX")
WARM_UP_SECONDS = 120


def present_forms(unwanted):
    """The forms that can run here; a notice for each peer that cannot."""
    compilers = ("g++", "clang++", os.environ.get("CXX") or "g++")
    notices = {}
    for form in FORMS:
        if form.peer in unwanted:
            notices[form.peer] = "NOT ASKED"
        elif importlib.util.find_spec(form.needs) is None:
            notices[form.peer] = f"NOT HERE, for want of the Python module {form.needs}"
        elif form.peer == "compile" and not any(map(shutil.which, compilers)):
            notices[form.peer] = "NOT HERE, for want of a C++ compiler"
    for peer, notice in notices.items():
        print(f"{peer}: {notice}")
    return [form for form in FORMS if form.peer not in notices]


class Died(Exception):
    """A peer ended before it had answered."""


class TooSlow(Exception):
    """A peer was stopped because it did not answer in time."""


class Peer:
    """One form of a peer at work. Ends with its context, and everything it started with it."""

    def __init__(self, form, job, limit):
        """`limit`: seconds that starting, compiling and warming up may take."""
        self.messages = tempfile.TemporaryFile("w+")
        self.is_stopped = False
        self.process = subprocess.Popen(
            [sys.executable, pathlib.Path(__file__).parent / form.module,
             json.dumps(job | {"form": form.name})],
            text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.messages,
            start_new_session=True)
        try:
            self.version = self.answer(limit)["version"]
        except BaseException:
            self.stop()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def answer(self, limit):
        timer = threading.Timer(limit, self.stop)
        timer.start()
        line = self.process.stdout.readline()
        timer.cancel()
        if line.endswith("\n"):
            return json.loads(line)
        if self.is_stopped:
            raise TooSlow(f"no answer in {limit:.0f} s")
        raise Died(f"exit {self.process.wait()}, {self.last_words()}")

    def rate(self, limit):
        """Passes a second."""
        try:
            print(file=self.process.stdin, flush=True)
        except BrokenPipeError:
            raise Died(f"exit {self.process.wait()}, {self.last_words()}") from None
        return self.answer(limit)

    def last_words(self):
        """The last line that names an error, or the last."""
        self.messages.seek(0)
        lines = [line.strip() for line in self.messages if line.strip()]
        errors = [line for line in lines if "Error" in line]
        return (errors or lines or ["without a word"])[-1][:300]

    def stop(self):
        self.is_stopped = True
        # Its own group: a compiler that it waits for has to end too.
        try:
            os.killpg(self.process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        self.process.wait()
