#!/usr/bin/env python3
"""Exports networks as C, compiles them with many compilers, and compares every bit with bench.

    python3 Tests/exports/c.py .build/release/bench [--networks N] [--seed N] [--only NUMBER]
                               [--long]

Draws definitions as Tests/numerics does, trains them, and exports them with `--to c`. Each file is
compiled for x86-64, arm64 and 32-bit ARM (qemu runs these), with gcc and clang, with and without
instructions for fused multiply-add, at -O0 to -O3, with warnings as errors. Its self test has to
pass, and its outputs for a whole test part have to be those of `bench predict`, bit for bit. 10
networks with a few of the builds each; with --long 60 networks with all of them. Needs NumPy, gcc,
clang, the cross compilers of Debian and qemu-user-static. The last line says how many checks passed
and failed; the exit code is 1 if any failed.
"""

import argparse
import concurrent.futures
import itertools
import json
import os
import pathlib
import random
import re
import shutil
import subprocess
import sys

import numpy

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parent / name) for name in ("numerics", "numerics/rules", "endtoend")]

import arrays  # noqa: E402
import fixed  # noqa: E402
from drawing import Drawing  # noqa: E402
from program import Program, digits  # noqa: E402
from tally import Tally  # noqa: E402

WARNINGS = ["-Wall", "-Wextra", "-pedantic", "-Werror"]
LEVELS = ("-O0", "-O1", "-O2", "-O3")
# What may be left to the linker: sqrtf, and what compilers make of loops.
LIBRARY = {"sqrtf", "memcpy", "memset", "memmove", "_GLOBAL_OFFSET_TABLE_"}


class Target:
    """A machine: how to compile a file for it, how to link, how to run."""

    def __init__(self, name, compiler, flags, linker=None, runner=()):
        self.name, self.compiler, self.flags = name, compiler, flags
        self.linker, self.runner = linker or compiler, list(runner)


def cross(triple, clang_target, flags):
    include = f"/usr/{triple}/include"
    return [f"--target={clang_target}", "-isystem", include, *flags]


def targets():
    arm, soft, wide = "arm-linux-gnueabihf", "arm-linux-gnueabi", "aarch64-linux-gnu"
    for compiler in ("gcc", "clang"):
        for flags in ([], ["-mfma"], ["-mfma", "-ffp-contract=fast"], ["-march=native"],
                      ["-DBENCH_FMA=3"]):
            yield Target(f"x86-64 {compiler}", compiler, flags)
    for compiler, more in ((f"{wide}-gcc", []), ("clang", cross(wide, wide, []))):
        yield Target(f"arm64 {compiler}", compiler, more, f"{wide}-gcc", ["qemu-aarch64-static"])
    for unit in ("vfpv3-d16", "neon-vfpv4"):
        flags = ["-march=armv7-a", f"-mfpu={unit}"]
        for compiler, more in ((f"{arm}-gcc", flags), ("clang", cross(arm, arm, flags))):
            yield Target(f"arm {compiler}", compiler, more, f"{arm}-gcc", ["qemu-arm-static"])
    flags = ["-mfloat-abi=soft"]
    for compiler, more in ((f"{soft}-gcc", flags), ("clang", cross(soft, soft, flags))):
        yield Target(f"soft {compiler}", compiler, more, f"{soft}-gcc", ["qemu-arm-static"])


def builds():
    """Every target at every level, by the standard, and with GNU's extensions, which allow
    contraction."""
    return list(itertools.product(targets(), LEVELS, ("-std=c99", "-std=gnu99")))


def raw_examples(drawing, workspace):
    """The inputs of a test part as they are in the data set."""
    dataset = drawing.definition["dataset"]
    if dataset["name"] == "mnist":
        pixels = numpy.frombuffer(digits("t10k")[0], numpy.uint8).reshape(-1, 28, 28)
        return pixels[:50]
    if dataset["name"] == "xor":
        return numpy.array([[0, 0], [0, 1], [1, 0], [1, 1]], numpy.float32)
    if dataset["name"] == "linear_regression":
        return numpy.random.default_rng(drawing.count).normal(0, 1, (40, 3)).astype(numpy.float32)
    return arrays.read(dataset, workspace)[0]


def answers(program, run, files, classes):
    """The outputs of bench predict, [N, outputs]."""
    text = program.expect("predict", run, *files, "--format", "jsonl", "--top", max(classes, 2))
    rows = [json.loads(line) for line in text.splitlines()]
    if "values" in rows[0]:
        return numpy.array([row["values"] for row in rows], numpy.float64).astype(numpy.float32)
    found = []
    for row in rows:
        top = {one["class"]: one["probability"] for one in row["top"]}
        found.append([top[name] for name in sorted(top, key=lambda text: (len(text), text))])
    return numpy.array(found, numpy.float64).astype(numpy.float32)


def own(target, binary, raw):
    """The outputs of a compiled file, after its self test."""
    done = subprocess.run(
        [*target.runner, binary], input=raw.astype("<f4").tobytes(), capture_output=True,
        timeout=600)
    report, _, outputs = done.stdout.partition(b"\n")
    return 0 if report == b"every bit is right" and done.returncode == 0 else 1, outputs


class Trial:
    """One exported network."""

    def __init__(self, program, folder, tally):
        self.program, self.folder, self.tally = program, folder, tally

    def outputs(self, source, raw, chosen):
        """For each build its label, what is wrong with it or nothing, and its outputs."""
        self.inputs = raw[0].size

        def made(number):
            target, level, standard = chosen[number]
            label = f"{target.name} {' '.join(target.flags)} {level} {standard}"
            name = f"{source.stem}-{number}"
            binary, message = self.compiled(source, name, target, level, standard)
            for path in self.folder.glob(f"{name}-*.o"):
                path.unlink()
            if binary is None:
                return label, message[:600], b""
            code, found = own(target, binary, raw.reshape(len(raw), -1))
            binary.unlink()
            return label, f"self test {code}" if code else "", found

        with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
            return list(pool.map(made, range(len(chosen))))

    def compiled(self, source, name, target, level, standard):
        objects = [self.folder / f"{name}-{part}.o" for part in ("net", "driver")]
        flags = [*target.flags, level, standard]
        for text, object_, more in (
                (source, objects[0], [*WARNINGS, "-DBENCH_SELF_TEST", "-Dmain=self_test"]),
                (HERE / "driver.c", objects[1], [
                    f"-DPREDICT={source.stem}_predict", f"-DINPUTS={self.inputs}",
                    f"-DOUTPUTS={self.width}"])):
            done = subprocess.run(
                [target.compiler, *flags, *more, "-c", text, "-o", object_], capture_output=True,
                text=True)
            if done.returncode:
                return None, done.stderr
        binary = self.folder / name
        static = ["-static"] if target.runner else []
        done = subprocess.run(
            [target.linker, *static, *objects, "-o", binary, "-lm"], capture_output=True, text=True)
        return (None, done.stderr) if done.returncode else (binary, "")

    def check(self, source, raw, expected, chosen):
        """All builds of one file; those that are wrong are named."""
        self.width = expected.shape[1]
        bits = expected.astype("<f4").tobytes()
        wrong = []
        for label, problem, found in self.outputs(source, raw, chosen):
            if problem or found != bits:
                different = sum(found[i:i + 4] != bits[i:i + 4] for i in range(0, len(bits), 4))
                wrong.append(f"{label}: {problem}, {different} of {len(bits) // 4} differ")
        return wrong

    def needs(self, source):
        """What a file leaves to the linker."""
        found = set()
        for compiler in ("gcc", "clang"):
            object_ = self.folder / "alone.o"
            subprocess.run(
                [compiler, "-std=c99", "-O2", "-mfma", "-c", source, "-o", object_], check=True)
            listing = subprocess.run(["nm", "-u", object_], capture_output=True, text=True)
            found |= {line.split()[-1] for line in listing.stdout.splitlines()}
        return found - LIBRARY

    def refused_by_cpp(self, source):
        """Why the file is not of strict C++11 too, or fails its self test as that; None if not."""
        for compiler in ("g++", "clang++"):
            binary = self.folder / "plus"
            command = [compiler, "-x", "c++", "-std=c++11", "-O1", "-DBENCH_SELF_TEST", source, "-lm"]
            done = subprocess.run([*command, "-o", binary], capture_output=True, text=True)
            done = done if done.returncode else subprocess.run([binary], capture_output=True, text=True)
            if done.returncode:
                return f"{compiler}: {done.stdout}{done.stderr}"[:500]
        return None


def trial(program, tally, folder, name, definition, raw, classes, chosen, files=None):
    """Trains, exports and checks one network. Files are those that bench predicts; if there are
    none, `raw` as an array."""
    (program.experiments / f"{name}.json").write_text(json.dumps(definition))
    done = program.run("run", name, "--quiet", "--name", name)
    if done.returncode == 3:
        return
    if done.returncode:
        raise RuntimeError(done.stderr)
    if files is None:
        files = [program.workspace / "raw.npy"]
        numpy.save(files[0], raw)
    expected = answers(program, name, files, classes)
    if classes == 1:
        # One output: the probability of the second of two classes.
        expected = expected[:, 1:]
    source = folder / f"{name.replace('-', '_')}.c"
    program.expect("export", name, "--to", "c", "-o", source)
    one = Trial(program, folder, tally)
    wrong = one.check(source, raw, expected, chosen)
    kinds = ", ".join(dict.fromkeys(
        layer.get("type", "repeat") for layer in definition["architecture"]))
    tally.check(f"{name} ({definition['loss']['type']}: {kinds}): {len(chosen)} builds, "
                f"{len(raw)} examples", not wrong, "\n        ".join(wrong[:5]))
    needed = one.needs(source)
    tally.check(f"{name}: needs no library but sqrtf", not needed, str(needed or ""))
    refused = one.refused_by_cpp(source)
    tally.check(f"{name}: is C++11 too", refused is None, refused or "")
    if name != "colour":
        shutil.rmtree(program.runs / name, ignore_errors=True)


def quantized(program, tally, folder, name, definition, raw, chosen):
    """Exports with --int8: the self test passes, and all builds give the same bits."""
    (program.experiments / f"{name}.json").write_text(json.dumps(definition))
    program.expect("run", name, "--quiet", "--name", name)
    source = folder / f"{name.replace('-', '_')}.c"
    done = program.run("export", name, "--to", "c", "--int8", "-o", source)
    said = re.search(r"int8: .*", done.stderr)
    tally.check(f"{name}: says what it loses", done.returncode == 0 and said is not None,
                said.group() if said else done.stderr)
    counts = re.search(r"int8: (\d+) of (\d+) test examples right, (\d+) before", done.stderr)
    if counts and name == "quantized-lenet":
        after, examples, before = map(int, counts.groups())
        tally.check(f"{name}: loses at most 2% of its answers", before - after <= examples // 50)
    if raw is None:
        raw = numpy.frombuffer(digits("t10k")[0], numpy.uint8).reshape(-1, 28, 28)[:100]
    one, wrong, bits = Trial(program, folder, tally), [], set()
    one.width = outputs_of(definition)
    for label, problem, found in one.outputs(source, raw, chosen):
        if problem or len(found) != 4 * len(raw) * one.width:
            wrong.append(f"{label}: {problem}, {len(found)} bytes")
        bits.add(found)
    tally.check(f"{name}: {len(chosen)} builds give the same bits", not wrong and len(bits) == 1,
                "\n        ".join(wrong[:5]))
    refused = one.refused_by_cpp(source)
    tally.check(f"{name}: is C++11 too", refused is None, refused or "")


def refusals(tally, folder):
    """What cannot be exact does not compile."""
    for flags, word in ((["-ffast-math"], "fast-math"), (["-mfpmath=387"], "precision")):
        done = subprocess.run(
            ["gcc", "-std=c99", *flags, "-c", folder / "colour.c", "-o", folder / "refused.o"],
            capture_output=True, text=True)
        tally.check(f"{flags[0]} is refused", done.returncode != 0 and word in done.stderr)


def outputs_of(definition):
    return definition["architecture"][-1]["out_features"]


def drawn(options, program, tally, folder, every):
    count = options.networks or (60 if options.long else 10)
    for number in range(count) if options.only is None else [options.only]:
        drawing = Drawing(options.seed, number, program.workspace)
        raw = raw_examples(drawing, program.workspace)
        chosen = every
        if not options.long and options.only is None:
            chosen = drawing.random.sample(every, 5)
        regression = drawing.definition["dataset"].get("classes") is None and (
            drawing.definition["dataset"]["name"] in ("linear_regression", "npy", "csv"))
        if drawing.outputs > 1000:
            continue
        with tally.part(f"network {number} (--seed {options.seed} --only {number})"):
            trial(program, tally, folder, f"drawn-{number}", drawing.definition, raw,
                  0 if regression else drawing.outputs, chosen)


def main():
    parser = argparse.ArgumentParser(description="Exported C, by many compilers, bit by bit.")
    parser.add_argument("bench")
    parser.add_argument("--networks", type=int)
    parser.add_argument("--seed", type=int, default=random.SystemRandom().randrange(2**32))
    parser.add_argument("--only", type=int, help="one network, by its number")
    parser.add_argument("--long", action="store_true")
    options = parser.parse_args()
    print(f"seed {options.seed}")
    program, tally, every = Program(options.bench), Tally(), builds()
    folder = program.workspace / "c"
    folder.mkdir()
    drawn(options, program, tally, folder, every)
    if options.only is None:
        draw = random.Random(options.seed)
        for name, definition, raw, classes, files in fixed.networks(program.workspace):
            chosen = every if options.long else draw.sample(every, 5)
            with tally.part(name):
                trial(program, tally, folder, name, definition, raw, classes, chosen, files)
        for name, definition, raw in fixed.integers(program.workspace):
            chosen = every if options.long else draw.sample(every, 4)
            with tally.part(name):
                quantized(program, tally, folder, name, definition, raw, chosen)
        with tally.part("refusals"):
            refusals(tally, folder)
            done = program.run("export", "colour", "--to", "c", "--int8")
            tally.check("a layer without a form in integers is refused by name",
                        done.returncode == 2 and "layer 1, batch_norm, has no form" in done.stderr,
                        done.stderr.strip())
    print(tally.totals)
    sys.exit(1 if tally.failed or not tally.passed else 0)


if __name__ == "__main__":
    main()
