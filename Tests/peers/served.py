"""A peer in a process of its own, so that no library's threads or settings reach another's.

A peer's module is run with a job as JSON: definition, evaluates, threads, seconds, pass_epochs. It
offers its work in one or more forms, each a function that takes one pass over the data and returns
when all of it is done. After a pass of each, which compiles and warms up, each is timed and the
fastest is kept. Then each line of standard input is a number of passes to time.
"""

import json
import os
import subprocess
import sys
import tempfile
import time

EVALUATION_BATCH = 1024  # As bench has it.


def timed(run_pass, passes, seconds):
    """Passes a second over so many passes, or over as many as begin within the seconds."""
    start = time.perf_counter()
    done = 0
    while done < passes and (done == 0 or time.perf_counter() - start < seconds):
        run_pass()
        done += 1
    return done / (time.perf_counter() - start)


def serve(prepare, version):
    """Answers with one line of JSON to each line; `prepare(job)` gives {form: function}."""
    job = json.loads(sys.argv[1])
    forms = prepare(job)
    for run_pass in forms.values():
        run_pass()
    tries = {form: timed(run_pass, 1000, job["seconds"] / 3) for form, run_pass in forms.items()}
    best = max(tries, key=tries.get)
    print(json.dumps({"version": version, "form": best, "tries": tries}), flush=True)
    for line in sys.stdin:
        print(timed(forms[best], int(line), job["seconds"]), flush=True)


class Peer:
    """The other end of `serve`."""

    def __init__(self, module, job):
        folder = os.path.dirname(os.path.abspath(__file__))
        self.messages = tempfile.TemporaryFile("w+")
        self.process = subprocess.Popen(
            [sys.executable, os.path.join(folder, module), json.dumps(job)], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=self.messages)
        self.told = self.answer()

    def answer(self):
        line = self.process.stdout.readline()
        if not line:
            self.process.communicate()
            self.messages.seek(0)
            raise RuntimeError(self.messages.read().strip()[-2000:])
        return json.loads(line)

    def rate(self, passes):
        """Passes a second."""
        print(passes, file=self.process.stdin, flush=True)
        return self.answer()

    def close(self):
        self.process.communicate()
        self.messages.close()
