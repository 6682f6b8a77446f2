"""What bench export says and writes: files, folders, pipes, refusals. What is in them is checked by
Tests/exports with the programs that read them."""

import json
import os
import subprocess
import threading

SHORT = ("--epochs", "1", "--set", "dataset.subset.train=[0,128]", "--set",
         "dataset.subset.test=[0,16]")
# An ONNX file begins with field 1, IR version 7, then the name of its producer.
ONNX = b"\x08\x07\x12\x05bench"


def check(program, tally, options):
    program.expect("run", "lenet5-sgd", "--name", "digits", "--quiet", *SHORT)
    program.expect("run", "lenet5-sgd", "--name", "others", "--quiet", *SHORT)
    files(program, tally)
    folders(program, tally)
    streams(program, tally)
    checkpoints(program, tally)
    several(program, tally)
    tables(program, tally)
    refused(program, tally)


def files(program, tally):
    done = program.run("export", "digits", "--to", "onnx")
    path = program.workspace / "digits.onnx"
    tally.check("the file is named after the run, and its path printed",
                (done.returncode, done.stdout) == (0, "digits.onnx\n"), done.stdout + done.stderr)
    first = path.read_bytes()
    tally.check("it is ONNX", first.startswith(ONNX), str(first[:16]))
    tally.check("what it takes and gives is said",
                "takes image, float32 [N, 1, 28, 28]: pixels from 0 to 255" in done.stderr
                and "gives probabilities, float32 [N, 10]: of 10 classes" in done.stderr, done.stderr)
    program.expect("export", "digits", "--to", "onnx")
    tally.check("exporting again gives the same bytes", path.read_bytes() == first)
    # A file is replaced as a whole: whoever has the old one open keeps it.
    old = program.workspace / "old.onnx"
    old.write_bytes(b"old")
    old.chmod(0o640)
    with old.open("rb") as reader:
        program.expect("export", "digits", "--to", "onnx", "-o", old)
        tally.check("an old file is replaced, not written over",
                    reader.read() == b"old" and old.read_bytes() == first)
    tally.check("its mode stays", old.stat().st_mode & 0o777 == 0o640)
    link = program.workspace / "link.onnx"
    link.symlink_to("old.onnx")
    old.write_bytes(b"old")
    program.expect("export", "digits", "--to", "onnx", "-o", link)
    tally.check("a link's file is replaced", link.is_symlink() and old.read_bytes() == first)
    tally.check("no scratch files stay", not list(program.workspace.glob(".output-tmp-*")))


def folders(program, tally):
    done = program.run("export", "digits", "--to", "pytorch")
    folder = program.workspace / "digits-pytorch"
    names = sorted(path.name for path in folder.iterdir())
    tally.check("a folder with the program and the weights",
                (done.returncode, done.stdout, names)
                == (0, "digits-pytorch\n", ["model.py", "weights.safetensors"]),
                f"{done.stdout}{done.stderr}{names}")
    (folder / "notes.txt").write_text("mine")
    (folder / "model.py").write_text("changed")
    program.expect("export", "digits", "--to", "pytorch", "-o", "digits-pytorch")
    tally.check("it is replaced file by file; others stay",
                (folder / "notes.txt").read_text() == "mine"
                and "class Model(nn.Module)" in (folder / "model.py").read_text())
    done = program.run("export", "digits", "--to", "pytorch", "-o", "nowhere/deep")
    tally.check("a missing parent is named", done.returncode == 1 and "nowhere" in done.stderr,
                done.stderr)
    done = program.run("export", "digits", "--to", "pytorch", "-o", "digits.onnx")
    tally.check("a file is no folder", done.returncode != 0 and "digits.onnx" in done.stderr,
                done.stderr)


def streams(program, tally):
    expected = (program.workspace / "digits.onnx").read_bytes()

    def output(place, **files):
        return subprocess.run(
            [program.path, "export", "digits", "--to", "onnx", "-o", place], cwd=program.workspace,
            env=program.environment(), stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, **files)

    for place in ("-", "/dev/stdout"):
        done = output(place, stdout=subprocess.PIPE)
        tally.check(f"-o {place} is the file itself", (done.returncode, done.stdout) == (0, expected))
    pipe = program.workspace / "pipe"
    os.mkfifo(pipe)
    read = []
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    done = output(str(pipe), stdout=subprocess.PIPE)
    reader.join(timeout=60)
    tally.check("a pipe is written to", done.returncode == 0 and read == [expected]
                and pipe.is_fifo(), done.stderr.decode())
    tally.check("so is a device", output("/dev/null", stdout=subprocess.PIPE).returncode == 0)
    done = output("/dev/full", stdout=subprocess.PIPE)
    tally.check("a full device is said", done.returncode == 1 and b"No space left" in done.stderr,
                done.stderr.decode())
    shell = f"'{program.path}' export digits --to onnx -o - | head -c 8 | wc -c; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(["bash", "-c", shell], cwd=program.workspace, capture_output=True,
                          text=True, env=program.environment())
    tally.check("a reader that has enough ends it quietly",
                done.stdout.split() == ["8", "0"] and "error" not in done.stderr,
                done.stdout + done.stderr)
    terminal = subprocess.run(
        ["script", "-qec", f"'{program.path}' export digits --to onnx -o -", "/dev/null"],
        cwd=program.workspace, capture_output=True, text=True, env=program.environment(),
        stdin=subprocess.DEVNULL)
    tally.check("a terminal gets no binary file",
                terminal.returncode == 2 and "no text for a terminal" in terminal.stdout,
                terminal.stdout[:300])


def checkpoints(program, tally):
    whole = (program.workspace / "digits.onnx").read_bytes()
    files = {}
    for point in ("step-0", "best", "latest"):
        program.expect("export", "digits", "--to", "onnx", "-o", "a.onnx", "--checkpoint", point)
        files[point] = (program.workspace / "a.onnx").read_bytes()
    tally.check("the newest checkpoint is the default", files["latest"] == whole)
    tally.check("the first weights are other ones", files["step-0"] != whole)
    path = program.checkpoints("digits")[0]
    program.expect("export", path, "--to", "onnx", "-o", "a.onnx")
    tally.check("a checkpoint's path names its step",
                (program.workspace / "a.onnx").read_bytes() == files["step-0"])


def several(program, tally):
    done = program.run("export", "digits", "others", "--to", "onnx")
    tally.check("several runs have a file each",
                (done.returncode, done.stdout) == (0, "digits.onnx\nothers.onnx\n"), done.stderr)
    done = program.run("export", "digits", "others", "--to", "pytorch", "-o", "both")
    tally.check("but not one file for all",
                done.returncode == 2 and "2 runs are to be written" in done.stderr
                and not (program.workspace / "both").exists(), done.stderr)
    done = program.run("export", "--where", "experiment==lenet5-sgd", "--to", "onnx")
    tally.check("--where chooses them", done.returncode == 0
                and sorted(done.stdout.split()) == ["digits.onnx", "others.onnx"], done.stderr)


TABLE = """colour,size,weight,price
red,1,0.5,101.5
blue,2,,203
red,3,1.5,304
green,4,2.5,398
blue,5,2.0,505
red,6,4.5,598
green,7,1.0,701
blue,8,3.5,811
"""


def tables(program, tally):
    (program.workspace / "prices.csv").write_text(TABLE)
    (program.experiments / "prices.json").write_text(json.dumps({
        "dataset": {"name": "csv", "files": {"train": "prices.csv", "test": "prices.csv"},
                    "label": ["price"], "missing": "mean", "categories": "auto",
                    "normalize": "standard", "scale_targets": True},
        "architecture": [{"type": "linear", "out_features": 1}], "loss": {"type": "mse"},
        "optimizer": {"type": "sgd", "learning_rate": 0.05},
        "training": {"epochs": 30, "batch_size": 4}}))
    program.expect("run", "prices", "--name", "prices", "--quiet")
    done = program.run("export", "prices", "--to", "onnx")
    tally.check("what a table needs beforehand is said",
                done.returncode == 0 and "takes input, float32 [N, 5]" in done.stderr
                and "categories as 0 and 1, NaN where one is missing" in done.stderr
                and "column colour becomes 3 numbers" in done.stderr
                and "blue, green, red" in done.stderr, done.stderr)
    tally.check("values are in the data's units",
                "gives values, float32 [N, 1]: values in the data's units" in done.stderr,
                done.stderr)
    program.expect("export", "prices", "--to", "pytorch")
    text = (program.workspace / "prices-pytorch" / "model.py").read_text()
    tally.check("the program names the features",
                'FEATURES = ["colour=blue", "colour=green", "colour=red", "size", "weight"]' in text,
                text)


def refused(program, tally):
    before = sorted(program.workspace.iterdir())

    def complaint(sentence, code, *texts, arguments):
        done = program.run("export", *arguments)
        missing = [text for text in texts if text not in done.stderr]
        tally.check(sentence, (done.returncode, done.stdout) == (code, "") and not missing,
                    f"exit {done.returncode}, no {missing}: {done.stderr}"
                    if missing or done.returncode != code else "")

    complaint("--to is needed", 2, "--to is missing", "onnx", arguments=["digits"])
    complaint("an unknown kind is refused with the nearest", 2, "onx", "onnx",
              arguments=["digits", "--to", "onx"])
    complaint("an unknown run too", 2, "digit", arguments=["digitz", "--to", "onnx"])
    complaint("a folder does not go to standard output", 2, "writes a folder", "-o digits-pytorch",
              arguments=["digits", "--to", "pytorch", "-o", "-"])
    complaint("nor does a file go into a folder's place", 2, "is a folder",
              arguments=["digits", "--to", "onnx", "-o", "runs"])
    complaint("a checkpoint that is not there is refused", 2, "no checkpoint of step 5",
              arguments=["digits", "--to", "onnx", "--checkpoint", "step-5"])
    complaint("uint8 is for pictures", 2, "is for pictures",
              arguments=["prices", "--to", "onnx", "--input", "uint8"])
    complaint("and not without preprocessing", 2, "does not go with --raw",
              arguments=["digits", "--to", "onnx", "--input", "uint8", "--raw"])
    complaint("nor for PyTorch", 2, "does not go with --to pytorch",
              arguments=["digits", "--to", "pytorch", "--input", "uint8"])
    complaint("metrics have no checkpoint", 2, "--checkpoint does not go with --to csv",
              arguments=["digits", "--to", "csv", "--checkpoint", "best"])
    (program.workspace / "log.csv").write_text("epoch,val_loss\n1,0.5\n2,0.25\n")
    program.expect("import", "log.csv", "--name", "foreign")
    complaint("an imported run has no network", 2, "foreign",
              arguments=["foreign", "--to", "onnx"])
    (program.workspace / "log.csv").unlink()
    tally.check("refusals write nothing", sorted(program.workspace.iterdir()) == before)
