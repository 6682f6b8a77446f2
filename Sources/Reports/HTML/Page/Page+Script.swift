extension Page {
  /// Shows values under the pointer: for each line the point nearest in x; if there are many lines,
  /// those nearest to the pointer, from top to bottom. Folded parts are opened for printing.
  static let script: StaticString = """
    document.querySelectorAll("svg.chart").forEach(function (svg) {
      var most = 12, reach = 12;
      var tip = svg.parentNode.querySelector(".tip"), cross = svg.querySelector(".cross");
      var lines = Array.from(svg.querySelectorAll("polyline")).map(function (line) {
        var words = function (name) { return line.getAttribute(name).split(" "); };
        return { element: line, name: line.getAttribute("data-name"), x: words("data-x"),
          y: words("data-y"), places: words("points").map(function (point) {
            return point.split(",").map(Number);
          }) };
      });
      function row(kind, text) {
        var element = document.createElement(kind);
        element.textContent = text;
        return tip.appendChild(element);
      }
      function hide() {
        cross.style.visibility = tip.style.visibility = "hidden";
        lines.forEach(function (line) { line.element.classList.remove("near"); });
      }
      function show(event) {
        var box = svg.getBoundingClientRect(), width = svg.viewBox.baseVal.width;
        var x = (event.clientX - box.left) / box.width * width;
        var y = (event.clientY - box.top) / box.width * width;
        var found = lines.map(function (line) {
          var best = 0;
          line.places.forEach(function (place, i) {
            if (Math.abs(place[0] - x) < Math.abs(line.places[best][0] - x)) best = i;
          });
          return { line: line, at: best, x: line.places[best][0], y: line.places[best][1] };
        });
        var nearest = found.reduce(function (a, b) {
          return Math.abs(b.x - x) < Math.abs(a.x - x) ? b : a;
        });
        found = found.filter(function (a) { return Math.abs(a.x - nearest.x) <= reach; });
        var count = found.length;
        found.sort(function (a, b) { return Math.abs(a.y - y) - Math.abs(b.y - y); });
        var first = found[0];
        found = found.slice(0, most).sort(function (a, b) { return a.y - b.y; });
        tip.textContent = "";
        row("b", svg.getAttribute("data-over") + " " + nearest.line.x[nearest.at]);
        found.forEach(function (a) {
          var text = a.line.y[a.at] + (lines.length > 1 ? "  " + a.line.name : "");
          var element = row("span", text), mark = document.createElement("i");
          mark.className = a.line.element.getAttribute("data-class");
          element.insertBefore(mark, element.firstChild);
          element.classList.toggle("near", a === first && count > 1);
        });
        if (count > most) row("b", "and " + (count - most) + " more");
        lines.forEach(function (line) {
          line.element.classList.toggle("near", line === first.line && lines.length > 1);
        });
        cross.setAttribute("x1", nearest.x); cross.setAttribute("x2", nearest.x);
        cross.style.visibility = tip.style.visibility = "visible";
        var left = nearest.x / width * box.width, room = box.width - tip.offsetWidth;
        left = left > box.width / 2 ? left - tip.offsetWidth - 12 : left + 12;
        tip.style.left = Math.max(0, Math.min(room, left)) + "px";
        tip.style.top = "40px";
      }
      svg.addEventListener("pointermove", show);
      svg.addEventListener("pointerdown", show);
      svg.addEventListener("pointerleave", hide);
    });
    var unfolded = [];
    addEventListener("beforeprint", function () {
      document.querySelectorAll("details:not([open])").forEach(function (part) {
        part.open = true;
        unfolded.push(part);
      });
    });
    addEventListener("afterprint", function () {
      unfolded.splice(0).forEach(function (part) { part.open = false; });
    });
    """
}
