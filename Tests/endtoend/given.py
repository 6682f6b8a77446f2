"""Runs begin with weights that PyTorch saved, or with those of another run."""

import json

import numpy
import torch
from safetensors.numpy import load_file as load_arrays
from safetensors.torch import save_file

from torch_agrees import images as digits

# Sums of float32 products in another order, averaged over 500 examples.
TOLERANCE = 1e-5

ARCHITECTURE = [
    {"type": "conv2d", "out_channels": 6, "kernel_size": 5, "name": "stem"},
    {"type": "batch_norm"}, {"type": "relu"}, {"type": "max_pool2d", "kernel_size": 2},
    {"type": "flatten"}, {"type": "linear", "out_features": 10, "name": "head"}]

DEFINITION = {
    "dataset": {"name": "mnist", "padding": 0, "normalize": "unit", "subset": {"train": [0, 400], "test": [0, 500]}},
    "architecture": ARCHITECTURE,
    "loss": {"type": "softmax_cross_entropy"},
    "optimizer": {"type": "sgd", "learning_rate": 0.05, "momentum": 0.9},
    "training": {"epochs": 3, "batch_size": 16},
    "checkpoint": {"every_steps": 1},
}


def check(program, tally, options):
    torch.manual_seed(7)
    (program.experiments / "given.json").write_text(json.dumps(DEFINITION))
    model = torch_model()
    images, labels = digits(DEFINITION["dataset"], "t10k", numpy.arange(500))
    loss, accuracy = torch_result(model, images, labels)
    state = model.state_dict()
    for name, tensors in {
        "plain": state,
        "module": {f"module.{key}": value for key, value in state.items()},
        "two": {f"net.model.{key}": value for key, value in state.items()},
        "double": {key: value.double() if value.is_floating_point() else value
                   for key, value in state.items()},
    }.items():
        file = save(program, name, tensors)
        run = program.expect("run", "given", "--init", file, "--quiet").strip()
        same_start(program, tally, f"{name}: step 0 evaluates as PyTorch does", run, loss, accuracy)
    alike(program, tally, loss, accuracy)
    halves(program, tally, model, images, labels)
    parts(program, tally, state)
    other_run(program, tally)
    resumed(program, tally)
    refused(program, tally, state)


def torch_model():
    model = network()
    # Running statistics of a real training, not 0 and 1.
    model.train()
    for _ in range(3):
        model(torch.rand(64, 1, 28, 28))
    return model.eval()


def network():
    """The torch.nn.Sequential of ARCHITECTURE."""
    nn = torch.nn
    return nn.Sequential(nn.Conv2d(1, 6, 5), nn.BatchNorm2d(6), nn.ReLU(), nn.MaxPool2d(2),
                         nn.Flatten(), nn.Linear(864, 10))


def torch_result(model, images, labels):
    with torch.no_grad():
        outputs = model(images)
    loss = torch.nn.functional.cross_entropy(outputs, labels).item()
    return loss, (outputs.argmax(1) == labels).double().mean().item()


def save(program, name, tensors):
    save_file({key: value.contiguous() for key, value in tensors.items()},
              program.workspace / f"{name}.safetensors")
    return f"{name}.safetensors"


def alike(program, tally, loss, accuracy):
    """Files whose first bytes, the length of the header, are those of a pickle and of a gzip."""
    data = (program.workspace / "plain.safetensors").read_bytes()
    length = int.from_bytes(data[:8], "little")
    for size in (0x580, 0x8B1F):
        header = data[8:8 + length].rstrip().ljust(size)
        file = program.workspace / f"alike-{size}.safetensors"
        file.write_bytes(len(header).to_bytes(8, "little") + header + data[8 + length:])
        run = program.expect("run", "given", "--init", file, "--quiet").strip()
        same_start(program, tally, f"a header of {size} bytes is no other format", run, loss, accuracy)


def evaluated(program, run, checkpoint="step-0"):
    return json.loads(program.expect(
        "evaluate", run, "--checkpoint", checkpoint, "--format", "json"))["figures"]


def same_start(program, tally, sentence, run, loss, accuracy):
    found = evaluated(program, run)
    near = abs(found["loss"] - loss) <= TOLERANCE * loss and found["accuracy"] == accuracy
    tally.check(sentence, near, f"loss {found['loss']}, PyTorch {loss}")


def halves(program, tally, model, images, labels):
    for name, kind in (("half", torch.float16), ("bfloat", torch.bfloat16)):
        state = {key: value.to(kind) if value.is_floating_point() else value
                 for key, value in model.state_dict().items()}
        rounded = network().eval()
        rounded.load_state_dict({key: value.float() if value.is_floating_point() else value
                                 for key, value in state.items()})
        run = program.expect(
            "run", "given", "--epochs", "1", "--init", save(program, name, state), "--quiet").strip()
        first = tensors_of(program, run, 0)
        same = all(numpy.array_equal(first[f"model.{key}"], value.numpy())
                   for key, value in rounded.state_dict().items() if "num_batches" not in key)
        tally.check(f"{name}: every number is converted exactly", same)
        same_start(program, tally, f"{name}: step 0 evaluates as PyTorch does", run,
                   *torch_result(rounded, images, labels))


def tensors_of(program, run, step):
    return load_arrays(program.runs / run / "checkpoints" / f"step-{step:08}.safetensors")


def parts(program, tally, state):
    """Some layers take their weights from the file, the others from the seed."""
    file = {key: value for key, value in state.items() if key.split(".")[0] in ("0", "1")}
    save(program, "part", file | {"9.weight": torch.zeros(3)})
    drawn = tensors_of(program, program.expect("run", "given", "--epochs", "1", "--quiet").strip(), 0)
    init = {"file": "part.safetensors", "layers": ["stem", 1]}
    run = program.expect("run", "given", "--epochs", "1", "--quiet", "--set",
                         f"init_from={json.dumps(init)}").strip()
    first = tensors_of(program, run, 0)
    taken = all(numpy.array_equal(first[f"model.{key}"], value.numpy())
                for key, value in file.items() if "num_batches" not in key)
    kept = all(numpy.array_equal(first[f"model.5.{name}"], drawn[f"model.5.{name}"])
               for name in ("weight", "bias"))
    tally.check("layers named and numbered take the given weights", taken)
    tally.check("the other layers draw theirs from the seed", kept)
    verified = program.run("verify", run)
    tally.check("a run with some given layers is verified", verified.returncode == 0,
                verified.stderr[-300:] if verified.returncode else "")


def other_run(program, tally):
    source = program.expect("run", "given", "--set", "dataset.subset.validation=[500,700]", "--set",
                            'training.ema={"decay":0.9}', "--quiet").strip()
    best = evaluated(program, source, "best")
    run = program.expect("run", "given", "--init", f"{source}:best", "--quiet").strip()
    tally.same("a run begins where another's best stands", evaluated(program, run), best)
    newest = program.expect("run", "given", "--init", f"{source}:latest", "--quiet").strip()
    tally.same("and where its latest stands", evaluated(program, newest),
               evaluated(program, source, "latest"))
    record = json.loads((program.runs / run / "run.json").read_text())
    tally.check("run.json says where from", record["initial_weights"]["run"] == source)
    tally.check("show says it too", f"started from {source} at step" in program.expect("show", run))
    again = program.run("run", "given", "--init", f"{source}:best", "--needed")
    tally.check("the same weights are the same run", run in again.stderr, again.stderr)
    rehearsed = program.expect("run", "given", "--init", f"{source}:step-0", "--needed", "--dry-run")
    tally.check("other weights are another run", "but" not in rehearsed, rehearsed)
    forked = program.run("fork", run, "--from", "step-0", "--epochs", "4", "--quiet")
    tally.check("the run can be forked", forked.returncode == 0, forked.stderr[-300:])
    other = program.run("fork", run, "--from", "step-0", "--set", f'init_from={{"run":"{source}","checkpoint":"step-0"}}')
    tally.check("a fork takes no other weights", other.returncode == 2 and
                "a fork begins with the weights of its parent" in other.stderr, other.stderr)


def resumed(program, tally):
    """The file is gone when the run goes on."""
    whole = program.expect("run", "given", "--init", "plain.safetensors", "--epochs", "6",
                           "--quiet").strip()
    # Killed at the first step, after it, and in the middle.
    for number, seconds in enumerate((0.15, 0.4, 0.8)):
        name = f"killed-{number}"
        program.stopped_after(seconds, 9, "run", "given", "--init", "plain.safetensors",
                              "--epochs", "6", "--name", name, "--quiet")
        if not (program.runs / name / "run.json").exists():
            continue
        moved = program.workspace / "plain.safetensors"
        moved.rename(program.workspace / "moved.safetensors")
        done = program.run("resume", name, "--quiet")
        (program.workspace / "moved.safetensors").rename(moved)
        tally.check(f"killed after {seconds} s: resumed without the file", done.returncode == 0,
                    done.stderr[-300:])
        tally.check("the same bits as undisturbed", same_files(program, name, whole))


def same_files(program, one, other):
    return all((program.runs / one / name).read_bytes() == (program.runs / other / name).read_bytes()
               for name in ("metrics.csv", "predictions.csv"))


def refused(program, tally, state):
    def complaint(sentence, code, tensors, *texts, extra=()):
        if tensors is not None:
            save(program, "wrong", tensors)
        done = program.run("run", "given", "--init", "wrong.safetensors", *extra)
        missing = [text for text in texts if text not in done.stderr]
        tally.check(sentence, done.returncode == code and not missing,
                    f"exit {done.returncode}, no {missing}: {done.stderr}"
                    if missing or done.returncode != code else "")

    before = sorted(path.name for path in program.runs.iterdir())
    without = dict(state)
    del without["5.bias"]
    complaint("a missing tensor is named", 2, without, "1 tensor is missing", "missing: 5.bias 10",
              '"layers": [0, 1] in init_from')
    complaint("an extra one too", 2, state | {"7.weight": torch.zeros(2, 3)},
              "1 tensor is too many", "7.weight 2x3")
    complaint("another shape too", 2, state | {"5.weight": torch.zeros(10, 3)},
              "5.weight is 10x3, the network needs 10x864")
    complaint("whole numbers are no weights", 5, state | {"5.bias": torch.zeros(10, dtype=torch.int32)},
              "dtype I32, not F32, F64, F16 or BF16", "tensor.float()")
    fine = state["5.bias"].double() + 1e-12
    complaint("what float32 does not have is refused", 5, state | {"5.bias": fine},
              "'5.bias': number", "is not exact in float32", "tensor.float()")
    infinite = state["5.bias"].clone()
    infinite[3] = float("inf")
    complaint("infinities too", 5, state | {"5.bias": infinite}, "'5.bias': number 3 is inf")
    torch.save(state, program.workspace / "wrong.safetensors")
    complaint("a file of torch.save is known", 5, None, "is a PyTorch file", "save_file")
    whole = (program.workspace / "plain.safetensors").read_bytes()
    (program.workspace / "wrong.safetensors").write_bytes(whole[:-5])
    complaint("a torn file is refused", 5, None, "but its header promises")
    (program.workspace / "wrong.safetensors").unlink()
    complaint("a missing file is refused", 5, None, "No such file", "from the workspace")
    definition = DEFINITION | {"init_from": {"file": "nowhere.safetensors"}}
    (program.experiments / "nowhere.json").write_text(json.dumps(definition))
    tally.check("validate opens no weights",
                program.run("validate", str(program.experiments / "nowhere.json")).returncode == 0)
    after = sorted(path.name for path in program.runs.iterdir())
    tally.check("refusals leave no run", before == after)
