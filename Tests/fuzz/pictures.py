"""The pictures that Tests/ImagesTests decodes, as seeds."""

import pathlib
import re

FOLDER = pathlib.Path(__file__).resolve().parent.parent / "ImagesTests"


def fixtures(name, beginning):
    """The files of Fixtures+NAME.swift that begin so, each after a byte that chooses a fitting."""
    text = (FOLDER / f"Fixtures+{name}.swift").read_text()
    digits = re.findall(r'file: """\n(.*?)"""', text, re.S)
    files = [bytes.fromhex(part) for part in digits]
    return [bytes([number]) + file for number, file in enumerate(files)
            if file.startswith(beginning)]
