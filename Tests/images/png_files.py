"""Writes PNG files of every kind, and says which pixels they have."""

import random
import struct
import zlib

import numpy as np

SIGNATURE = b"\x89PNG\r\n\x1a\n"
SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
PASSES = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2),
          (0, 1, 1, 2)]


def chunk(kind, content):
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def packed(row, depth):
    """The bytes of a row of samples."""
    if depth == 16:
        return row.astype(">u2").tobytes()
    if depth == 8:
        return row.astype(np.uint8).tobytes()
    bits = (row[:, None] >> np.arange(depth - 1, -1, -1)) & 1
    return np.packbits(bits.astype(np.uint8).ravel()).tobytes()


def paeth(a, b, c):
    distances = [abs(b - c), abs(a - c), abs(a + b - 2 * c)]
    return (a, b, c)[distances.index(min(distances))]


def filtered(row, above, distance, kind):
    """A row after its filter (PNG, 9.2)."""
    result = bytearray([kind])
    for i, x in enumerate(row):
        a = row[i - distance] if i >= distance else 0
        b = above[i]
        c = above[i - distance] if i >= distance else 0
        result.append((x - (0, a, b, (a + b) // 2, paeth(a, b, c))[kind]) & 255)
    return bytes(result)


def rows_of(samples, depth, distance, kinds):
    """The filtered rows of a picture `samples[height, width, samples]`."""
    result, above = b"", None
    for row in samples:
        row = packed(row.ravel(), depth)
        result += filtered(row, above or bytes(len(row)), distance, random.choice(kinds))
        above = row
    return result


def smooth(height, width, count, most):
    """Samples that are noise, or change slowly."""
    if random.random() < 0.4:
        return np.random.randint(0, most + 1, (height, width, count))
    y, x = np.mgrid[:height, :width]
    return np.stack([(x * random.randint(0, 9) + y * random.randint(0, 9)) * most // 100 % (most + 1)
                     for _ in range(count)], -1)


def pixels_of(samples, color, depth, palette, transparency):
    """What README.md of Sources/Images says of such samples, `[height, width, channels]`."""
    if color == 3:
        alpha = np.full(len(palette), 255)
        alpha[:len(transparency)] = transparency
        over = (palette * alpha[:, None] + 127) // 255
        return over[samples[:, :, 0]].astype(np.uint8)
    high = samples >> 8 if depth == 16 else samples * (255 // (2**depth - 1))
    if color in (4, 6):
        return ((high[:, :, :-1] * high[:, :, -1:] + 127) // 255).astype(np.uint8)
    if len(transparency):
        high = np.where((samples == transparency).all(-1, keepdims=True), 0, high)
    return high.astype(np.uint8)


def draw():
    """Returns a random file, its pixels, and a description."""
    color = random.choice(list(SAMPLES))
    depth = random.choice(DEPTHS[color])
    height, width = (random.choice([random.randint(1, 9), random.randint(1, 70)]) for _ in "hw")
    colors = random.randint(1, 2**min(depth, 8))
    most = colors - 1 if color == 3 else 2**depth - 1
    samples = smooth(height, width, SAMPLES[color], most)
    palette = np.random.randint(0, 256, (colors, 3))
    transparency = np.array([], int)
    if random.random() < 0.4 and color == 3:
        transparency = np.random.randint(0, 256, random.randint(1, colors))
    elif random.random() < 0.4 and color in (0, 2):
        transparency = samples[random.randrange(height), random.randrange(width)]
    interlaced = random.random() < 0.4
    kinds = random.choice([(0,), (1,), (2,), (3,), (4,), range(5)])
    distance = max(1, SAMPLES[color] * depth // 8)
    parts = [samples[y::dy, x::dx] for x, y, dx, dy in PASSES] if interlaced else [samples]
    data = b"".join(rows_of(part, depth, distance, kinds) for part in parts if part.size)
    compressed = zlib.compress(data, random.choice([0, 1, 6, 9]))
    file = SIGNATURE + chunk(b"IHDR", struct.pack(
        ">IIBBBBB", width, height, depth, color, 0, 0, interlaced))
    if random.random() < 0.3:
        file += chunk(b"gAMA", struct.pack(">I", 45455))
    if color == 3:
        file += chunk(b"PLTE", palette.astype(np.uint8).tobytes())
    if len(transparency):
        file += chunk(b"tRNS", transparency.astype(np.uint8 if color == 3 else ">u2").tobytes())
    size = random.choice([len(compressed), random.randint(1, len(compressed))])
    for start in range(0, len(compressed), size):
        file += chunk(b"IDAT", compressed[start:start + size])
    file += chunk(b"tEXt", b"Comment\0hello") + chunk(b"IEND", b"")
    said = f"colour {color}, {depth} bits, {width}x{height}, interlaced {interlaced}, " \
        f"tRNS {transparency.tolist()}"
    # Pillow compares 16-bit colours with tRNS after making them 8 bits, and takes grey of 2 and 4
    # bits with tRNS for 8 bits.
    comparable = not len(transparency) or color == 3 or depth == 8
    return file, pixels_of(samples, color, depth, palette, transparency), said, comparable
