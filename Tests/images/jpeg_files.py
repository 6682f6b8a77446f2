"""Writes JPEG files of every kind that is decoded, with Pillow and with random coefficients."""

import io
import random
import struct

import numpy as np
from PIL import Image

ZIGZAG = sorted(range(64), key=lambda i: (
    i // 8 + i % 8, i // 8 if (i // 8 + i % 8) % 2 else i % 8))


def drawing(height, width, channels):
    """Noise, stripes, or something smooth."""
    kind = random.randrange(3)
    y, x = np.mgrid[:height, :width]
    if kind == 0:
        pixels = np.random.randint(0, 256, (height, width, channels))
    elif kind == 1:
        pixels = np.stack([(x * random.randint(0, 20) + y * random.randint(0, 20)) % 256
                           for _ in range(channels)], -1)
    else:
        pixels = np.stack([128 + 120 * np.sin(x / random.randint(2, 20) + i)
                           * np.cos(y / random.randint(2, 20) - i) for i in range(channels)], -1)
    pixels = pixels.astype(np.uint8)
    return Image.fromarray(pixels[:, :, 0] if channels == 1 else pixels)


def segments(file):
    """The markers of a file with the places of their contents, up to the first scan."""
    place = 2
    while True:
        marker, length = file[place + 1], int.from_bytes(file[place + 2:place + 4], "big")
        yield marker, place + 4, place + 2 + length
        if marker == 0xDA:
            return
        place += 2 + length


def turned_sampling(file):
    """A 4:2:2 file as a 4:4:0 file of swapped sides: it has as many blocks of each kind."""
    file = bytearray(file)
    for marker, start, _ in segments(file):
        if marker in (0xC0, 0xC1, 0xC2):
            file[start + 1:start + 3], file[start + 3:start + 5] = \
                file[start + 3:start + 5], file[start + 1:start + 3]
            assert file[start + 7] == 0x21, hex(file[start + 7])
            file[start + 7] = 0x12
    return bytes(file)


def draw_with_pillow(number):
    """Returns a random file and what it is. The number goes through all qualities."""
    height, width = (random.choice([random.randint(1, 18), random.randint(1, 100)]) for _ in "hw")
    channels = random.choice([1, 3, 3, 3])
    options = {
        "quality": number % 100 + 1, "optimize": random.random() < 0.3,
        "progressive": random.random() < 0.5}
    is_turned = False
    if channels == 3:
        options["subsampling"] = random.randrange(3)
        is_turned = options["subsampling"] == 1 and random.random() < 0.5
        if random.random() < 0.1:
            options |= {"keep_rgb": True, "subsampling": 0}
            is_turned = False
    kind = random.randrange(4)
    if kind < 2:
        options["restart_marker_" + ("blocks", "rows")[kind]] = random.randint(1, 12)
    if random.random() < 0.4:
        exif = Image.Exif()
        exif[0x0112] = random.randint(1, 8)
        exif[0x010F] = "maker"
        options["exif"] = exif
    file = io.BytesIO()
    drawing(height, width, channels).save(file, "JPEG", **options)
    file = file.getvalue()
    # Rows of units between restarts would be others.
    if is_turned and "restart_marker_rows" not in options:
        file = turned_sampling(file)
    return file, f"{width}x{height} {options} turned: {is_turned}"


class Bits:
    """Bits of a scan, with zeros after 0xFF."""

    def __init__(self):
        self.text = []

    def add(self, value, count):
        if count:
            self.text.append(format(value, f"0{count}b"))

    def taken(self):
        text = "".join(self.text)
        text += "1" * (-len(text) % 8)
        self.text = []
        data = bytes(int(text[i:i + 8], 2) for i in range(0, len(text), 8))
        return data.replace(b"\xff", b"\xff\0")


def standard_tables():
    """The segment DHT of Pillow, and the codes of its tables."""
    file = io.BytesIO()
    drawing(8, 8, 3).save(file, "JPEG")
    file = file.getvalue()
    tables, contents = {}, []
    for marker, start, end in segments(file):
        if marker != 0xC4:
            continue
        contents.append(file[start - 4:end])
        while start < end:
            counts = file[start + 1:start + 17]
            symbols = iter(file[start + 17:start + 17 + sum(counts)])
            code, codes = 0, {}
            for length, count in enumerate(counts, 1):
                for _ in range(count):
                    codes[next(symbols)] = (code, length)
                    code += 1
                code <<= 1
            tables[file[start]] = codes
            start += 17 + sum(counts)
    return b"".join(contents), tables


TABLES, CODES = standard_tables()


def add_number(bits, codes, run, value):
    size = abs(value).bit_length()
    bits.add(*codes[run << 4 | size])
    bits.add(value if value >= 0 else value + (1 << size) - 1, size)


def add_block(bits, table, means, plane):
    """A block of few random coefficients."""
    mean = max(-60, min(60, means[plane] + random.randint(-25, 25)))
    add_number(bits, CODES[table], 0, mean - means[plane])
    means[plane] = mean
    place = 1
    for _ in range(random.choice([0, 1, 3, 8])):
        run = random.choice([0, 1, 2, 5, 17])
        if place + run > 63:
            break
        place += run + 1
        if run > 15:
            bits.add(*CODES[0x10 | table][0xF0])
        add_number(bits, CODES[0x10 | table], run & 15, random.choice([-9, -3, -1, 1, 2, 4, 11]))
    if place < 64:
        bits.add(*CODES[0x10 | table][0])


def scan(planes, factors, height, width, most, interval):
    """A scan of some planes, random all over."""
    parts = b"".join(bytes([plane + 1, 0x11 * (plane > 0)]) for plane in planes)
    data = b"\xff\xda" + struct.pack(">HB", 6 + 2 * len(planes), len(planes)) + parts + b"\0\x3f\0"
    bits, means = Bits(), [0, 0, 0]
    if len(planes) == 1:
        h, v = factors[planes[0]]
        units = -(-height * v // (8 * most[1])) * -(-width * h // (8 * most[0]))
        blocks = [planes[0]]
    else:
        units = -(-height // (8 * most[1])) * -(-width // (8 * most[0]))
        blocks = [plane for plane in planes for _ in range(factors[plane][0] * factors[plane][1])]
    for unit in range(units):
        if interval and unit and unit % interval == 0:
            data += bits.taken() + bytes([0xFF, 0xD0 + (unit // interval - 1) % 8])
            means = [0, 0, 0]
        for plane in blocks:
            add_block(bits, int(plane > 0), means, plane)
    return data + bits.taken()


FACTORS = [
    [(1, 1)], [(2, 2)], [(1, 1)] * 3, [(2, 1), (1, 1), (1, 1)], [(1, 2), (1, 1), (1, 1)],
    [(2, 2), (1, 1), (1, 1)], [(4, 1), (1, 1), (1, 1)], [(1, 4), (1, 1), (1, 1)],
    [(4, 2), (1, 1), (1, 1)], [(2, 2), (2, 1), (1, 2)], [(2, 2), (1, 2), (1, 2)],
    [(2, 2), (2, 1), (2, 1)], [(3, 1), (1, 1), (1, 1)], [(3, 2), (1, 1), (1, 2)],
    [(1, 1), (2, 2), (2, 2)], [(1, 1), (2, 1), (1, 2)], [(4, 1), (2, 1), (2, 1)],
    [(2, 4), (1, 1), (1, 1)], [(2, 2), (2, 2), (1, 1)],
]


def draw_coefficients():
    """Returns a sequential file of random coefficients, of any sampling, and what it is."""
    factors = random.choice(FACTORS)
    height, width = (random.choice([random.randint(1, 18), random.randint(1, 80)]) for _ in "hw")
    most = [max(factor[i] for factor in factors) for i in (0, 1)]
    file, wide = b"\xff\xd8", random.random() < 0.3
    marks = random.choice(["JFIF", "Adobe 0", "Adobe 1", "none"])
    if marks == "JFIF":
        file += b"\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0"
    elif marks != "none":
        file += b"\xff\xee\0\x0eAdobe\0\x64\0\0\0\0" + bytes([int(marks[-1])])
    for number in (0, 1):
        quantizers = [random.randint(1, 20) for _ in range(64)]
        file += b"\xff\xdb" + struct.pack(">HB", 67 + 64 * wide, wide << 4 | number)
        file += struct.pack(">64H" if wide else ">64B", *quantizers)
    frame = struct.pack(">BHHB", 8, height, width, len(factors))
    for plane, (h, v) in enumerate(factors):
        frame += bytes([plane + 1, h << 4 | v, int(plane > 0)])
    file += bytes([0xFF, 0xC0 + wide]) + struct.pack(">H", len(frame) + 2) + frame + TABLES
    interval = random.choice([0, 0, 1, 3])
    if interval:
        file += b"\xff\xdd\0\4" + struct.pack(">H", interval)
    everything = list(range(len(factors)))
    blocks = sum(h * v for h, v in factors)
    together = blocks <= 10 and random.random() < 0.6
    for planes in [everything] if together else [[plane] for plane in everything]:
        file += scan(planes, factors, height, width, most, interval)
    return file + b"\xff\xd9", f"{width}x{height} {factors} {marks} interval {interval}"
