"""The work of a peer, in a process of its own, so that no library's threads or settings reach
another's; `peer.py` is the other end.

A peer's module is run with a job as JSON: definition, part (train, test), threads, seconds,
pass_epochs, form. `prepare(job)` makes of it something with four methods: `run()` takes one pass
over the part, training or evaluating, and returns when all of it is done; `result()` is what that
came to; `restore(tensors)` and `tensors()` set and return the weights by PyTorch's names and in its
shapes. After one pass, which compiles and warms up, one line says so; from then on each line of
standard input asks for passes to be timed.

A job that has `weights`, a file of them, is a check instead: one pass from these, and then `answer`
is the file of the weights and of the result that it left.
"""

import json
import os
import sys
import time

import numpy

EVALUATION_BATCH = 1024  # As bench has it.


def timed(run_pass, seconds):
    """Passes a second, over as many as begin within the seconds."""
    start = time.perf_counter()
    done = 0
    while done == 0 or time.perf_counter() - start < seconds:
        run_pass()
        done += 1
    return done / (time.perf_counter() - start)


def serve(prepare, version):
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # Whatever else the library prints.
    job = json.loads(sys.argv[1])
    work = prepare(job)
    if "weights" in job:
        with numpy.load(job["weights"]) as file:
            work.restore(dict(file))
    work.run()
    if "answer" in job:
        numpy.savez(job["answer"], result=numpy.float64(work.result()), **work.tensors())
    print(json.dumps({"version": version}), file=answers, flush=True)
    for _ in sys.stdin:
        print(timed(work.run, job["seconds"]), file=answers, flush=True)
