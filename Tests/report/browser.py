"""Headless Chromium: what it draws, prints and says, and what a page does under the pointer."""

import json
import re
import shutil
import subprocess
import tempfile

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))),
                None)

# Of A4 at 96 dots an inch without the page's margins.
PRINTED_WIDTH = 703


def browse(page, *options):
    """Standard output and what the browser's console said."""
    with tempfile.TemporaryDirectory(prefix="bench-browser-") as profile:
        done = subprocess.run(
            [CHROMIUM, "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
             "--enable-logging=stderr", f"--user-data-dir={profile}", *options, page.as_uri()],
            capture_output=True, text=True, timeout=120)
    return done.stdout, [line for line in done.stderr.splitlines() if ":CONSOLE" in line]


def probe(page, script, *, width=1000, change=lambda text: text):
    """Runs a script of ours in a copy of the page after its own; returns what it returns.

    The copy lacks the policy that keeps foreign scripts out, and has `change` applied.
    """
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page.read_text())
    ours = ('<script>document.body.setAttribute("data-probe", JSON.stringify((function () {'
            + script + "})()));</script></body>")
    with tempfile.TemporaryDirectory(prefix="bench-probe-") as folder:
        copy = page.__class__(folder) / page.name
        copy.write_text(change(text).replace("</body>", ours))
        dom, console = browse(copy, "--dump-dom", f"--window-size={width},1000",
                              "--virtual-time-budget=2000")
    found = re.search(r'data-probe="([^"]*)"', dom)
    if not found:
        raise RuntimeError(f"{page.name}: the script did not end: {'; '.join(console)}")
    text = found[1]
    for entity, character in (("&quot;", '"'), ("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&")):
        text = text.replace(entity, character)
    return json.loads(text)


HOVER = """
  var svg = document.querySelectorAll("svg.chart")[%d];
  var tip = svg.parentNode.querySelector(".tip"), box = svg.getBoundingClientRect();
  var point = function (kind) {
    svg.dispatchEvent(new PointerEvent(kind, { bubbles: true,
      clientX: box.left + %f * box.width, clientY: box.top + %f * box.height }));
  };
  var before = getComputedStyle(tip).visibility;
  point("pointermove");
  var rows = Array.from(tip.children).map(function (row) { return row.textContent; });
  var near = Array.from(svg.querySelectorAll("polyline.near"));
  var result = { before: before, visible: getComputedStyle(tip).visibility, rows: rows,
    cross: getComputedStyle(svg.querySelector(".cross")).visibility,
    near: near.map(function (line) { return line.getAttribute("data-name"); }),
    marked: Array.from(tip.querySelectorAll(".near")).map(function (row) {
      return row.textContent;
    }),
    lines: Array.from(svg.querySelectorAll("polyline")).map(function (line) {
      return { name: line.getAttribute("data-name"), y: line.getAttribute("data-y").split(" "),
        places: line.getAttribute("points").split(" ").map(function (p) {
          return p.split(",").map(Number);
        }) };
    }),
    inside: tip.getBoundingClientRect().right <= document.documentElement.clientWidth };
  point("pointerleave");
  result.after = getComputedStyle(tip).visibility;
  return result;
"""


def hover(page, chart, x, y, **options):
    """What a page shows where the pointer is over a chart, x and y as shares of it."""
    return probe(page, HOVER % (chart, x, y), **options)


CENSUS = """
  return { title: document.title, scripts: document.scripts.length,
    pictures: Array.from(document.images).filter(function (image) {
      return !image.src.startsWith("data:image/png;base64,") || !image.complete
        || image.naturalWidth === 0;
    }).length,
    handlers: Array.from(document.querySelectorAll("*")).filter(function (element) {
      return Array.from(element.attributes).some(function (attribute) {
        return attribute.name.startsWith("on");
      });
    }).length,
    foreign: document.querySelectorAll(
      "iframe,object,embed,link,base,form,a:not([href^='#'])").length };
"""

# The browser has no window below 500 points; the page is made as narrow as is asked for.
WIDTHS = """
  var room = %d, root = document.documentElement;
  root.style.width = room + "px";
  document.querySelectorAll("details").forEach(function (element) { element.open = true; });
  var cut = Array.from(document.querySelectorAll("table,figure,svg,img,dl,p,pre,h1,h2,summary"))
    .filter(function (element) {
      var box = element.getBoundingClientRect();
      return box.width > 0 && (box.right > room + 1 || box.left < -1);
    }).filter(function (element) {
      var outer = element.parentElement.closest(".scroll,pre");
      return !outer || getComputedStyle(outer).overflowX === "visible";
    });
  if (%s) {
    cut = cut.concat(Array.from(document.querySelectorAll("pre,.scroll")).filter(function (element) {
      return element.scrollWidth > element.clientWidth + 1;
    }));
  }
  return { room: room, cut: cut.map(function (element) {
    return element.tagName + " " + element.textContent.slice(0, 30);
  }) };
"""


# How many parts are folded before, while and after a page is printed.
FOLDS = """
  var count = function () { return document.querySelectorAll("details:not([open])").length; };
  var result = { before: count() };
  window.dispatchEvent(new Event("beforeprint"));
  result.printed = count();
  window.dispatchEvent(new Event("afterprint"));
  result.after = count();
  return result;
"""


def widths(page, *, width, printed=False):
    """What reaches over the edge of a page so wide, everything unfolded; on a screen not what can be
    scrolled."""
    change = (lambda text: text.replace("@media print{", "@media all{")) if printed else (
        lambda text: text)
    return probe(page, WIDTHS % (width, "true" if printed else "false"), width=width, change=change)


def printed_pages(path):
    """How many pages a PDF of Chromium's has."""
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", path.read_bytes()))
