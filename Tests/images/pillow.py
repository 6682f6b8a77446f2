#!/usr/bin/env python3
"""Compares the pixels of random pictures with Pillow's, exactly.

Draws PNG, PNM and JPEG files of every kind, decodes them with Pillow and with bench-pixels, which it
builds (BENCH_PIXELS=1, scratch folder .build-pixels), and compares the SHA-256 of the pixels. Then scales and
fits pictures and compares them with `Image.resize` in the same way. Last line: `N passed, M
failed`, a check each file; exit code 1 if one failed.
"""

import argparse
import hashlib
import io
import os
import pathlib
import random
import subprocess
import sys
import tempfile

import numpy as np
from PIL import Image, ImageOps

import jpeg_files
import png_files
import pnm_files


REPOSITORY = pathlib.Path(__file__).resolve().parent.parent.parent


def built():
    """Builds the program, and returns where it is."""
    place = REPOSITORY / ".build-pixels"
    subprocess.run(
        ["swift", "build", "-c", "release", "--product", "bench-pixels", "--scratch-path", place],
        cwd=REPOSITORY, env=os.environ | {"BENCH_PIXELS": "1"}, check=True,
        stdout=subprocess.DEVNULL)
    return place / "release" / "bench-pixels"


def upright(file):
    """What Pillow makes of a file, `[height, width, channels]`, alpha over black."""
    picture = ImageOps.exif_transpose(Image.open(io.BytesIO(file)))
    if picture.mode == "I;16":
        pixels = np.asarray(picture) >> 8
    elif picture.mode in ("LA", "RGBA") or "transparency" in picture.info:
        picture = picture.convert("LA" if picture.mode in ("1", "L", "LA") else "RGBA")
        opaque = Image.new("L" if picture.mode == "LA" else "RGB", picture.size)
        opaque.paste(picture.convert(opaque.mode), mask=picture.getchannel("A"))
        pixels = np.asarray(opaque)
    elif picture.mode == "P":
        pixels = np.asarray(picture.convert("RGB"))
    else:
        pixels = np.asarray(picture.convert("L") if picture.mode == "1" else picture)
    return pixels.astype(np.uint8).reshape(*pixels.shape[:2], -1)


def line(pixels):
    height, width, channels = pixels.shape
    return f"{height} {width} {channels} {hashlib.sha256(pixels.tobytes()).hexdigest()}"


class Checks:
    def __init__(self, decoder, folder):
        self.decoder = decoder
        self.folder = folder
        self.passed = self.failed = 0

    def answers(self, files, *options):
        """What the program says of the files."""
        names = []
        for number, file in enumerate(files):
            path = self.folder / str(number)
            path.write_bytes(file)
            names.append(str(path))
        done = subprocess.run([self.decoder, *options], input="\n".join(names), text=True,
                              capture_output=True)
        found = done.stdout.splitlines()
        if done.returncode or len(found) != len(files):
            raise SystemExit(f"{self.decoder} ended with {done.returncode}, {len(found)} answers of "
                             f"{len(files)}: {done.stderr[-2000:]}")
        return found

    def compare(self, what, cases, *options):
        """Each case is a file, the expected line, and a description."""
        files, expected, descriptions = zip(*cases)
        wrong = 0
        for found, line, said, file in zip(
                self.answers(files, *options), expected, descriptions, files):
            if found == line:
                continue
            wrong += 1
            if wrong == 1:
                kept = pathlib.Path(tempfile.gettempdir()) / f"bench-wrong-{what.split()[0]}-{wrong}"
                kept.write_bytes(file)
                print(f"FAILED  {what}, {said}: {found}, not {line}; kept as {kept}")
        self.passed += len(cases) - wrong
        self.failed += wrong
        print(f"{'FAILED' if wrong else 'passed'}  {what}: {len(cases) - wrong} of {len(cases)}")


def stated(draw, count):
    """Files whose pixels are known, which Pillow must see too where it can."""
    cases = []
    compared = 0
    for _ in range(count):
        file, pixels, said, comparable = draw()
        if comparable:
            # Pillow makes grey of 16 bits with alpha RGB.
            seen = upright(file)[:, :, :pixels.shape[2]]
            if not np.array_equal(seen, pixels):
                raise SystemExit(f"Pillow does not see what is stated: {said}")
            compared += 1
        cases.append((file, line(pixels), said))
    return cases, compared


def fitted(pixels, size, channels, fit):
    """README.md's rules of fitting with Pillow's operations, `[channels, height, width]`."""
    picture = Image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels)
    if channels == 1:
        picture = picture.convert("L")
    (h, w), (height, width) = pixels.shape[:2], size
    wider, place = w * height > h * width, (0, 0)
    if fit == "crop":
        cut_w = max(1, (h * width + height // 2) // height) if wider else w
        cut_h = h if wider else max(1, (w * height + width // 2) // width)
        left, top = (w - cut_w) // 2, (h - cut_h) // 2
        picture = picture.crop((left, top, left + cut_w, top + cut_h))
    elif fit == "pad":
        if wider:
            height = max(1, (h * width + w // 2) // w)
        else:
            width = max(1, (w * height + h // 2) // h)
        place = ((size[1] - width) // 2, (size[0] - height) // 2)
    # In two steps: Pillow 13 sometimes begins with the rows.
    bilinear = Image.Resampling.BILINEAR
    picture = picture.resize((width, picture.height), bilinear).resize((width, height), bilinear)
    whole = Image.new(picture.mode, (size[1], size[0]))
    whole.paste(picture, place)
    result = np.asarray(whole.convert("RGB") if channels == 3 else whole)
    return result.reshape(*result.shape[:2], -1).transpose(2, 0, 1).tobytes()


def check_fitting(checks, count):
    for fit in ("stretch", "crop", "pad"):
        cases = []
        size = (random.randint(1, 40), random.randint(1, 40))
        for number in range(count):
            height, width = (random.choice([random.randint(1, 9), random.randint(1, 150)])
                             for _ in "hw")
            file = io.BytesIO()
            jpeg_files.drawing(height, width, random.choice([1, 3])).save(file, "PNG")
            cases.append(file.getvalue())
        for channels in (1, 3):
            known = []
            for file in cases:
                pixels = upright(file)
                digest = hashlib.sha256(fitted(pixels, size, channels, fit)).hexdigest()
                known.append((file, f"{size[0]} {size[1]} {channels} {digest}",
                              f"{pixels.shape} to {size}"))
            checks.compare(f"{fit} to {size}, {channels} channels", known, "--fit", fit,
                           str(size[0]), str(size[1]), str(channels))


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--decoder", type=pathlib.Path, help="bench-pixels, if it is built already")
    parser.add_argument("--files", type=int, default=400, help="of each format")
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    random.seed(options.seed)
    np.random.seed(options.seed)
    with tempfile.TemporaryDirectory(prefix="bench-pillow-") as folder:
        checks = Checks((options.decoder or built()).resolve(), pathlib.Path(folder))
        for what, draw in (("png", png_files.draw), ("pnm", pnm_files.draw)):
            cases, compared = stated(draw, options.files)
            print(f"{compared} of {len(cases)} {what} files are as Pillow sees them")
            checks.compare(what, cases)
        files = [jpeg_files.draw_with_pillow(number) for number in range(options.files)]
        checks.compare("jpeg by Pillow", [(file, line(upright(file)), said) for file, said in files])
        files = [jpeg_files.draw_coefficients() for _ in range(options.files)]
        checks.compare("jpeg of random coefficients",
                       [(file, line(upright(file)), said) for file, said in files])
        for _ in range(4):
            check_fitting(checks, options.files // 8)
    print(f"{checks.passed} passed, {checks.failed} failed")
    return 1 if checks.failed else 0


if __name__ == "__main__":
    sys.exit(main())
