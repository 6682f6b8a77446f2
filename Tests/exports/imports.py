#!/usr/bin/env python3
"""Logs and predictions of PyTorch programs as runs: event files, downloads, two models compared.

    python3 Tests/exports/imports.py .build/release/bench

Needs the Python packages torch and tensorboard. The event files are written by PyTorch's
SummaryWriter and by TensorBoard's own protobufs; the tables of Weights & Biases, which only its
server writes, by hand after its documentation. The last line says how many checks passed and failed;
the exit code is 1 if any failed.
"""

import math
import os
import pathlib
import random
import sys

import numpy
import torch
# tensorboard.py in this folder has the name of the package, which is looked for first.
HERE = str(pathlib.Path(__file__).resolve().parent)
sys.path = [path for path in sys.path if os.path.realpath(path) != HERE] + [HERE]

from tensorboard.compat.proto.event_pb2 import Event
from tensorboard.compat.proto.summary_pb2 import Summary, SummaryMetadata
from tensorboard.summary.writer.event_file_writer import EventFileWriter
from tensorboard.util import tensor_util
from torch.utils.tensorboard import SummaryWriter

from workspace import Program, Tally, finish

from program import digits  # Found by workspace.


def event_files(tally, program):
    points = [math.sin(step) for step in range(3000)]
    folder = program.workspace / "torch"
    with SummaryWriter(folder) as writer:
        for step, value in enumerate(points):
            writer.add_scalar("Loss/train", value, step)
            if step % 100 == 99:
                writer.add_scalar("accuracy", step / 3000, step)
                writer.add_histogram("weights", numpy.arange(10), step)
        writer.add_text("note", "a text")
    file, = folder.iterdir()
    done = program.run("import", file, "--name", "torch", "--metric", "accuracy=higher",
                       "--metric", "Loss/train=lower")
    rows = program.rows("torch", "metrics.csv")
    single = [float(numpy.float32(value)) for value in points]
    found = [float(numpy.float32(float(row["Loss/train"]))) for row in rows]
    tally.check("every one of 3,000 points is read", done.returncode == 0 and found == single,
                f"{len(rows)} rows; {done.stderr[:300]}")
    tally.check("what is no scalar is counted", "31 images, histograms or texts" in done.stderr
                or "are left out" in done.stderr, done.stderr)
    best = program.record("torch")["summary"]["metrics"]
    tally.check("the stated directions are used", best["accuracy"]["best"] == float(
        rows[-1]["accuracy"]) and best["Loss/train"]["best"] == min(
            float(row["Loss/train"]) for row in rows))
    program.expect("import", file, "--name", "unstated")
    record = program.record("unstated")["summary"]["metrics"]["Loss/train"]
    tally.check("without one none is guessed", record["best"] is None, record)
    tensors(tally, program)
    resumed(tally, program)
    damaged(tally, program, file.read_bytes())


def tensors(tally, program):
    """As Keras and TensorFlow 2 write scalars: tensors of any type, named in the metadata."""
    writer = EventFileWriter(str(program.workspace / "keras"))
    metadata = SummaryMetadata(plugin_data=SummaryMetadata.PluginData(plugin_name="scalars"))
    for step, kind in enumerate((numpy.float32, numpy.float64, numpy.int32, numpy.int64)):
        tensor = tensor_util.make_tensor_proto(kind(step + 2))
        writer.add_event(Event(step=step, summary=Summary(value=[
            Summary.Value(tag="epoch_loss", tensor=tensor, metadata=metadata)])))
    text = SummaryMetadata(plugin_data=SummaryMetadata.PluginData(plugin_name="text"))
    writer.add_event(Event(step=4, summary=Summary(value=[Summary.Value(
        tag="words", tensor=tensor_util.make_tensor_proto("x"), metadata=text)])))
    writer.close()
    file, = (program.workspace / "keras").iterdir()
    program.expect("import", file, "--name", "keras")
    values = [float(row["epoch_loss"]) for row in program.rows("keras", "metrics.csv")]
    tally.check("scalars as tensors of four types", values == [2, 3, 4, 5], values)


def resumed(tally, program):
    """Two files of one training, one after the other, as `cat` joins them."""
    files = []
    for start, loss in ((0, 1.0), (5, 2.0)):
        folder = program.workspace / f"part{start}"
        writer = EventFileWriter(str(folder))
        event = Event(step=start)
        event.session_log.status = 1
        writer.add_event(event)
        for step in range(start, start + 8):
            writer.add_event(Event(step=step, summary=Summary(value=[
                Summary.Value(tag="loss", simple_value=loss)])))
        writer.close()
        files += [path.read_bytes() for path in folder.iterdir()]
    folder = program.workspace / "folder"
    folder.mkdir()
    for number, data in enumerate(files):
        (folder / f"events.out.tfevents.{number}").write_bytes(data)
    program.expect("import", folder, "--name", "folder")
    (program.workspace / "both.tfevents").write_bytes(b"".join(files))
    program.expect("import", "both.tfevents", "--name", "both")
    rows = program.rows("both", "metrics.csv")
    tally.check("a resume replaces the points from its step on", [
        (int(row["step"]), float(row["train_loss"])) for row in rows]
        == [(step, 1.0 if step < 5 else 2.0) for step in range(13)], len(rows))
    tally.check("so does the folder with both", program.rows("folder", "metrics.csv") == rows)
    empty = program.run("import", program.runs, "--name", "empty")
    tally.check("a folder without one is refused", empty.returncode == 2
                and "without an event file" in empty.stderr, empty.stderr)


def damaged(tally, program, data):
    path = program.workspace / "damaged.tfevents"
    draw = random.Random(7)
    codes = set()
    for number in range(40):
        changed = bytearray(data)
        for _ in range(draw.randrange(1, 4)):
            changed[draw.randrange(len(data))] ^= 1 << draw.randrange(8)
        if number % 4 == 0:
            del changed[draw.randrange(len(changed)):]
        path.write_bytes(changed)
        done = program.run("import", path, "--name", f"damaged{number}")
        codes.add(done.returncode)
    tally.check("damaged files are refused, or read up to where they end", codes <= {0, 2}, codes)
    path.write_bytes(data[:-5])
    done = program.run("import", path, "--name", "torn")
    tally.check("a torn end costs the last point alone", done.returncode == 0
                and "ends inside a record" in done.stderr, done.stderr)


def downloads(tally, program):
    header = '"Step","lenet - val_loss","lenet - val_loss__MIN","lenet - val_loss__MAX"\n'
    rows = '"0","0.9","0.9","0.9"\n"10","0.5","0.5","0.5"\n'
    (program.workspace / "wandb.csv").write_text(header + rows)
    done = program.run("import", "wandb.csv", "--name", "wandb")
    row = program.rows("wandb", "metrics.csv")[-1]
    tally.check("a download of Weights & Biases", done.returncode == 0
                and row == {"epoch": "2", "step": "10", "validation_loss": "0.5"}, f"{row} {done.stderr}")
    two = '"Step","a - loss","a - loss__MIN","a - loss__MAX","b - loss","b - loss__MIN","b - loss__MAX"\n'
    (program.workspace / "two.csv").write_text(two + '"0","1","1","1","2","2","2"\n')
    done = program.run("import", "two.csv", "--name", "two")
    tally.check("one of two runs is refused, with their names",
                done.returncode == 2 and "2 runs: a, b" in done.stderr, done.stderr)
    (program.workspace / "run-lenet-tag-test_f1.csv").write_text(
        "Wall time,Step,Value\n1795976370.3,0,0.25\n1795976371.3,10,0.5\n")
    done = program.run("import", "run-lenet-tag-test_f1.csv", "--name", "tb")
    row = program.rows("tb", "metrics.csv")[-1]
    tally.check("a download of TensorBoard has the tag of its name",
                row == {"epoch": "2", "step": "10", "test_f1": "0.5"}, f"{row} {done.stderr}")


def models(tally, program):
    """Two PyTorch models of the same digits, whose predictions bench compares."""
    pixels, labels = digits("t10k")
    x = torch.from_numpy(numpy.frombuffer(pixels, numpy.uint8).reshape(-1, 784) / 255).float()
    y = torch.from_numpy(numpy.frombuffer(labels, numpy.uint8).astype(numpy.int64))
    answers = {}
    for name, width in (("wide", 64), ("narrow", 3)):
        torch.manual_seed(0)
        model = torch.nn.Sequential(
            torch.nn.Linear(784, width), torch.nn.ReLU(), torch.nn.Linear(width, 10))
        optimizer = torch.optim.Adam(model.parameters(), 1e-2)
        log = ["epoch,train_loss,test_accuracy"]
        for epoch in range(1, 6):
            for batch in range(0, 4000, 100):
                optimizer.zero_grad()
                loss = torch.nn.functional.cross_entropy(
                    model(x[batch:batch + 100]), y[batch:batch + 100])
                loss.backward()
                optimizer.step()
            with torch.no_grad():
                found = model(x[4000:6000]).argmax(1)
            accuracy = (found == y[4000:6000]).float().mean().item()
            log.append(f"{epoch},{loss.item()},{accuracy}")
        answers[name] = found
        (program.workspace / f"{name}.csv").write_text("\n".join([*log, ""]))
        rows = [f"{index},{label},{answer}" for index, (label, answer)
                in enumerate(zip(y[4000:6000].tolist(), found.tolist(), strict=True))]
        (program.workspace / f"{name}-answers.csv").write_text(
            "\n".join(["index,label,prediction", *rows, ""]))
        done = program.run("import", f"{name}.csv", "--name", name, "--predictions",
                           f"{name}-answers.csv")
        tally.check(f"{name}: the log and its predictions", done.returncode == 0
                    and "2000 predictions of classes" in done.stderr, done.stderr)
    right = {name: (found == y[4000:6000]).numpy() for name, found in answers.items()}
    only = (int((right["wide"] & ~right["narrow"]).sum()),
            int((right["narrow"] & ~right["wide"]).sum()))
    done = program.run("compare", "narrow", "wide")
    print(done.stdout)
    tally.check("compare says which is better", done.returncode == 0 and "wide" in done.stdout
                and "better" in done.stdout, done.stderr)
    tally.check("by the examples that only one answers right",
                all(str(count) in done.stdout for count in only), only)
    program.expect("report", "narrow", "wide", "-o", "page.html")
    shuffled = (program.workspace / "wide-answers.csv").read_text().splitlines()
    mixed = [shuffled[0], *random.Random(1).sample(shuffled[1:], 2000)]
    (program.workspace / "mixed.csv").write_text("\n".join([*mixed, ""]))
    program.expect("import", "wide.csv", "--name", "mixed", "--predictions", "mixed.csv")
    again = program.run("compare", "narrow", "mixed")
    tally.check("the order of the rows does not matter",
                again.stdout.replace("mixed", "wide").count(str(only[0]))
                == done.stdout.count(str(only[0])))
    refusals(tally, program, shuffled)


def refusals(tally, program, rows):
    def refused(sentence, lines, words):
        (program.workspace / "bad.csv").write_text("\n".join([*lines, ""]))
        done = program.run("import", "wide.csv", "--name", "bad", "--predictions", "bad.csv")
        tally.check(sentence, done.returncode == 2 and words in done.stderr
                    and not (program.runs / "bad").exists(), done.stderr)

    refused("a missing column", ["index,label", "0,1"], "no column prediction")
    refused("an example twice", [*rows, rows[7]], "index 6 is there twice")
    refused("a place that is no count", [rows[0], "-1,2,3"], "index must be a count")
    refused("what is no number", [rows[0], "0,2,cat"], "prediction must be a number")
    others = [rows[0], *(f"{index},{(int(label) + 1) % 10},{answer}" for index, label, answer
                         in (row.split(",") for row in rows[1:]))]
    (program.workspace / "others.csv").write_text("\n".join([*others, ""]))
    program.expect("import", "wide.csv", "--name", "others", "--predictions", "others.csv")
    done = program.run("compare", "narrow", "others")
    tally.check("other labels are other data: nothing is claimed",
                "No claim can be made: the data are not the same" in done.stdout,
                done.stdout[-600:])
    program.expect("import", "wide.csv", "--name", "without")
    done = program.run("compare", "narrow", "without")
    tally.check("without predictions compare says so", "has no predictions to pair" in done.stdout,
                done.stdout[-600:])


def main():
    program = Program(sys.argv[1] if len(sys.argv) > 1 else ".build/release/bench")
    tally = Tally()
    for part in (event_files, downloads, models):
        with tally.part(part.__name__):
            part(tally, program)
    finish(tally)


if __name__ == "__main__":
    main()
