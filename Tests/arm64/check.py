#!/usr/bin/env python3
"""Proves that the kernels have the same bits on arm64 as on x86-64, without an arm64 machine.

    python3 Tests/arm64/check.py [--bench .build/release/bench] [--clang /opt/swift/usr/bin/clang]

Builds replay.c with the kernels for this machine and, with the same options, for arm64; trains
several networks for 20 steps through each x86-64 kernel set and through NEON under
qemu-aarch64-static; and compares what every call wrote. Two networks are small and odd. With
--bench, others are the shipped ones: they start from a checkpoint of bench, see the same digits in
the same order, and have to end in the weights of bench's own last checkpoint.

Needs clang with an arm64 target (Swift's has one), Debian's gcc-aarch64-linux-gnu,
libc6-dev-arm64-cross and qemu-user-static.
"""

import argparse
import array
import concurrent.futures
import json
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
KERNELS = HERE.parent.parent / "Sources" / "CKernels"
sys.path.insert(0, str(HERE.parent / "endtoend"))

from program import Program, digits, tensors  # noqa: E402
from tally import Tally  # noqa: E402

EMULATOR = ["qemu-aarch64-static", "-cpu", "max"]
STEPS = 20

# Odd sizes everywhere, and batches of 33 and 12: three groups, the last of one example; and one.
ODD_NETWORKS = {
    "odd convolutions": """
        input 3 13 11
        conv2d 7 3 2 1 2 1 1 1
        relu
        max_pool2d 3 1
        conv2d 5 4 1 1 3 0 1 1
        sigmoid
        avg_pool2d 3 1
        conv2d 9 1 1 0 0 1 1 1
        tanh
        linear 19 1
        relu
        linear 7 1
        loss softmax_cross_entropy mean
        sgd 0.1 0.9 0.0013 1
        train 45 33 20
        """,
    "groups and taps apart": """
        input 2 15 14
        conv2d 6 3 1 2 4 1 2 1
        tanh
        conv2d 6 3 1 1 2 1 1 6
        relu
        conv2d 12 5 2 2 4 0 1 6
        tanh
        conv2d 8 3 1 1 2 1 1 4
        sigmoid
        conv2d 8 7 1 3 6 1 1 8
        tanh
        linear 5 1
        loss softmax_cross_entropy mean
        sgd 0.1 0.9 0.0013 1
        train 45 33 20
        """,
    "odd dense layers": """
        input 1 1 67
        linear 53 1
        sigmoid
        linear 33 0
        tanh
        linear 11 1
        loss mse mean
        sgd 0.3 0.6 0 0
        train 61 47 20
        """,
    "one example": """
        input 2 7 7
        conv2d 3 2 1 0 0 1 1 1
        max_pool2d 2 2
        linear 5 1
        loss mse sum
        sgd 0.003 0 0.0007 0
        train 3 1 20
        """,
}

# 130 examples in batches of 40, 40, 40 and 10, five times over: 20 steps.
SHIPPED = {
    "lenet5-sgd": ["dataset.subset.train=[0,130]", "optimizer.momentum=0.9"],
    "lenet5-99": ['dataset.subset={"train":[0,130]}', 'dataset.normalize="unit"',
                    "optimizer.learning_rate=0.01", 'schedule={"type":"constant"}'],
    "mlp-sgd": ['dataset.subset={"train":[0,130]}'],
}
SETTINGS = ["training.shuffle=false", "training.batch_size=40", "training.epochs=5"]


def build(clang, folder):
    """Returns the programs for this machine and for arm64, the options those of Package.swift."""
    manifest = (HERE.parent.parent / "Package.swift").read_text()
    written = re.search(r"let kernelFlags = \[([^\]]+)\]", manifest)
    flags = re.findall(r'"(-[^"]+)"', written[1]) if written else []
    if "-ffp-contract=off" not in flags:
        raise RuntimeError("Package.swift no longer says how CKernels is compiled")
    sources = [HERE / "replay.c", *sorted(KERNELS.glob("*.c"))]
    common = [clang, "-std=c2x", *flags, "-Werror", "-I", KERNELS / "include", *sources]
    here, arm64 = folder / "here", folder / "arm64"
    subprocess.run([*common, "-o", here], check=True)
    subprocess.run([*common, "--target=aarch64-linux-gnu", "-static", "-o", arm64], check=True)
    return [str(here)], [*EMULATOR, str(arm64)]


def fractions(count, state):
    """Values in -0.5…0.5 from a 32-bit linear congruential generator (Numerical Recipes, 1992)."""
    values = array.array("f")
    for _ in range(count):
        state = (1664525 * state + 1013904223) % 2**32
        values.append((state >> 8) / 2**24 - 0.5)
    return values


def odd_data(text):
    """Parameters, examples and labels for a network in replay.c's language."""
    parameters, shape = 0, [1, 1, 1]
    for line in text.strip().splitlines():
        word, *rest = line.split()
        if word == "input":
            shape = list(map(int, rest))
            features = shape[0] * shape[1] * shape[2]
        elif word == "conv2d":
            out, size, stride, _, padding, bias, dilation, groups = map(int, rest)
            parameters += out * (shape[0] // groups) * size * size + out * bias
            span = dilation * (size - 1) + 1
            shape = [out, *((n + padding - span) // stride + 1 for n in shape[1:])]
        elif word == "linear":
            out, bias = map(int, rest)
            parameters += out * shape[0] * shape[1] * shape[2] + out * bias
            shape = [out, 1, 1]
        elif word.endswith("pool2d"):
            size, stride = map(int, rest)
            shape = [shape[0], *((n - size) // stride + 1 for n in shape[1:])]
        elif word == "train":
            examples = int(rest[0])
    labels = array.array("f", [n * 7 % shape[0] for n in range(examples)])
    return fractions(parameters + examples * features, 12345) + labels


def shipped(bench, folder, name):
    """Trains a shipped experiment with bench; returns the same task for replay.c, and the weights
    bench came to."""
    program = Program(bench)
    settings = [word for text in SHIPPED[name] + SETTINGS for word in ("--set", text)]
    run = program.expect("run", name, "--quiet", *settings).strip()
    definition = program.definition(run)
    first, last = (program.checkpoints(run)[i] for i in (0, -1))
    if not last.name.endswith(f"{STEPS:08}.safetensors"):
        raise RuntimeError(f"{run} ended at {last.name}, not after {STEPS} steps")
    data = parameters(definition, first) + examples(definition["dataset"])
    return text_of(definition), data, parameters(definition, last).tobytes()


def parameters(definition, checkpoint):
    """The weights and biases of a checkpoint in the layers' order."""
    read = tensors(checkpoint)
    values = array.array("f")
    for index in range(len(definition["architecture"])):
        for kind in ("weight", "bias"):
            if entry := read.get(f"model.{index}.{kind}"):
                values.frombytes(entry[1])
    return values


def examples(dataset):
    """The first 130 digits, padded, divided by 255 in float32; then their labels."""
    pixels, labels = digits("train")
    pad, side = dataset["padding"], 28 + 2 * dataset["padding"]
    values = array.array("f")
    for n in range(130):
        for y in range(-pad, 28 + pad):
            row = pixels[(n * 28 + y) * 28:(n * 28 + y + 1) * 28] if 0 <= y < 28 else bytes(28)
            values.extend(byte / 255 for byte in bytes(pad) + row + bytes(pad))
    assert len(values) == 130 * side * side
    return values + array.array("f", list(labels[:130]))


def text_of(definition):
    """A resolved definition in replay.c's language."""
    side = 28 + 2 * definition["dataset"]["padding"]
    lines = [f"input 1 {side} {side}"]
    for layer in definition["architecture"]:
        match layer["type"]:
            case "conv2d":
                lines.append(f"conv2d {layer['out_channels']} {layer['kernel_size']} "
                             f"{layer['stride']} {layer['padding']} {2 * layer['padding']} "
                             f"{int(layer['bias'])} 1 1")
            case "linear":
                lines.append(f"linear {layer['out_features']} {int(layer['bias'])}")
            case "max_pool2d" | "avg_pool2d":
                lines.append(f"{layer['type']} {layer['kernel_size']} {layer['stride']}")
            case kind if kind != "flatten":
                lines.append(kind)
    loss, rule = definition["loss"], definition["optimizer"]
    numbers = (float32(rule[key]).hex() for key in ("learning_rate", "momentum", "weight_decay"))
    lines.append(f"loss {loss['type']} {loss['reduction']}")
    lines.append(f"sgd {' '.join(numbers)} {int(rule['nesterov'])}")
    lines.append(f"train 130 {definition['training']['batch_size']} {STEPS}")
    return "\n".join(lines)


def float32(value):
    return struct.unpack("f", struct.pack("f", value))[0]


def replay(program, isa, folder, name, text, data):
    """Runs one network through one kernel set; returns the lines and the weights it came to."""
    files = [folder / f"{name} {isa} {kind}".replace(" ", "-") for kind in ("net", "data", "out")]
    files[0].write_text(text)
    files[1].write_bytes(data.tobytes())
    done = subprocess.run([*program, isa, *files], stdin=subprocess.DEVNULL, capture_output=True,
                          text=True)
    if done.returncode != 0:
        raise RuntimeError(f"{name} with {isa}: exit {done.returncode} {done.stderr.strip()}")
    return done.stdout.splitlines(), files[2].read_bytes()


def processor_sets():
    """The kernel sets of this processor."""
    words = set(re.findall(r"\w+", pathlib.Path("/proc/cpuinfo").read_text()))
    needed = {"baseline": set(), "avx2": {"avx2", "fma"}}
    needed["avx512"] = needed["avx2"] | {"avx512f", "avx512bw", "avx512dq", "avx512vl"}
    return [isa for isa, features in needed.items() if features <= words]


def compare(tally, called, name, results, expected):
    """Holds every kernel set's lines against those of NEON, and the weights against bench's."""
    lines, weights = results.pop("neon")
    called.update(line.split()[0] for line in lines)
    for isa, (others, other_weights) in results.items():
        parted = [n for n, pair in enumerate(zip(lines, others)) if pair[0] != pair[1]]
        tally.check(f"{name}: neon has the bits of {isa} in every call",
                    lines == others and weights == other_weights,
                    f"{len(lines)} lines" if not parted else
                    f"part in line {parted[0]}: {lines[parted[0]]}, {others[parted[0]]}")
    if expected is not None:
        tally.check(f"{name}: neon ends in the weights of bench's checkpoint", weights == expected)


def check(tally, options, folder):
    here, arm64 = build(options.clang, folder)
    tasks = {name: (text, odd_data(text), None) for name, text in ODD_NETWORKS.items()}
    if options.bench:
        tasks |= {name: shipped(options.bench, folder, name) for name in SHIPPED}
    programs = {isa: here for isa in processor_sets()} | {"neon": arm64}
    called = set()
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for name, (text, data, expected) in tasks.items():
            running = {isa: pool.submit(replay, program, isa, folder, name, text, data)
                       for isa, program in programs.items()}
            compare(tally, called, name, {isa: job.result() for isa, job in running.items()},
                    expected)
    listed = (KERNELS / "kernel_list.inc").read_text()
    table = set(re.findall(r"^(?:COMPACT_)?KERNEL\(\w+, (\w+), \(", listed, re.MULTILINE))
    tally.check("every kernel of the table was called", table and table <= called,
                f"{len(table & called)} of {len(table)}" if table <= called
                else f"not {', '.join(sorted(table - called))}")


def main():
    parser = argparse.ArgumentParser(description="The arm64 proof.")
    parser.add_argument("--bench")
    swift = shutil.which("swift") or ""
    parser.add_argument("--clang", default=pathlib.Path(swift).resolve().with_name("clang"))
    options = parser.parse_args()
    tally = Tally()
    with tally.part("arm64"), tempfile.TemporaryDirectory(prefix="bench-") as folder:
        check(tally, options, pathlib.Path(folder))
    print(tally.totals)
    sys.exit(1 if tally.failed or not tally.passed else 0)


if __name__ == "__main__":
    main()
