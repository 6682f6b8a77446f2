extension Page {
  /// The end of the script of a line chart: zoom, legend and buttons.
  static let chartToolScript: StaticString = """
      // A drag marks the part to look at; a double click shows all.
      let start = null;
      const frameBox = document.createElementNS(bench.ns, "rect");
      frameBox.setAttribute("class", "zoom");
      svg.appendChild(frameBox);
      const clip = document.createElementNS(bench.ns, "clipPath");
      const hole = document.createElementNS(bench.ns, "rect");
      clip.id = "clip-" + number;
      [["x", frame.left - 2], ["y", frame.top - 2], ["width", frame.right - frame.left + 4],
        ["height", frame.bottom - frame.top + 4]].forEach(pair => hole.setAttribute(...pair));
      clip.appendChild(hole);
      svg.insertBefore(clip, svg.firstChild);
      lines.forEach(line => [line.element, line.band].concat(line.dots).forEach(part => {
        if (part) part.setAttribute("clip-path", "url(#" + clip.id + ")");
      }));
      const within = at => ({ x: Math.min(frame.right, Math.max(frame.left, at.x)),
        y: Math.min(frame.bottom, Math.max(frame.top, at.y)) });
      svg.addEventListener("pointermove", event => {
        if (!start) return show(event);
        const end = within(place(event));
        hide();
        [["x", Math.min(start.x, end.x)], ["y", Math.min(start.y, end.y)],
          ["width", Math.abs(end.x - start.x)], ["height", Math.abs(end.y - start.y)]]
          .forEach(pair => frameBox.setAttribute(...pair));
      });
      svg.addEventListener("pointerdown", event => {
        show(event);
        if (event.pointerType !== "touch") start = within(place(event));
      });
      addEventListener("pointerup", event => {
        if (!start) return;
        const from = start, end = within(place(event));
        start = null;
        frameBox.setAttribute("width", 0);
        if (Math.abs(end.x - from.x) < 8) return;
        if (!x) redraw();
        const over = at => x.value((at - frame.left) / (frame.right - frame.left));
        const up = at => y.value((frame.bottom - at) / (frame.bottom - frame.top));
        const sorted = (a, b) => a < b ? [a, b] : [b, a];
        state.zoom = { x: sorted(over(from.x), over(end.x)),
          y: Math.abs(end.y - from.y) < 8 ? null : sorted(up(from.y), up(end.y)) };
        redraw();
      });
      svg.addEventListener("dblclick", () => { state.zoom = null; redraw(); });
      svg.addEventListener("pointerleave", hide);

      figure.querySelectorAll(".legend li").forEach(item => {
        const kind = item.dataset.kind;
        item.tabIndex = 0;
        item.setAttribute("role", "button");
        item.setAttribute("aria-pressed", "true");
        const toggle = () => {
          if (!state.off.delete(kind)) state.off.add(kind);
          item.setAttribute("aria-pressed", String(!state.off.has(kind)));
          redraw();
        };
        item.addEventListener("click", toggle);
        item.addEventListener("keydown", event => {
          if (event.key !== "Enter" && event.key !== " ") return;
          event.preventDefault();
          toggle();
        });
      });

      const tools = bench.make("div", "", figure, "tools screen");
      const log = bench.button("log", "A logarithmic axis, or a linear one", tools, () => {
        state.log = !state.log;
        log.setAttribute("aria-pressed", String(state.log));
        redraw();
      });
      log.setAttribute("aria-pressed", String(state.log));
      if (!lines.some(line => line.y.some(value => value > 0))) log.remove();
      if (kinds.length > 1) {
        const choice = bench.make("select", "", tools);
        choice.setAttribute("aria-label", "The horizontal axis");
        kinds.forEach(kind => { bench.make("option", kind, choice).value = kind; });
        choice.addEventListener("change", () => {
          state.over = choice.value;
          state.zoom = null;
          redraw();
        });
      }
      bench.button("all", "Show all of it again", tools, () => { state.zoom = null; redraw(); });
      bench.button("CSV", "Save the values", tools, () => {
        const rows = [["line"].concat(kinds, svg.getAttribute("aria-label"))];
        shown().forEach(line => line.words.forEach((word, i) =>
          rows.push([line.name].concat(kinds.map(kind => line.x[kind][i]), numberOf(word)))));
        bench.save(svg.getAttribute("aria-label") + ".csv", "text/csv", bench.csv(rows));
      });
      bench.button("SVG", "Save the drawing", tools, () => {
        bench.save(svg.getAttribute("aria-label") + ".svg", "image/svg+xml", bench.svg(svg));
      });
      bench.changed.push(redraw);
    });

    """
}
