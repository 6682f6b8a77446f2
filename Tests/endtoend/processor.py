"""What a process inherits from its caller and its machine changes no number, and is not told as its
own: the processor's mode, the processors it may use, the caller's memory; and nothing that reaches a
number calls the C library's mathematics."""

import os
import pathlib
import platform
import re
import shutil
import subprocess
import sys
import tempfile

from program import outcome

# Flush to zero, subnormal numbers read as zero, round down: what a library built with -ffast-math, or
# one that computes intervals, may leave behind.
MODE = """
__attribute__((constructor)) static void change_mode(void) {
#if defined(__x86_64__)
  __builtin_ia32_ldmxcsr(0x1f80 | 0x8040 | 0x2000);
#elif defined(__aarch64__)
  __asm__ volatile("msr fpcr, %0" : : "r"((unsigned long)(1 << 24 | 2 << 22)));
#endif
}
"""
# Its weights, gradients and steps are subnormal.
SUBNORMAL = ["lenet5-sgd", "--epochs", 2, "--quiet", "--set", "dataset.subset.train=[0,100]",
             "--set", "dataset.subset.test=[0,50]", "--set",
             'architecture=[{"type":"flatten"},{"type":"linear","out_features":10,'
             '"init":{"type":"normal","std":1e-39},"bias_init":"zeros"}]',
             "--set", "optimizer.learning_rate=1e-39"]
# Exactly specified by IEEE 754, so the same everywhere.
EXACT = {"sqrt", "floor", "ceil", "trunc", "rint", "nearbyint", "round", "roundeven", "fabs",
         "copysign", "scalbn", "scalbln", "ldexp", "frexp", "modf", "ilogb", "logb"}
BELOW_REPORTS = ("CKernels", "CMNIST", "Engine", "Datasets", "Experiments", "Training", "Runs")


def check(program, tally, options):
    if not sys.platform.startswith("linux"):
        print("left out: needs Linux")
        return
    mode(program, tally)
    symbols(program, tally)
    processors(program, tally)
    memory(program, tally)


def mode(program, tally):
    if not shutil.which("cc"):
        print("left out, the processor's mode: needs cc")
        return
    program.expect("run", *SUBNORMAL, "--name", "own", "--threads", 2)
    expected = outcome(program, "own")
    with tempfile.TemporaryDirectory(prefix="mode-") as folder:
        source, library = pathlib.Path(folder, "mode.c"), pathlib.Path(folder, "mode.so")
        source.write_text(MODE)
        subprocess.run(["cc", "-O2", "-shared", "-fPIC", source, "-o", library], check=True)
        for threads in (1, 2):
            program.expect("run", *SUBNORMAL, "--name", f"changed-{threads}", "--threads", threads,
                           LD_PRELOAD=str(library))
            tally.same(f"a library that changes the processor's mode changes no bit, {threads} thread"
                       f"{'s' * (threads > 1)}", outcome(program, f"changed-{threads}"), expected)


def symbols(program, tally):
    folder = program.path.parent
    objects = [path for target in BELOW_REPORTS
               for path in sorted((folder / f"{target}.build").rglob("*.o"))]
    library = re.search(r"libm\.so\.6.* => (\S+)", subprocess.run(
        ["ldconfig", "-p"], capture_output=True, text=True).stdout)
    if not objects or not library or not shutil.which("nm"):
        print(f"left out, symbols: {len(objects)} objects beside the program, nm, libm")
        return

    def names(*command):
        lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        return {line.split()[-1].split("@")[0] for line in lines.splitlines() if line.split()}

    mathematics = names("nm", "-D", "--defined-only", library[1])
    used = {name for path in objects for name in names("nm", "-u", path)} & mathematics
    inexact = {name for name in used if name.removesuffix("f") not in EXACT}
    tally.check(f"{len(objects)} objects below Reports call no mathematics but exact ones",
                not inexact and "fma" not in used, ", ".join(sorted(inexact)))


def processors(program, tally):
    one = {min(os.sched_getaffinity(0))}
    subprocess.run([program.path, "run", "xor-mlp", "--quiet", "--name", "pinned"],
                   cwd=program.workspace, check=True, env=program.environment(),
                   preexec_fn=lambda: os.sched_setaffinity(0, one))
    threads = program.record("pinned")["threads"]
    tally.check("on one processor a run has one thread", threads == 1, f"{threads}")


def memory(program, tally):
    caller = "import subprocess, sys; x = bytearray(b'x') * (600 << 20); " \
             "sys.exit(subprocess.run(sys.argv[1:]).returncode)"
    subprocess.run([sys.executable, "-c", caller, program.path, "run", "xor-mlp", "--quiet",
                    "--name", "small"], cwd=program.workspace, check=True,
                   env=program.environment())
    peak = program.record("small")["peak_memory_bytes"]
    tally.check("the memory of a large caller is not the run's", peak < 300 << 20,
                f"{peak >> 20} MB ({platform.machine()})")
