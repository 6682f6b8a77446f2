extension Page {
  /// What the other scripts share: buttons, downloads, and the runs that are left out of the charts.
  /// A page is complete without them; what they add is made here, not in its markup.
  static let toolScript: StaticString = """
    const bench = {
      // The ids of the runs that are not ticked.
      off: new Set(),
      changed: [],
      make(kind, text, place, name) {
        const element = document.createElement(kind);
        if (text) element.textContent = text;
        if (name) element.className = name;
        if (place) place.appendChild(element);
        return element;
      },
      button(text, title, place, action) {
        const button = bench.make("button", text, place);
        button.type = "button";
        button.title = title;
        button.addEventListener("click", action);
        return button;
      },
      save(name, type, text) {
        const link = document.createElement("a");
        link.href = URL.createObjectURL(new Blob([text], { type: type }));
        link.download = name.replace(/[^A-Za-z0-9._-]+/g, "-");
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 1000);
      },
      // RFC 4180; text that a spreadsheet would evaluate begins with an apostrophe.
      csv(rows) {
        return rows.map(row => row.map(cell => {
          let text = String(cell);
          if (/^[=+@\\t\\r]/.test(text) || (text[0] === "-" && isNaN(Number(text)) && text !== "-"))
            text = "'" + text;
          return /[",\\r\\n]/.test(text) ? '"' + text.replace(/"/g, '""') + '"' : text;
        }).join(",") + "\\n").join("");
      },
      // The drawing as a file of its own, with the page's colours.
      svg(drawing) {
        const copy = drawing.cloneNode(true), style = document.createElementNS(bench.ns, "style");
        style.textContent = document.querySelector("style").textContent;
        copy.insertBefore(style, copy.firstChild);
        copy.setAttribute("xmlns", bench.ns);
        copy.style.background = "var(--paper)";
        copy.style.fontFamily = "sans-serif";
        return new XMLSerializer().serializeToString(copy);
      },
      get ns() { return document.querySelector("svg").namespaceURI; },
      isOff(runs) { return runs.length > 0 && runs.every(run => bench.off.has(run)); },
      words(text) { return text ? text.split(" ") : []; },
      select() { bench.changed.forEach(action => action()); }
    };
    document.querySelectorAll("svg:not(.chart) [data-runs]").forEach(mark => {
      const runs = bench.words(mark.dataset.runs);
      bench.changed.push(() => { mark.style.display = bench.isOff(runs) ? "none" : ""; });
    });
    document.querySelectorAll("figure > svg:not(.chart)").forEach(svg => {
      const tools = bench.make("div", "", svg.parentNode, "tools screen");
      bench.button("SVG", "Save the drawing", tools, () => {
        bench.save(svg.getAttribute("aria-label") + ".svg", "image/svg+xml", bench.svg(svg));
      });
    });

    """
}
