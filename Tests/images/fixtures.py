#!/usr/bin/env python3
"""Writes Tests/ImagesTests/Fixtures+….swift: small files of every kind with the SHA-256 of their
pixels, which Pillow has decoded or, where it cannot, png_files.py and pnm_files.py state.

Usage: python3 Tests/images/fixtures.py
"""

import hashlib
import io
import pathlib
import random

import numpy as np
from PIL import Image

import jpeg_files
import pillow
import png_files
import pnm_files

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "ImagesTests"
HEAD = """// Written by Tests/images/fixtures.py.

extension Fixture {
  static let NAME = [
"""


def wanted(draw, prefix, most):
    """The smallest of the random files whose description begins so."""
    found = [case for case in (draw() for _ in range(400)) if case[2].startswith(prefix)]
    found = [case for case in found if case[1].shape[0] > 2 and case[1].shape[1] > 2]
    file, pixels, said, _ = min(found, key=lambda case: abs(len(case[0]) - most))
    return said, file, pixels


def jpeg(said, height, width, channels, **options):
    file = io.BytesIO()
    y, x = np.mgrid[:height, :width]
    pixels = np.stack([(x * (7 - 2 * i) + y * (5 + 4 * i)) % 256 for i in range(channels)], -1)
    pixels = pixels.astype(np.uint8)
    Image.fromarray(pixels[:, :, 0] if channels == 1 else pixels).save(
        file, "JPEG", **({"quality": 40, "optimize": True} | options))
    return said, file.getvalue(), pillow.upright(file.getvalue())


def png_and_pnm():
    for color, depth in [(0, 1), (0, 2), (0, 4), (0, 16), (2, 8), (2, 16), (3, 1), (3, 2), (3, 4),
                         (4, 8), (4, 16), (6, 8), (6, 16)]:
        yield wanted(png_files.draw, f"colour {color}, {depth} bits", 260)
    for kind in range(1, 7):
        yield wanted(pnm_files.draw, f"P{kind}", 150)


def jpegs():
    exif = Image.Exif()
    exif[0x0112] = 6
    yield jpeg("grey", 11, 9, 1)
    yield jpeg("grey, progressive", 9, 17, 1, progressive=True)
    yield jpeg("4:2:0, restart markers", 33, 19, 3, restart_marker_blocks=1)
    yield jpeg("4:2:2, progressive, restart markers", 19, 35, 3, subsampling=1, progressive=True,
               restart_marker_blocks=2)
    said, file, _ = jpeg("4:4:0", 18, 35, 3, subsampling=1)
    file = jpeg_files.turned_sampling(file)
    yield said, file, pillow.upright(file)
    yield jpeg("4:4:4, to be turned", 10, 21, 3, subsampling=0, exif=exif)
    yield jpeg("RGB", 12, 9, 3, keep_rgb=True, subsampling=0)


def write(name, cases):
    text = HEAD.replace("NAME", name)
    for said, file, pixels in cases:
        height, width, channels = pixels.shape
        digits = file.hex()
        body = "\n".join(f"        {digits[start:start + 84]}" for start in range(0, len(digits), 84))
        text += f"""    Fixture(
      description: "{said.replace(' tRNS []', ' opaque')[:78]}",
      height: {height}, width: {width}, channels: {channels},
      pixels: "{hashlib.sha256(pixels.tobytes()).hexdigest()}",
      file: \"\"\"
{body}
        \"\"\"),
"""
    (FOLDER / f"Fixtures+{name}.swift").write_text(text + "  ]\n}\n")


def main():
    random.seed(5)
    np.random.seed(5)
    write("png", list(png_and_pnm()))
    write("jpeg", list(jpegs()))


if __name__ == "__main__":
    main()
