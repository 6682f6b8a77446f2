"""What a reader can do with a page: sort, search and tick the runs, switch lines off, look closer,
change an axis, and save values and drawings."""

from browser import probe

# Runs on a page of many runs. Saving is caught in place of a download.
TOOLS = """
  var saved = [], press = function (element) { element.click(); };
  bench.save = function (name, type, text) { saved.push([name, type, text]); };
  var table = document.querySelector("table.runs"), body = table.tBodies[0];
  var ids = function () { return Array.from(body.rows).map(function (row) {
    return row.dataset.runs; }); };
  var column = function (name) {
    return Array.from(table.tHead.rows[0].cells).findIndex(function (cell) {
      return cell.textContent.trim() === name; });
  };
  var values = function (name) {
    return Array.from(body.rows).map(function (row) {
      var cell = row.cells[column(name)];
      return Number(cell.dataset.value || cell.textContent);
    });
  };
  var result = { before: ids() };
  var head = table.tHead.rows[0].cells[column("optimizer.learning_rate")];
  press(head.querySelector("button"));
  result.up = values("optimizer.learning_rate");
  press(head.querySelector("button"));
  result.down = values("optimizer.learning_rate");
  result.sorted = head.getAttribute("aria-sort");

  var field = document.querySelector("input[type=search]"), first = result.before[0];
  var type = function (text) {
    field.value = text;
    field.dispatchEvent(new Event("input"));
  };
  type(first);
  result.found = Array.from(body.rows).filter(function (row) { return !row.hidden; }).length;
  var named = function (name) {
    return Array.from(document.querySelectorAll(".tools button")).filter(function (button) {
      return button.textContent === name; });
  };
  var drawn = function (svg) {
    return Array.from(svg.querySelectorAll("polyline")).filter(function (line) {
      return line.style.display !== "none"; }).length;
  };
  var svg = document.querySelector("svg.chart");
  result.lines = drawn(svg);
  press(named("only these")[0]);
  result.alone = drawn(svg);
  result.values = Array.from(document.querySelectorAll("circle.value[data-runs]")).filter(function (dot) {
    return dot.style.display !== "none"; }).length;
  type("");
  press(named("CSV")[0]);
  press(named("all")[0]);
  result.together = drawn(svg);
  result.table = saved[0];

  var figure = svg.parentNode, item = figure.querySelector(".legend li");
  var ticks = function () {
    return Array.from(svg.querySelectorAll(".ticks text")).map(function (text) {
      return text.textContent; });
  };
  press(item);
  result.pressed = item.getAttribute("aria-pressed");
  result.without = drawn(svg);
  press(item);
  result.again = drawn(svg);
  var button = function (name) {
    return Array.from(figure.querySelectorAll(".tools button")).find(function (button) {
      return button.textContent === name; });
  };
  press(button("log"));
  press(button("log"));
  result.plain = ticks();
  var choice = figure.querySelector("select");
  result.axes = Array.from(choice.options).map(function (option) { return option.value; });
  choice.value = "step";
  choice.dispatchEvent(new Event("change"));
  result.steps = ticks();
  choice.value = "epoch";
  choice.dispatchEvent(new Event("change"));
  var box = svg.getBoundingClientRect();
  var point = function (kind, x, y) {
    svg.dispatchEvent(new PointerEvent(kind, { bubbles: true, pointerType: "mouse",
      clientX: box.left + x * box.width, clientY: box.top + y * box.height }));
  };
  point("pointerdown", 0.5, 0.5);
  point("pointermove", 0.9, 0.5);
  point("pointerup", 0.9, 0.5);
  result.closer = ticks();
  svg.dispatchEvent(new Event("dblclick"));
  result.whole = ticks();
  press(button("CSV"));
  press(button("SVG"));
  result.chart = saved[1];
  result.drawing = [saved[2][0], saved[2][1],
    new DOMParser().parseFromString(saved[2][2], "image/svg+xml").documentElement.tagName];
  result.bad = saved[2][2].indexOf("parsererror") >= 0;
  return result;
"""


def check_tools(tally, page, rows, header):
    """On a page of runs that differ in their learning rate; `rows` is how many epochs they have in
    all, and `header` the columns of the table as CSV."""
    found = probe(page, TOOLS)
    count = len(found["before"])
    tally.check("a click on a column sorts the runs by it", found["up"] == sorted(found["up"]),
                str(found["up"]))
    tally.check("and another one the other way round",
                found["down"] == sorted(found["up"], reverse=True)
                and found["sorted"] == "descending", str(found["down"]))
    tally.check("the search finds one run by its name", found["found"] == 1, str(found["found"]))
    tally.check("a line a run is drawn", found["lines"] == count, f"{found['lines']} of {count}")
    tally.check("only what is ticked is drawn, in every chart",
                (found["alone"], found["values"]) == (1, 1),
                f"{found['alone']} lines, {found['values']} values")
    tally.check("all are drawn again", found["together"] == count, str(found["together"]))
    name, kind, text = found["table"]
    lines = text.splitlines()
    tally.check("the table is saved as CSV", (name, kind, len(lines)) ==
                ("table.csv", "text/csv", count + 1) and lines[0] == header, lines[0])
    tally.check("the legend switches lines off and on",
                found["pressed"] == "false" and found["without"] < count
                and found["again"] == count, f"{found['without']} then {found['again']}")
    tally.check("the axis goes over epochs, steps or seconds",
                found["axes"] == ["epoch", "step", "seconds"], str(found["axes"]))
    tally.check("over steps its labels are others", found["steps"] != found["plain"]
                and "step" in found["steps"], str(found["steps"]))
    tally.check("a drag looks closer, a double click shows all",
                found["closer"] != found["plain"] and found["whole"] == found["plain"],
                f"{found['closer']} {found['whole']}")
    lines = found["chart"][2].splitlines()
    tally.check("a chart's values are saved as CSV",
                lines[0].startswith("line,epoch,step,seconds,") and len(lines) == rows + 1,
                f"{lines[0]}, {len(lines)} lines")
    tally.check("a chart is saved as a drawing", found["drawing"][1:] == ["image/svg+xml", "svg"]
                and not found["bad"], str(found["drawing"]))


# On a page whose two comparisons share the runs of the first.
SHARED = """
  var tables = document.querySelectorAll("table.runs");
  var box = function (table, run) {
    return table.querySelector('tr[data-runs="' + run + '"] input');
  };
  var run = tables[0].tBodies[0].rows[0].dataset.runs;
  var drawn = function () {
    return Array.from(document.querySelectorAll("circle[data-runs='" + run + "']")).filter(
      function (dot) { return dot.style.display !== "none"; }).length;
  };
  var result = { tables: tables.length, before: drawn() };
  box(tables[0], run).click();
  result.after = drawn();
  result.other = box(tables[1], run).checked;
  box(tables[1], run).click();
  result.again = drawn();
  result.first = box(tables[0], run).checked;
  result.anchors = Array.from(document.querySelectorAll("a[href^='#']")).filter(function (link) {
    return document.querySelectorAll("[id='" + link.getAttribute("href").slice(1) + "']").length !== 1;
  }).length;
  result.summary = document.querySelectorAll(".findings a").length;
  return result;
"""


def check_shared_ticks(tally, page):
    """A run that two comparisons share is ticked in both tables or in none."""
    found = probe(page, SHARED)
    tally.check("a tick is one of all tables and charts", found["tables"] == 2
                and found["before"] >= 2 and found["after"] == 0 and found["other"] is False
                and found["again"] == found["before"] and found["first"] is True, str(found))
    tally.check("every link on the page leads to one place", found["anchors"] == 0
                and found["summary"] == 2, str(found))
