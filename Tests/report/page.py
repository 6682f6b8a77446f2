"""What has to hold of every page: nothing foreign in it, nothing said to the console, drawn in
light and dark, nothing over the edge of a narrow window or a printed sheet."""

import pathlib
import re
import tempfile

from browser import CENSUS, PRINTED_WIDTH, browse, printed_pages, probe, widths
from picture import Picture
from printed import printed_text

PAPER = {"light": (255, 255, 255), "dark": (21, 23, 26)}
LINES = {"light": [(0, 114, 178), (213, 94, 0)], "dark": [(90, 176, 240), (255, 147, 71)]}


def escaped(text):
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def plain(page):
    """What a page says, without its elements."""
    return re.sub(r"<[^>]*>", "", page.read_text())


def shot(page, picture, scheme, width=760, height=1600):
    dark = ["--blink-settings=preferredColorScheme=0"] if scheme == "dark" else []
    _, console = browse(page, f"--screenshot={picture}", f"--window-size={width},{height}", *dark)
    return console


def check_page(tally, page, texts, folder, curves=2, sheets=12):
    """What holds of every page; of `curves` lines at least the colours are looked for, and no more
    than so many sheets are printed."""
    name = page.stem
    dom, console = browse(page, "--dump-dom", "--virtual-time-budget=2000")
    tally.check(f"{name}: the console is silent", not console, "; ".join(console))
    for text in texts:
        tally.check(f"{name}: shows {text[:30]!r} as text", escaped(text) in dom)
    source = page.read_text()
    tally.check(f"{name}: names no other address", "://" not in source)
    tally.check(f"{name}: no line feed is spelled out", "\\u{A}" not in source)
    census = probe(page, CENSUS)
    expected = {"title": census["title"], "scripts": 2, "pictures": 0, "handlers": 0, "foreign": 0}
    tally.check(f"{name}: is made of its own elements alone", census == expected, str(census))
    tally.check(f"{name}: no file's text runs", "owned" not in census["title"]
                and census["title"] != "1", census["title"])
    check_drawing(tally, page, folder, curves)
    found = widths(page, width=400)
    tally.check(f"{name}: fits a window of 400 points", not found["cut"], str(found))
    check_print(tally, page, folder, sheets)
    filled = probe(page, UNSTYLED, change=lambda text: re.sub(
        r"<style>.*?</style>", "", text, flags=re.DOTALL))
    tally.check(f"{name}: its curves are lines without the style sheet", not filled, str(filled))


# The curves and bands that are drawn as black areas, or not at all.
UNSTYLED = """
  return Array.from(document.querySelectorAll("polyline,polygon")).filter(function (line) {
    var style = getComputedStyle(line);
    return style.fill !== "none" || (line.tagName === "polyline" && style.stroke === "none");
  }).map(function (line) { return line.dataset.name; });
"""


def check_drawing(tally, page, folder, curves):
    name = page.stem
    for scheme in ("light", "dark"):
        path = folder / f"{name}-{scheme}.png"
        console = shot(page, path, scheme)
        picture = Picture(path)
        (most, count), *_ = picture.colours().most_common(1)
        tally.check(f"{name}: is {scheme}", most == PAPER[scheme] and not console
                    and count < 0.99 * picture.width * picture.height, f"{most}, {count} pixels")
        for colour in LINES[scheme][:curves]:
            found = picture.count_near(colour)
            tally.check(f"{name}: has curves in {scheme}", found > 150, f"{found} of {colour}")
    shot(page, folder / f"{name}-wide.png", "light", 1400, 3000)
    shot(page, folder / f"{name}-narrow.png", "light", 400, 3000)


def check_print(tally, page, folder, sheets):
    name = page.stem
    printed = folder / f"{name}.pdf"
    browse(page, f"--print-to-pdf={printed}")
    pages = printed_pages(printed) if printed.is_file() else 0
    tally.check(f"{name}: is printed on some pages", 1 <= pages <= sheets, f"{pages} pages")
    buttons = re.findall("SVG|only these", printed_text(printed)) if pages else []
    tally.check(f"{name}: no button is printed", not buttons, str(len(buttons)))
    cut = widths(page, width=PRINTED_WIDTH, printed=True)
    tally.check(f"{name}: nothing printed is cut", not cut["cut"], str(cut))


def check_blank(tally, page):
    """The eyes of check_drawing and check_print, tried on a page that is spoiled."""
    with tempfile.TemporaryDirectory(prefix="bench-spoiled-") as scratch:
        spoiled = pathlib.Path(scratch) / "spoiled.html"
        spoiled.write_text(re.sub(r"<polyline[^>]*></polyline>", "", page.read_text())
                           .replace('class="claim"', 'style="min-width:2000px"'))
        shot(spoiled, spoiled.with_suffix(".png"), "light")
        found = Picture(spoiled.with_suffix(".png")).count_near(LINES["light"][1])
        tally.check("a page without its curves is told from one with them", found < 150, str(found))
        tally.check("a page with a sentence over its edge is told", bool(
            widths(spoiled, width=PRINTED_WIDTH, printed=True)["cut"]))
