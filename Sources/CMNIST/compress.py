"""Makes the gzipped files of this folder from the published ones, plain or gzipped.

    python3 Sources/CMNIST/compress.py FOLDER

FOLDER holds train-images-idx3-ubyte and the other three, with or without `.gz`; it may be
this folder. Images go into members of 2,000, each inflated by itself, so that a subset of the
digits needs only its own and several threads share the rest. The extra field of a member's
header (RFC 1952, 2.3.1.1) has one subfield, `MB`, with the member's length in bytes, 32 bits,
little-endian: where the next one begins. Any gunzip reads the files as one stream.
"""
import concurrent.futures
import gzip
import hashlib
import pathlib
import struct
import sys
import zlib

HERE = pathlib.Path(__file__).resolve().parent
IMAGES = 2000
SHA256 = {
    "train-images-idx3-ubyte": "ba891046e6505d7aadcbbe25680a0738ad16aec93bde7f9b65e87a2fc25776db",
    "train-labels-idx1-ubyte": "65a50cbbf4e906d70832878ad85ccda5333a97f0f4c3dd2ef09a8a9eef7101c5",
    "t10k-images-idx3-ubyte": "0fa7898d509279e482958e8ce81c8e77db3f2f8254e26661ceb7762c4d494ce7",
    "t10k-labels-idx1-ubyte": "ff7bcfd416de33731a308c3f266cc351222c34898ecbeaf847f06e48f7ec33f2",
}


def member(content):
    """One gzip member: no name, no time, the extra field described above."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15, 9)
    body = deflate.compress(content) + deflate.flush()
    trailer = struct.pack("<II", zlib.crc32(content), len(content))
    length = 20 + len(body) + len(trailer)
    header = struct.pack("<4BI2BH2sHI", 0x1F, 0x8B, 8, 4, 0, 2, 255, 8, b"MB", 4, length)
    return header + body + trailer


def pieces(name, content):
    """The contents of the members; the first has the header of the IDX file too."""
    if "images" not in name:
        return [content]
    size = IMAGES * 28 * 28
    ends = list(range(16 + size, len(content) + 1, size))
    assert ends[-1] == len(content)
    return [content[start:end] for start, end in zip([0] + ends, ends)]


def published(folder, name):
    """The published file's bytes."""
    path = folder / name
    content = path.read_bytes() if path.exists() else gzip.open(folder / f"{name}.gz").read()
    if hashlib.sha256(content).hexdigest() != SHA256[name]:
        sys.exit(f"{path}: not the published file")
    return content


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    with concurrent.futures.ProcessPoolExecutor() as pool:
        for name in SHA256:
            content = published(pathlib.Path(sys.argv[1]), name)
            members = list(pool.map(member, pieces(name, content)))
            path = HERE / f"{name}.gz"
            path.write_bytes(b"".join(members))
            print(f"{path.name}: {len(members)} members, {path.stat().st_size} bytes")


if __name__ == "__main__":
    main()
