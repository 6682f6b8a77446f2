"""The text of a page that Chromium printed."""

import re
import zlib

OBJECT = re.compile(rb"(?:^|\n)(\d+) 0 obj\s*(.*?)\s*endobj", re.S)
RANGE = re.compile(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>\s*(\[[^\]]*\]|<[0-9a-fA-F]+>)")


def printed_text(path):
    """What a PDF of Chromium's says, words as they follow each other on its pages.

    Its fonts are subsets whose glyphs say by a table what they stand for; their names in a page's
    content are `F` and the number of the font's object.
    """
    objects = {int(number): body for number, body in OBJECT.findall(path.read_bytes())}
    tables = {}
    text = []
    for body in objects.values():
        content = stream(body)
        if content is None or b" Tf" not in content:
            continue
        for font, shown in re.findall(rb"/F(\d+) [\d.]+ Tf|(<[0-9a-fA-F]+>)\s*Tj", content):
            if font:
                number = int(font)
                if number not in tables:
                    tables[number] = table(objects, number)
                glyphs = tables[number]
            else:
                codes = bytes.fromhex(shown[1:-1].decode())
                text.append("".join(glyphs.get(code, "") for code in
                                    (int.from_bytes(codes[i:i + 2]) for i in range(0, len(codes), 2))))
    return re.sub(r"\s+", " ", "".join(text))


def stream(body):
    found = re.search(rb"stream\r?\n(.*)\r?\nendstream", body, re.S)
    if not found:
        return None
    if b"/FlateDecode" not in body:
        return found[1]
    try:
        return zlib.decompress(found[1])
    except zlib.error:
        return None


def table(objects, number):
    """What each glyph of a font stands for."""
    reference = re.search(rb"/ToUnicode (\d+) 0 R", objects.get(number, b""))
    cmap = stream(objects[int(reference[1])]) if reference else b""
    glyphs = {}
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", cmap, re.S):
        for code, text in re.findall(rb"<([0-9a-fA-F]+)>\s*<([0-9a-fA-F]+)>", block):
            glyphs[int(code, 16)] = spelled(text)
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", cmap, re.S):
        for low, high, text in RANGE.findall(block):
            low, high = int(low, 16), int(high, 16)
            if text.startswith(b"["):
                each = re.findall(rb"<([0-9a-fA-F]+)>", text)
                glyphs |= {low + i: spelled(one) for i, one in enumerate(each)}
            else:
                first = int(text[1:-1], 16)
                glyphs |= {code: chr(first + code - low) for code in range(low, high + 1)}
    return glyphs


def spelled(text):
    return bytes.fromhex(text.decode()).decode("utf-16-be")
