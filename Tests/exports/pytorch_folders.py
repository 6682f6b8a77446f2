#!/usr/bin/env python3
"""Exports trained networks to PyTorch, imports them, and trains on from their weights.

    python3 Tests/exports/pytorch_folders.py .build/release/bench [--networks N] [--seed N]
                                             [--only NUMBER] [--long]

Needs torch, safetensors and numpy. Random networks of every layer and the shipped experiments are
trained shortly; each model.py is imported and answers for the whole test part as bench does: the same
classes, probabilities within 1e-5. The largest difference is printed. `--init` takes the weights back,
as they were written and as safetensors saves the module's state dict, and a module of another
process learns. 25 networks are drawn, 300 with --long; the seed is printed. The last line says how
many checks passed and failed; the exit code is 1 if any failed.
"""

import argparse
import collections
import sys
import warnings

import numpy
import torch
from safetensors.torch import load_file, save_file

import trained
from trained import SHIPPED, shipped

sys.path.insert(0, str(trained.TESTS / "endtoend"))

from program import Program  # noqa: E402
from tally import Tally  # noqa: E402


class Folder:
    """An exported network, imported."""

    def __init__(self, network, *options):
        self.path = network.program.workspace / f"{network.run}-pytorch"
        network.program.expect(
            "export", network.run, "--to", "pytorch", "-o", self.path, *options)
        self.module = trained.module("model", self.path / "model.py")
        self.model = self.module.load()

    def __call__(self, x):
        x = torch.from_numpy(numpy.array(x))
        with torch.no_grad():
            return torch.vstack([self.model(part) for part in x.split(250)]).numpy()

    @property
    def weights(self):
        return self.path / "weights.safetensors"


def own_mistakes(network, folder, worst):
    found, difference = network.mistakes(folder(network.x))
    kind = "probabilities" if network.has_classes else "values"
    worst[kind] = max(worst[kind], difference)
    if network.x.dtype == numpy.uint8 and not numpy.array_equal(
            folder(network.x), folder(network.x.astype(numpy.float32))):
        found.append("bytes are not answered as floats")
    if network.has_classes and len(folder.module.CLASSES) != folder(network.x).shape[1]:
        found.append(f"{folder.module.CLASSES}")
    state, file = folder.model.state_dict(), load_file(folder.weights)
    if state.keys() != file.keys() or any(not torch.equal(state[k], file[k]) for k in file):
        found.append("the state dict is not the file")
    lines = (folder.path / "model.py").read_text().splitlines()
    if max(map(len, lines)) > 100 or any(line != line.rstrip() for line in lines):
        found.append("long lines or blanks at an end")
    return found


def init_mistakes(network, folder):
    """Weights go back into a run of the same definition, bit for bit."""
    program, experiment = network.program, network.run
    save_file({name: value.contiguous() for name, value in folder.model.state_dict().items()},
              program.workspace / "saved.safetensors")
    last = load_file(program.checkpoints(network.run)[-1])
    # Averages are what is exported, where there are any.
    wanted = {name: last.get(name.replace("model.", "ema.", 1), value)
              for name, value in last.items() if name.startswith("model.")}
    for file in (folder.weights, "saved.safetensors"):
        done = program.run("run", experiment, "--init", file, "--epochs", "1", "--quiet")
        if done.returncode not in (0, trained.DIVERGED):
            yield f"--init {file}: {done.stderr}"
            continue
        run = sorted(program.runs.glob(f"{experiment}-*"))[-1].name
        first = load_file(program.checkpoints(run)[0])
        for name, value in wanted.items():
            if not torch.equal(first[name], value):
                yield f"--init {file}: {name} differs"


def check_drawn(program, tally, options, worst):
    def mistakes(network, number):
        folder = Folder(network)
        found = own_mistakes(network, folder, worst)
        if number % 4 < 2:
            found += init_mistakes(network, folder)
        if found:
            print((folder.path / "model.py").read_text())
        return found

    trained.check_drawn(program, tally, options, mistakes)


def check_shipped(program, tally, worst):
    for name in SHIPPED:
        network = shipped(program, name)
        folder = Folder(network)
        found, difference = network.mistakes(folder(network.x))
        worst["shipped"] = max(worst["shipped"], difference)
        tally.check(f"{name}: {len(network.x)} test examples as bench answers them", not found,
                    "; ".join(found) or f"differ by {difference:.2g}")
        if name == "lenet5-sgd":
            check_learning(tally, network, folder)


def check_learning(tally, network, folder):
    """A person can train on: the module learns from raw pictures."""
    model = folder.model.train()
    labels = torch.tensor([int(row["label"]) for row in network.program.rows(
        network.run, "predictions.csv")])[:256]
    x = torch.from_numpy(network.x[:256].copy())
    rule, losses = torch.optim.SGD(model.parameters(), lr=0.05), []
    for _ in range(20):
        loss = torch.nn.functional.nll_loss(model(x).log(), labels)
        rule.zero_grad()
        loss.backward()
        rule.step()
        losses.append(loss.item())
    tally.check("the module learns on", losses[-1] < losses[0], f"{losses[0]:.3f} to {losses[-1]:.3f}")


def main():
    parser = argparse.ArgumentParser(description="Exported networks in PyTorch.")
    parser.add_argument("bench")
    parser.add_argument("--networks", type=int)
    parser.add_argument("--seed", type=int, default=trained.fresh_seed())
    parser.add_argument("--only", type=int, help="one of the networks, by its number")
    parser.add_argument("--long", action="store_true")
    options = parser.parse_args()
    options.networks = options.networks or (300 if options.long else 25)
    print(f"seed {options.seed}", flush=True)
    torch.set_num_threads(2)
    warnings.filterwarnings("ignore", "Using padding=.same. with even kernel")
    program, tally, worst = Program(options.bench), Tally(), collections.defaultdict(float)
    with tally.part("drawn"):
        check_drawn(program, tally, options, worst)
    if options.only is None:
        with tally.part("tables"):
            trained.check_tables(program, tally, worst, Folder)
        with tally.part("shipped"):
            check_shipped(program, tally, worst)
    print("largest difference:", ", ".join(f"{kind} {value:.2g}" for kind, value in worst.items()))
    print(tally.totals)
    sys.exit(1 if tally.failed or not tally.passed else 0)


main()
