#!/usr/bin/env python3
"""Writes Tests/json/differential.txt: texts, each with what Python's json module
makes of it under bench's stricter rules. The Swift tests read the file and must agree.

    python3 Tests/json/differential.py           writes the file
    python3 Tests/json/differential.py --check   fails where it would change

A line is the text's bytes in hexadecimal, then `-` where it is refused or the value, with float64
as their bits, so that neither side's way to print a number matters.
"""

import json
import pathlib
import random
import struct
import sys
import unicodedata

FILE = pathlib.Path(__file__).parent / "differential.txt"

SEEDS = [
    '{"a": [1, -2.5e3, "x\\u00e9\\ud83d\\ude00", true, null], "b": {"c": false, "": 0.1}}',
    '[0, -0, -0.0, 1e0, 1.5E+10, 2e-7, 123456789012345678, 9223372036854775807, 4.9e-324]',
    '{"__metadata__":{"format":"pt"},"w":{"dtype":"F32","shape":[2,3],"data_offsets":[0,24]}}',
    '["\\"\\\\\\/\\b\\f\\n\\r\\t", "\u00e9\u4e2d\U0001f600", "\\u0000\\u001f\\u007f"]',
    '{ "\u00e9" : 1 , "e" : [ ] , "z" : { } }',
]
PIECES = list('{}[]",:0123456789.-+eEutfn \t\n\r\\/\'') + [
    "\\u", "\\ud800", "\\udc00", "null", "true", "false", "NaN", "Infinity", "\u00e9", "e\u0301",
    '"a":1,', ",,", "\x00", "\x1f", "\x7f", "\u2028", "\ufeff", "1e999", "1e308", "00", "//",
]


class Refused(Exception):
    pass


def members(pairs):
    names = [unicodedata.normalize("NFC", name) for name, _ in pairs]
    if len(set(names)) < len(names):
        raise Refused
    return dict(pairs)


def constant(name):
    raise Refused


def depth(value):
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else None
    return 0 if inner is None else 1 + max(map(depth, inner), default=0)


def spelled(value):
    if isinstance(value, dict):
        items = sorted(value.items(), key=lambda item: item[0].encode())
        return "{" + ",".join(spelled(key) + ":" + spelled(item) for key, item in items) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(spelled, value)) + "]"
    if isinstance(value, str):
        return "s" + value.encode().hex()
    if value is None or isinstance(value, bool):
        return {None: "null", True: "true", False: "false"}[value]
    number = float(value)
    if number in (float("inf"), float("-inf")):
        raise Refused
    if isinstance(value, int) and -(2**63) <= value < 2**63:
        return "i" + str(value)
    return "f" + struct.pack(">d", number).hex()


def integer(text):
    return -0.0 if text == "-0" else int(text)


def verdict(data):
    try:
        text = data.decode("utf-8")
        value = json.loads(
            text, object_pairs_hook=members, parse_constant=constant, parse_int=integer)
        if depth(value) > 64:
            raise Refused
        return spelled(value)
    except (Refused, ValueError, OverflowError):
        return "-"


def mutated(source, generator):
    data = bytearray(generator.choice(source).encode())
    for _ in range(generator.choice([0, 1, 1, 1, 2, 3])):
        place = generator.randrange(len(data) + 1)
        match generator.randrange(5):
            case 0:
                del data[place : place + generator.choice([1, 1, 2, 5])]
            case 1:
                data[place:place] = generator.choice(PIECES).encode()
            case 2:
                end = place + generator.randrange(12)
                data[place:place] = data[place:end]
            case 3:
                data[place : place + 1] = generator.choice(PIECES).encode()
            case 4:
                data[place : place + 1] = bytes([generator.randrange(256)])
    return bytes(data)


def number(generator):
    digits = "".join(generator.choices("0123456789", k=generator.choice([1, 3, 17, 18, 19, 20, 40])))
    text = generator.choice(["", "-"]) + (digits.lstrip("0") or "0")
    if generator.random() < 0.6:
        text += "." + "".join(generator.choices("0123456789", k=generator.choice([1, 5, 17, 30])))
    if generator.random() < 0.6:
        text += generator.choice("eE") + generator.choice(["", "+", "-"])
        text += str(generator.choice([0, 1, 7, 15, 22, 100, 290, 307, 308, 323, 324, 400]))
    return text.encode()


def cases():
    generator = random.Random(20260701)
    texts = [source.encode() for source in SEEDS]
    texts += [mutated(SEEDS, generator) for _ in range(1400)]
    texts += [number(generator) for _ in range(400)]
    texts += [b"[" * n + b"]" * n for n in (1, 63, 64, 65, 66)]
    texts += [b'{"a":' * n + b"1" + b"}" * n for n in (63, 64, 65)]
    return sorted(set(texts))


def main():
    text = "".join(f"{data.hex()} {verdict(data)}\n" for data in cases())
    if "--check" in sys.argv:
        sys.exit(0 if FILE.read_text() == text else f"{FILE} is not what this script writes")
    FILE.write_text(text)


main()
