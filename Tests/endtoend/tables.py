"""Data files as people have them: tables with other separators, line ends and encodings are read,
and what is no table is named for what it is. Python's own writers make the files."""

import bz2
import csv
import gzip
import io
import json
import lzma
import pickle
import sqlite3
import struct
import tarfile
import zipfile

ROWS = [(i * 7 % 13, i * 5 % 11, i % 2) for i in range(60)]
NAMES = ["fixed acidity", "pH", "quality"]


def check(program, tally, options):
    define(program)
    same_training(program, tally)
    named(program, tally)
    idx_files(program, tally)
    splits(program, tally)
    warnings(program, tally)
    bomb(program, tally)
    many_labels(program, tally)


def define(program):
    one = {"dataset": {"name": "csv", "files": {"train": "u.csv"}, "classes": 2,
                       "subset": {"train": [0, 40], "test": [40, 60]}},
           "architecture": [{"type": "linear", "out_features": 2}],
           "loss": {"type": "softmax_cross_entropy"},
           "optimizer": {"type": "sgd", "learning_rate": 0.01},
           "training": {"epochs": 2, "batch_size": 8}}
    (program.experiments / "one.json").write_text(json.dumps(one))


def use(program, name, *arguments):
    return program.run("run", "one", "--name", name, "--threads", 1,
                       "--set", f'dataset.files.train="{name}"', *arguments)


def table(**style):
    text = io.StringIO()
    writer = csv.writer(text, **style)
    writer.writerow(NAMES)
    writer.writerows(ROWS)
    return text.getvalue()


def same_training(program, tally):
    """Every way to write one table gives one training."""
    plain = table(lineterminator="\n")
    tables = {
        "comma": plain.encode(),
        "semicolon": table(delimiter=";").encode(),
        "quoted": table(delimiter=";", quoting=csv.QUOTE_NONNUMERIC).encode(),
        "tabs": table(dialect="excel-tab").encode(),
        "bars": table(delimiter="|", lineterminator="\n").encode(),
        "blanks": table(delimiter=" ").encode(),
        "mac": plain.replace("\n", "\r").encode(),
        "mark": plain.encode("utf-8-sig"),
        "utf16": plain.encode("utf-16"),
        "utf16be": b"\xfe\xff" + plain.encode("utf-16-be"),
        "excel": ("sep=;\r\n" + table(delimiter=";")).encode("utf-16"),
        "gz": gzip.compress(table(delimiter=";").encode()),
    }
    metrics = {}
    for name, contents in tables.items():
        (program.workspace / name).write_bytes(contents)
        done = use(program, name)
        tally.check(f"a table written with {name} is read", done.returncode == 0,
                    done.stderr if done.returncode else "")
        if done.returncode == 0:
            metrics[name] = (program.runs / name / "metrics.csv").read_bytes()
    tally.check("one table, one training", len(set(metrics.values())) == 1, sorted(metrics))


def foreign(program):
    """Files that are no tables, each with the words that name it."""
    rows = table(lineterminator="\n").encode()
    packed, tape = io.BytesIO(), io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("u.csv", rows)
    with tarfile.open(fileobj=tape, mode="w") as archive:
        member = tarfile.TarInfo("u.csv")
        member.size = len(rows)
        archive.addfile(member, io.BytesIO(rows))
    base = program.workspace / "base"
    with sqlite3.connect(base) as connection:
        connection.execute("create table t (a, y)")
    npy = b"\x93NUMPY\x01\0\x76\0" + b"{}".ljust(117) + b"\n" + bytes(960)
    return {
        "zip": (packed.getvalue(), "a zip archive"),
        "tar": (tape.getvalue(), "a tar archive"),
        "html": (b"<!DOCTYPE html>\n<html></html>\n", "a web page"),
        "lfs": (b"version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 9\n",
                "a Git LFS pointer"),
        "bz": (bz2.compress(rows), "a bzip2 file"),
        "xz": (lzma.compress(rows), "an xz file"),
        "twice": (gzip.compress(gzip.compress(rows)), "a gzip file inside a gzip file"),
        "npy": (npy, "a NumPy array"),
        "pickle": (pickle.dumps(ROWS), "a Python pickle"),
        "sqlite": (base.read_bytes(), "an SQLite database"),
        "json": (json.dumps([{"a": 1}]).encode(), "a JSON file"),
        "wide": (rows.decode().encode("utf-16-le"), "UTF-16 text without a byte-order mark"),
        "idx": (struct.pack(">4I", 0x803, 10, 4, 4) + bytes(160), "an IDX file"),
    }


def refused(tally, what, done, words):
    is_named = done.returncode in (2, 5) and words in " ".join(done.stderr.split())
    tally.check(f"{what} is named", is_named,
                "" if is_named else f"exit {done.returncode}: {done.stderr}")


def named(program, tally):
    for name, (contents, words) in foreign(program).items():
        (program.workspace / name).write_bytes(contents)
        refused(tally, f"{name} as a table", use(program, name), f"is {words}")


def idx_files(program, tally):
    pixels = bytes(range(160))
    files = {
        "im": struct.pack(">4I", 0x803, 10, 4, 4) + pixels,
        "la": struct.pack(">2I", 0x801, 10) + bytes(10),
        "le": struct.pack("<4I", 0x803, 10, 4, 4) + pixels,
    }
    for name, contents in files.items():
        (program.workspace / name).write_bytes(contents)
        (program.workspace / f"{name}.gz").write_bytes(gzip.compress(contents))
    cases = [("la", "im", "labels where images are expected"),
             ("le", "la", "bytes of the header are reversed"),
             ("html", "la", "a web page"), ("zip", "la", "a zip archive"),
             ("u.csv", "la", "is text, not an IDX file"), ("im", "html", "a web page"),
             ("la.gz", "im.gz", "labels where images are expected"),
             ("le.gz", "la.gz", "bytes of the header are reversed"),
             ("im", "im", "images where labels are expected")]
    (program.workspace / "u.csv").write_text(table(lineterminator="\n"))
    for images, labels, words in cases:
        places = {"train_images": images, "train_labels": labels,
                  "test_images": images, "test_labels": labels}
        dataset = json.dumps({"name": "idx", "files": places})
        done = program.run("run", "mlp-sgd", "--set", f"dataset={dataset}")
        refused(tally, f"{images} and {labels} as images and labels", done, words)


def splits(program, tally):
    """What a refusal proposes can be pasted."""
    done = use(program, "u.csv", "--set", "dataset.subset={}")
    line = next((line for line in done.stderr.splitlines() if "add to dataset:" in line), "")
    tally.check("one file without a word on its parts: a line to paste",
                done.returncode == 2 and line, line or done.stderr)
    _, _, pasted = line.partition('"split": ')
    again = program.run("run", "one", "--set", 'dataset.files.train="u.csv"', "--set",
                        "dataset.subset={}", "--set", f"dataset.split={pasted or '{}'}")
    tally.check("the line, pasted, trains", again.returncode == 0,
                again.stderr if again.returncode else "")
    first = next(iter(done.stderr.splitlines()), "")
    tally.check("the message does not speak of overlaps", "overlap" not in first, first)


def warnings(program, tally):
    lines = [f"{i},{i * 7919 % 101},{i * 104729 % 97},{int(i > 99)}" for i in range(200)]
    (program.workspace / "pd").write_text("\n".join([",a,b,y"] + lines) + "\n")
    (program.workspace / "pd2").write_text(
        "\n".join(line.partition(",")[2] for line in [",a,b,y"] + lines) + "\n")
    for name, count in [("pd", 1), ("pd2", 0)]:
        definition = json.loads((program.experiments / "one.json").read_text())
        definition["dataset"]["files"]["train"] = name
        (program.experiments / f"{name}.json").write_text(json.dumps(definition))
        for arguments in [("validate", f"experiments/{name}.json"), ("run", name, "--dry-run"),
                          ("run", name), ("run", name, "--seeds", "1..3", "--dry-run")]:
            done = program.run(*arguments)
            found = done.stderr.count("numbers the rows")
            tally.check(f"bench {' '.join(arguments)}: {count} warnings of an index",
                        done.returncode == 0 and found == count,
                        done.stderr if found != count else "")


def bomb(program, tally):
    """A megabyte of gzip that holds a gigabyte is refused, with the most that is inflated."""
    data = gzip.compress(b"0,1\n" * (1 << 20))
    (program.workspace / "bomb").write_bytes(data * (1_000_000 // len(data)))
    refused(tally, "a gzip bomb", use(program, "bomb", "--set", "dataset.header=false"),
            "the most that is inflated of them; unpack it with gunzip")


def many_labels(program, tally):
    count = 60_000
    names = [f"c{i}" for i in range(count + 1)]
    (program.workspace / "wide.csv").write_text(
        "\n".join([",".join(names)] + [",".join("1" for _ in names)] * 4) + "\n")
    definition = {"dataset": {"name": "csv", "files": {"train": "wide.csv"}, "label": names[1:],
                              "subset": {"train": [0, 2], "test": [2, 4]}},
                  "architecture": [{"type": "linear", "out_features": count}],
                  "loss": {"type": "mse"}, "optimizer": {"type": "sgd", "learning_rate": 0.01},
                  "training": {"epochs": 1, "batch_size": 2}}
    (program.experiments / "wide.json").write_text(json.dumps(definition))
    done = program.run("validate", "experiments/wide.json", timeout=120)
    tally.check(f"{count} columns to be learnt", done.returncode == 0, done.stderr)
