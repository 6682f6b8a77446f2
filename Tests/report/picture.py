"""Reads the pictures a browser takes: PNG of 8 bits a channel, not interlaced."""

import collections
import struct
import zlib


def paeth(left, up, corner):
    """The neighbour nearest to left + up - corner (Portable Network Graphics, 9.4)."""
    guess = left + up - corner
    distances = abs(guess - left), abs(guess - up), abs(guess - corner)
    return (left, up, corner)[distances.index(min(distances))]


class Picture:
    """Pixels as (red, green, blue)."""

    def __init__(self, path):
        data = path.read_bytes()
        assert data[:8] == b"\x89PNG\r\n\x1a\n", f"{path} is no PNG"
        place, packed = 8, b""
        while place < len(data):
            length, kind = struct.unpack(">I4s", data[place:place + 8])
            chunk = data[place + 8:place + 8 + length]
            if kind == b"IHDR":
                self.width, self.height, depth, colours = struct.unpack(">IIBB", chunk[:10])
                assert depth == 8 and colours in (2, 6), f"{path}: depth {depth}, type {colours}"
                self.channels = 3 if colours == 2 else 4
            elif kind == b"IDAT":
                packed += chunk
            place += length + 12
        self.rows = self._unfiltered(zlib.decompress(packed))

    def _unfiltered(self, raw):
        size, step = self.width * self.channels, self.channels
        above, rows = bytearray(size), []
        for start in range(0, len(raw), size + 1):
            kind, row = raw[start], bytearray(raw[start + 1:start + 1 + size])
            if kind == 1:
                for i in range(step, size):
                    row[i] = (row[i] + row[i - step]) & 255
            elif kind == 2:
                row = bytearray((a + b) & 255 for a, b in zip(row, above))
            elif kind == 3:
                for i in range(size):
                    left = row[i - step] if i >= step else 0
                    row[i] = (row[i] + (left + above[i]) // 2) & 255
            elif kind == 4:
                for i in range(size):
                    left, corner = (row[i - step], above[i - step]) if i >= step else (0, 0)
                    row[i] = (row[i] + paeth(left, above[i], corner)) & 255
            rows.append(row)
            above = row
        return rows

    def colours(self):
        """How many pixels have each colour."""
        counts = collections.Counter()
        for row in self.rows:
            counts.update(zip(*(row[c::self.channels] for c in range(3))))
        return counts

    def count_near(self, colour, reach=24):
        """How many pixels are of about this colour."""
        return sum(count for found, count in self.colours().items()
                   if all(abs(a - b) <= reach for a, b in zip(found, colour)))
