#!/usr/bin/env python3
"""Exports trained networks to ONNX and runs them in ONNX Runtime.

    python3 Tests/exports/onnx_files.py .build/release/bench [--networks N] [--seed N]
                                        [--only NUMBER] [--long]

Needs onnx, onnxruntime, numpy and torch. Random networks of every layer and the shipped experiments
are trained shortly; each file passes onnx.checker with its full check, and answers for the whole test
part as bench does: the same classes, probabilities within 1e-5. The largest difference is printed. 25
networks are drawn, 300 with --long; the seed is printed. The last line says how many checks passed
and failed; the exit code is 1 if any failed.
"""

import argparse
import collections
import json
import sys

import numpy
import onnx
import onnxruntime

import trained
from trained import SHIPPED, Network, shipped

sys.path.insert(0, str(trained.TESTS / "endtoend"))

from program import Program  # noqa: E402
from tally import Tally  # noqa: E402


class File:
    """An exported network, checked and loaded."""

    def __init__(self, network, *options):
        self.path = network.program.workspace / f"{network.run}.onnx"
        network.program.expect("export", network.run, "--to", "onnx", "-o", self.path, *options)
        self.model = onnx.load(self.path)
        onnx.checker.check_model(self.model, full_check=True)
        quiet = onnxruntime.SessionOptions()
        quiet.intra_op_num_threads, quiet.log_severity_level = 2, 3
        self.session = onnxruntime.InferenceSession(
            self.path, quiet, providers=["CPUExecutionProvider"])
        self.metadata = {entry.key: entry.value for entry in self.model.metadata_props}

    def __call__(self, x):
        """The first output for x[N, …], in the type that the first input has."""
        taken = self.session.get_inputs()[0]
        kind = {"tensor(float)": numpy.float32, "tensor(uint8)": numpy.uint8}[taken.type]
        return self.session.run(None, {taken.name: numpy.asarray(x).astype(kind)})[0]


def form_mistakes(network, file):
    """What the contract says of every file."""
    model, taken, given = file.model, file.session.get_inputs()[0], file.session.get_outputs()[0]
    has_pixels = network.x.dtype == numpy.uint8
    if (model.ir_version, [(o.domain, o.version) for o in model.opset_import]) != (7, [("", 13)]):
        yield f"IR {model.ir_version}, {model.opset_import}"
    if taken.name != ("image" if has_pixels else "input") or taken.shape != ["N", *network.x.shape[1:]]:
        yield f"takes {taken.name} {taken.shape}"
    if given.name != ("probabilities" if network.has_classes else "values") or given.shape[0] != "N":
        yield f"gives {given.name} {given.shape}"
    if network.has_classes and len(json.loads(file.metadata["class_names"])) != given.shape[1]:
        yield f"{given.shape} of {file.metadata['class_names']}"
    for node in model.graph.node:
        names = {attribute.name for attribute in node.attribute}
        if node.op_type in ("Conv", "MaxPool", "AveragePool") and "pads" not in names:
            yield f"{node.name} without pads"
        if node.op_type == "AveragePool" and "count_include_pad" not in names:
            yield f"{node.name} without count_include_pad"


def answer_mistakes(network, file, worst):
    found, difference = network.mistakes(file(network.x))
    worst["probabilities" if network.has_classes else "values"] = max(
        worst["probabilities" if network.has_classes else "values"], difference)
    if not numpy.array_equal(file(network.x[:1]), file(network.x)[:1]):
        # Another batch is another order of sums, at most.
        alone, _ = network.mistakes(numpy.vstack([file(x[None]) for x in network.x]))
        found += [f"one by one: {mistake}" for mistake in alone]
    return found


def of_bytes(network, file):
    """The file that takes bytes answers as the one that takes floats."""
    own = File(network, "--input", "uint8")
    if own.session.get_inputs()[0].type != "tensor(uint8)":
        yield "does not take uint8"
    if not numpy.array_equal(own(network.x), file(network.x)):
        yield "bytes are not answered as floats"


def check_drawn(program, tally, options, worst):
    def mistakes(network, number):
        file = File(network)
        found = [*form_mistakes(network, file), *answer_mistakes(network, file, worst)]
        if network.x.dtype == numpy.uint8:
            found += of_bytes(network, file)
        return found

    trained.check_drawn(program, tally, options, mistakes)


def check_shipped(program, tally, worst):
    for name in SHIPPED:
        network = shipped(program, name)
        file = File(network)
        found, difference = network.mistakes(file(network.x))
        found += form_mistakes(network, file)
        worst["shipped"] = max(worst["shipped"], difference)
        tally.check(f"{name}: {len(network.x)} test examples as bench answers them", not found,
                    "; ".join(found) or f"differ by {difference:.2g}")


def check_batches(program, tally):
    network = Network(program, program.expect(
        "run", "lenet5-99", "--quiet", *SHIPPED["lenet5-99"]).strip())
    file = File(network)
    whole = file(network.x[:1000])
    alone = numpy.vstack([file(x[None]) for x in network.x[:1000]])
    tally.check("a batch of 1,000 is answered as 1,000 batches of one",
                numpy.abs(whole - alone).max() < 1e-6, f"{numpy.abs(whole - alone).max():.2g}")
    tally.check("bytes are answered as floats", not [*of_bytes(network, file)])
    raw = File(network, "--raw")
    mean, deviation = (json.loads(file.metadata[name])[0] for name in ("mean", "deviation"))
    pixels = numpy.pad(network.x[:1000], ((0, 0), (0, 0), (2, 2), (2, 2))) / 255
    prepared = raw(((pixels - mean) / deviation).astype(numpy.float32))
    tally.check("--raw takes what the metadata say", numpy.abs(prepared - whole).max() < 1e-5,
                f"{numpy.abs(prepared - whole).max():.2g}")
    tally.check("it takes the padded picture",
                raw.session.get_inputs()[0].shape == ["N", 1, 32, 32])


def main():
    parser = argparse.ArgumentParser(description="Exported networks in ONNX Runtime.")
    parser.add_argument("bench")
    parser.add_argument("--networks", type=int)
    parser.add_argument("--seed", type=int, default=trained.fresh_seed())
    parser.add_argument("--only", type=int, help="one of the networks, by its number")
    parser.add_argument("--long", action="store_true")
    options = parser.parse_args()
    options.networks = options.networks or (300 if options.long else 25)
    print(f"seed {options.seed}", flush=True)
    program, tally, worst = Program(options.bench), Tally(), collections.defaultdict(float)
    with tally.part("drawn"):
        check_drawn(program, tally, options, worst)
    if options.only is None:
        with tally.part("tables"):
            trained.check_tables(program, tally, worst, File)
        with tally.part("shipped"):
            check_shipped(program, tally, worst)
        with tally.part("batches"):
            check_batches(program, tally)
    print("largest difference:", ", ".join(f"{kind} {value:.2g}" for kind, value in worst.items()))
    print(tally.totals)
    sys.exit(1 if tally.failed or not tally.passed else 0)


main()
