#!/usr/bin/env python3
"""Measures decoding and scaling against Pillow, in pairs.

Draws 64x64 pictures, like photographs and like drawings, as PNG and as JPEG, and decodes them from memory to 32x32 RGB: bench-pixels
with threads (`--decoder`), Pillow with as many processes. Each pair is measured one directly after
the other; the median ratio of the pairs is printed with both rates, by the clock and by the time
of processors, which other programs disturb less.
"""

import argparse
import concurrent.futures
import io
import pathlib
import statistics
import subprocess
import tempfile
import time

import numpy as np
from PIL import Image

SIDE, SCALED = 64, 32


def pictures(count, kind, noise):
    """Pictures with edges, slopes and some noise, as photographs have, or shapes without any."""
    random = np.random.default_rng(0)
    y, x = np.mgrid[:SIDE, :SIDE]
    for _ in range(count):
        a, b, c, d = random.uniform(-1, 1, 4)
        slope = np.stack([128 + 50 * np.sin((a * x + b * y) / 8 + phase) for phase in (0, 1, 2)], -1)
        edge = np.where(c * (x - 32) + d * (y - 32) > 0, 40, -20)[:, :, None]
        shape = ((x - 32) ** 2 * abs(a) + (y - 32) ** 2 * abs(b) < 200)[:, :, None]
        pixels = slope + edge + random.normal(0, noise, (SIDE, SIDE, 3)) if noise else \
            edge + 200 * shape + [20, 30, 40]
        file = io.BytesIO()
        Image.fromarray(pixels.clip(0, 255).astype(np.uint8)).save(file, kind)
        yield file.getvalue()


def decode(files):
    start, processor = time.perf_counter(), time.process_time()
    for file in files:
        picture = Image.open(io.BytesIO(file)).convert("RGB")
        np.asarray(picture.resize((SCALED, SCALED), Image.Resampling.BILINEAR))
    return time.perf_counter() - start, time.process_time() - processor


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decoder", required=True, type=pathlib.Path)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--pairs", type=int, default=7)
    options = parser.parse_args()
    for kind, noise in (("PNG", 6), ("PNG", 0), ("JPEG", 6)):
        files = list(pictures(options.files, kind, noise))
        with tempfile.TemporaryDirectory(prefix="bench-speed-") as folder:
            for number, file in enumerate(files):
                (pathlib.Path(folder) / str(number)).write_bytes(file)
            names = "\n".join(f"{folder}/{number}" for number in range(len(files)))
            print(f"{kind}, {'photographs' if noise else 'drawings'}: {len(files)} files of {sum(map(len, files)) // len(files)} bytes")
            for workers in (1, 2):
                compare(options, files, names, workers)


def compare(options, files, names, workers):
    parts = [files[number::workers] for number in range(workers)]
    ours, theirs = [], []
    with concurrent.futures.ProcessPoolExecutor(workers) as pool:
        list(pool.map(decode, [part[:100] for part in parts]))
        for _ in range(options.pairs):
            done = subprocess.run(
                [options.decoder, "--fit", "stretch", str(SCALED), str(SCALED), "3", "--time",
                 str(workers), "1"], input=names, text=True, capture_output=True, check=True)
            ours.append([float(word) for word in done.stdout.split()])
            each = list(pool.map(decode, parts))
            theirs.append([max(wall for wall, _ in each), sum(used for _, used in each)])
    for place, what in enumerate(("on the clock", "of processors")):
        rate, other = (len(files) / statistics.median(pair[place] for pair in pairs)
                       for pairs in (ours, theirs))
        ratios = [their[place] / our[place] for our, their in zip(ours, theirs)]
        print(f"  {workers} threads: {rate:,.0f}/s {what}; {workers} processes of Pillow: "
              f"{other:,.0f}/s; ratio {statistics.median(ratios):.2f} "
              f"({min(ratios):.2f} to {max(ratios):.2f})")


if __name__ == "__main__":
    main()
