"""Writes PNM files of every kind, and says which pixels they have."""

import random

import numpy as np

from png_files import smooth


def draw():
    """Returns a random file, its pixels, and a description."""
    kind = random.randint(1, 6)
    channels = 3 if kind % 3 == 0 else 1
    maximum = 1 if kind % 3 == 1 else random.choice([255, 255, 1, 7, 100, 254, 256, 1023, 65535])
    height, width = random.randint(1, 40), random.randint(1, 40)
    samples = smooth(height, width, channels, maximum)
    blank = random.choice([b" ", b"\n", b"\t", b"\r\n", b" # a comment\n", b"\n#\n"])
    numbers = [width, height] if kind % 3 == 1 else [width, height, maximum]
    file = b"P%d" % kind + blank + blank.join(b"%d" % number for number in numbers) + b"\n"
    if kind in (1, 2, 3):
        separators = [" ", "\n", "  "] if kind > 1 else [" ", "", "\n"]
        file += "".join(f"{x}{random.choice(separators)}" for x in samples.ravel()).encode()
    elif kind == 4:
        file += np.packbits(samples[:, :, 0].astype(np.uint8), axis=1).tobytes()
    else:
        file += samples.astype(np.uint8 if maximum < 256 else ">u2").tobytes()
    if kind % 3 == 1:
        pixels = np.where(samples == 1, 0, 255)
    else:
        quotient, remainder = np.divmod(samples * 255, maximum)
        tie = 2 * remainder == maximum
        pixels = quotient + (2 * remainder > maximum) + (tie & (quotient % 2 == 1))
    # Pillow makes grey of more than 8 bits 32 bits wide, and takes a carriage return and the line
    # feed after it for two blanks.
    comparable = maximum < 256 or kind % 3 == 0
    return file, pixels.astype(np.uint8), f"P{kind} {width}x{height} maximum {maximum}", comparable
