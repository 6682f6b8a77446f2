#!/usr/bin/env python3
"""Fuzzes the readers of files and of what is typed with libFuzzer under AddressSanitizer.

Builds `bench-fuzz` (BENCH_FUZZ=1, scratch folder .build-fuzz), makes seeds of what a built bench
writes, and gives each reader its seconds, as many at once as there are processors. An input that
breaks a reader is kept in the folder that is named. Last line: `N passed, M failed`, a check each
reader; exit code 1 if one failed.
"""

import argparse
import concurrent.futures
import gzip
import os
import pathlib
import re
import struct
import subprocess
import sys
import tempfile

import array_seeds
import pictures

REPOSITORY = pathlib.Path(__file__).resolve().parent.parent.parent
BUILD = [
    "swift", "build", "-c", "release", "--product", "bench-fuzz", "--sanitize=address",
    "--sanitize=fuzzer", "--scratch-path", str(REPOSITORY / ".build-fuzz"),
    # Of two options the Swift compiler takes the last; without this it counts no coverage.
    "-Xswiftc", "-sanitize=fuzzer,address"]
PROGRAM = REPOSITORY / ".build-fuzz" / "release" / "bench-fuzz"
# No reader may need more for files of up to 64 kB: most is an inflated gzip's, 1032-fold.
LIMITS = ["-rss_limit_mb=512", "-malloc_limit_mb=128", "-timeout=10", "-max_len=65536"]

IMPORTS = [
    "epoch,loss,val_loss,acc\n1,0.5,0.4,0.9\n2,0.3,0.35,0.95\n",
    "\ufeffglobal_step,train_loss,weights_digest\r\n10,\"1e-3\",abc\r\n20,nan,def\r\n",
]
QUERIES = [
    "optimizer.type == sgd and (test_accuracy >= 0.9 or not best:train_loss < 1e-3)",
    "tags has \"baseline\" and started > -7d", "finished < 2026-11-23T10:41:58Z or note ~ 'x y'",
    "seed in (1, 2, null) and state != failed", "architecture.0.out_channels == null",
]
DATASETS = [
    "a,b,label\n1,2,0\n3,4,1\n5,6,2\n", "label,y,x\na,1.5,2e3\nb,-1,+.5\n\"\u00e9\",0,1\n",
    "1,2\r\n\r\n\"3\",4\r\n", "x,\"la\"\"bel\",label\n\"1\", 2,\t3\n0,1,1\n",
]


def built(skip):
    if not skip:
        subprocess.run(
            BUILD, cwd=REPOSITORY, env=os.environ | {"BENCH_FUZZ": "1"}, check=True,
            stdout=subprocess.DEVNULL)
    return PROGRAM


SETTINGS = [
    "optimizer.learning_rate=0.05", "seed=9223372036854775807", "architecture.0.out_features=[1,2]",
    'optimizer={"type":"adam","learning_rate":1e-3}', "description=\"\\u00e9'\"", "loss.type=null",
    "training.early_stopping.metric=test_loss", "optimizer.type=adam", "a..b=1", "checkpoint={}=",
]
LISTS = [
    "optimizer.type,-test_accuracy", "id, best:dice ,,-last:seconds", "learning_rate", "best:f1,tags",
    "- seed", "architecture.0.out_channels,-best:train_loss,acuracy",
]
PATHS = [
    "runs/a-001", "/w/runs/a-001/checkpoints/step-00000079.safetensors", "../runs/b.2/", "latest",
    "runs/runs/x/checkpoints/step-123456789.safetensors", "a-2\na-10\nA-010\na-02\n-x\na/b\n\u00e9",
]
TIMES = [
    "2026-11-23T10:41:58Z", "2026-11-23T10:41:58.250Z", "2024-02-29", "-7d", "-90min", "-24h",
    "0000-01-01T00:00:00Z", "9999-12-31T23:59:59.999Z", "\0\0\x01\xa2\x08\xe5\xa6\x8a",
]
GIT = [
    "3f786850e387550fdab836ed7e6dc881de23001b\n", "e3b0c442" * 8 + "\n",
    "core.bare\0filter.lfs.clean\0filter.lfs.process\0filter.a=b.clean\0user.name\0",
    "filter.lfs.smudge\0filter.clean\0filter..clean\0filter.a.b.process\0",
]
LOCKS = [
    '{"host":"node7","numbering":"pid:[4026531836]","process":4711,"since":"2026-11-23 10:42:07 UTC"}',
    '{"process":1,"host":"\\u001b[2J","since":""}', '{"process":-1,"host":"a","since":"b"}',
]
FORMS = [
    '{"a":1,"b":{"c":"x","d":[1,2],"e":[{"f":true}]}}\0{"a":10,"b":{"c":"","d":[],"e":[{"f":null}]}}',
    "[1,[2]]\0[[1],2]", '{"\u00e9":-0.5e1}\0{"\u00e9":7}', '["a",{}]\0["a\\u0062",{}]',
]


# Messages of TensorBoard: a version, scalars as float32 and as a tensor, and a start.
EVENTS = [bytes.fromhex(text) for text in (
    "0900000000000000001a0d627261696e2e4576656e743a32",
    "09000000000000f83f10032a0d0a0b0a046c6f7373150000803e",
    "09000000000000f83f10042a220a200a046c6f737342080801120022040000803e4a0e0a0c0a077363616c61727312"
    "0100", "09000000000000f83f10033a020801")]


def index_block():
    """A block of the index, of two runs with a value of each kind."""
    texts = ("a-001", "a-002", "fact:seed", "last:test_loss", "fact:tags", "x")
    values = [b"\4" + text.encode() for text in texts] + [
        b"\0", b"\1", b"\2" + struct.pack("<q", -7), b"\3" + struct.pack("<d", 0.25), b'\5["x",1]']
    ends = [sum(map(len, values[:count])) for count in range(len(values) + 1)]
    rows = b"".join(struct.pack("<I8Q", run, *range(run + 1, run + 9)) for run in (0, 1))
    cells = struct.pack("<6H", 8, 9, 10, 0xFFFF, 6, 5)
    header = struct.pack("<4I", 2, 3, len(values), ends[-1])
    numbers = struct.pack(f"<3I{len(ends)}I", 2, 3, 4, *ends)
    return header + rows + numbers + cells + b"".join(values)


def gzip_member(content):
    """A member that says how long it is, as Sources/CMNIST/compress.py writes it."""
    packed = gzip.compress(content, mtime=0)
    extra = struct.pack("<H2sHI", 8, b"MB", 4, len(packed) + 10)
    return packed[:3] + b"\4" + packed[4:10] + extra + packed[10:]


def idx_files():
    """Images and labels, and bytes that are both."""
    images = struct.pack(">4I", 0x803, 4, 2, 3) + bytes(range(24))
    labels = struct.pack(">2I", 0x801, 4) + bytes([0, 3, 9, 1])
    plain = [images, labels, struct.pack(">4I", 0x803, 2**31, 2**31, 4)]
    return plain + [gzip.compress(file, mtime=0) for file in plain] + [
        gzip.compress(images[:20], mtime=0) + gzip.compress(images[20:], mtime=0)]


def seeds(bench):
    """For each reader, files as bench writes and reads them."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        workspace = pathlib.Path(folder)

        def call(*arguments):
            subprocess.run([bench, *arguments], cwd=workspace, check=True, capture_output=True)

        call("init", ".")
        for experiment in ("xor-mlp", "linear-regression"):
            call("run", experiment, "--epochs", "3", "--set", "training.log_every_steps=1")
        call("run", "xor-mlp", "--epochs", "3", "--set",
             'optimizer={"type":"adam","learning_rate":0.1}', "--set",
             'training.early_stopping={"metric":"train_loss","mode":"min","patience":2}')
        (workspace / "other.csv").write_text(IMPORTS[0])
        call("import", "other.csv", "--name", "other")

        def files(pattern):
            return [path.read_bytes() for path in sorted(workspace.glob(pattern))]

        definitions = files("experiments/[!s]*.json") + files("runs/*/definition.json")
        records = files("runs/*/run.json")
        tables = [b"".join(table.splitlines(keepends=True)[:8]) for table in files("runs/*/*.csv")]
        return {
            "checkpoint": files("runs/*/checkpoints/*.safetensors"),
            "cifar": array_seeds.cifar_files(),
            "csv": [bytes([0, mode, 0]) + text.encode() for text in DATASETS for mode in range(8)]
            + [bytes([mode, 1, 0]) + text.encode() for text in DATASETS for mode in range(8)]
            + [bytes([8 * mode, 11 + 16 * mode, 4 << mode]) + text.encode()
               for text in DATASETS for mode in range(6)],
            "definition": definitions,
            "events": [b"\xff\xfe".join(EVENTS), *EVENTS],
            "form": [text.encode() for text in FORMS] + [
                definition + b"\0" + definition for definition in definitions[-3:]],
            "git": [text.encode() for text in GIT],
            "gzip": [gzip_member(b"") + gzip_member(b"abc" * 99) + gzip_member(bytes(2000))]
            + idx_files(),
            "idx": idx_files(),
            "idx_any": array_seeds.idx_arrays() + idx_files()[:3],
            "import": [text.encode() for text in IMPORTS] + tables,
            "jpeg": pictures.fixtures("jpeg", b"\xff\xd8"),
            "index": [index_block(), b'{"fact:seed":1,"last:x":0.5,"fact:tags":["a",null],"n":true}'],
            "json": definitions + records + [rb'{"a":[1e5,-0,"\ud834\udd1e\n"],"b":null}'],
            "lists": [text.encode() for text in LISTS],
            "lock": [text.encode() for text in LOCKS],
            "npy": array_seeds.npy_files(),
            "npz": array_seeds.npz_files(),
            "paths": [text.encode() for text in PATHS],
            "png": pictures.fixtures("png", b"\x89P"),
            "pnm": pictures.fixtures("png", b"P"),
            "query": [text.encode() for text in QUERIES],
            "record": records,
            "setting": [text.encode() for text in SETTINGS],
            "tables": tables,
            "tar": array_seeds.tar_files(),
            "time": [text.encode("latin-1") for text in TIMES],
        }


def dictionary(path, seeds):
    """The words in quotes that seeds are made of, and values at the edges."""
    words = {word for seed in seeds for word in re.findall(rb'"[ -!#-\[\]-~]{1,40}"', seed)}
    words |= {b"9223372036854775807", b"-1", b"1e308", b"nan", b"null", b"[", b"{}", b"0.5"}
    escaped = ("".join(f"\\x{byte:02x}" for byte in word) for word in sorted(words))
    path.write_text("".join(f'"{word}"\n' for word in escaped))


def fuzz(name, inputs, seconds, findings, corpus):
    """Lets one reader run; returns whether it held, and what to say of it."""
    with tempfile.TemporaryDirectory(prefix=f"bench-fuzz-{name}-") as folder:
        folder = pathlib.Path(folder)
        seeds = folder / "seeds"
        grown = corpus / name if corpus else folder / "corpus"
        for place in (seeds, grown):
            place.mkdir(parents=True, exist_ok=True)
        for number, seed in enumerate(inputs):
            (seeds / str(number)).write_bytes(seed)
        dictionary(folder / "words", inputs)
        done = subprocess.run(
            [PROGRAM, *LIMITS, f"-max_total_time={seconds}", "-print_final_stats=1",
             f"-dict={folder / 'words'}", f"-artifact_prefix={findings / name}-", grown, seeds],
            env=os.environ | {
                "BENCH_FUZZ_TARGET": name, "SWIFT_BACKTRACE": "enable=no",
                # The leak checker takes tables that live as long as the process for lost: it cannot
                # see a pointer that an enum keeps with bits of its own.
                "ASAN_OPTIONS": "quarantine_size_mb=16:detect_leaks=0"},
            stdin=subprocess.DEVNULL, capture_output=True, text=True, errors="replace")
    executed = re.findall(r"number_of_executed_units: (\d+)", done.stderr)
    covered = re.findall(r"cov: (\d+) ft: (\d+)", done.stderr)
    peak = re.findall(r"peak_rss_mb: +(\d+)", done.stderr)
    found = sorted(path.name for path in findings.glob(f"{name}-*"))
    # A worker that never got as far as its figures has failed too.
    held = done.returncode == 0 and bool(executed) and bool(covered) and not found
    text = (f"{name}: {executed[-1] if executed else 'no'} executions, "
            f"cov {covered[-1][0] if covered else '-'}, ft {covered[-1][1] if covered else '-'}, "
            f"{peak[-1] if peak else '-'} MB, {len(found)} findings")
    if not held:
        reason = re.findall(r"^(?:broken promise|SUMMARY|==\d+== ?ERROR).*$", done.stderr, re.M)
        text += f" ({', '.join(found)})\n" + "\n".join(reason or done.stderr.splitlines()[-20:])
    return held, text


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=60, help="for each reader")
    parser.add_argument("--targets", nargs="*", help="the readers; default: all")
    parser.add_argument("--bench", type=pathlib.Path,
                        default=REPOSITORY / ".build" / "release" / "bench",
                        help="writes the seeds")
    parser.add_argument("--corpus", type=pathlib.Path, help="kept from one time to the next")
    parser.add_argument("--no-build", action="store_true")
    options = parser.parse_args()
    built(options.no_build)
    inputs = seeds(options.bench.resolve())
    names = options.targets or sorted(inputs)
    if unknown := [name for name in names if name not in inputs]:
        parser.error(f"no reader {unknown[0]}, there are {', '.join(sorted(inputs))}")
    findings = pathlib.Path(tempfile.mkdtemp(prefix="bench-findings-"))
    held = []
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for holds, text in pool.map(lambda name: fuzz(
                name, inputs[name], options.seconds, findings, options.corpus), names):
            print(("passed  " if holds else "FAILED  ") + text, flush=True)
            held.append(holds)
    if all(held):
        findings.rmdir()
    else:
        print(f"inputs are in {findings}; try one: BENCH_FUZZ_TARGET=NAME {PROGRAM} FILE")
    print(f"{sum(held)} passed, {len(held) - sum(held)} failed")
    return 0 if all(held) else 1


if __name__ == "__main__":
    sys.exit(main())
