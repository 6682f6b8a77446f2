extension Page {
  /// Sorts and searches the table of runs, ticks runs for all charts, and saves tables.
  static let tableScript: StaticString = """
    document.querySelectorAll("table").forEach(table => {
      const box = table.parentNode, head = table.tHead, body = table.tBodies[0];
      if (!head || !body || table.classList.contains("matrix")) return;
      const rows = Array.from(body.rows), columns = Array.from(head.rows[0].cells);
      const text = cell => cell.dataset.value ?? cell.textContent;
      const tools = document.createElement("div");
      tools.className = "tools screen";
      box.parentNode.insertBefore(tools, box);
      const isOfRuns = table.classList.contains("runs");
      if (isOfRuns) search();
      bench.button("CSV", "Save the table with all digits", tools, () => {
        const names = columns.map(column => column.dataset.name ?? column.textContent);
        const shown = rows.filter(row => row.cells.length === names.length && !row.hidden);
        const order = Array.from(body.rows).filter(row => shown.includes(row));
        bench.save("table.csv", "text/csv",
          bench.csv([names].concat(order.map(row => Array.from(row.cells).map(text)))));
      });
      if (!isOfRuns) return;
      columns.forEach((column, index) => {
        const title = column.textContent;
        column.textContent = "";
        bench.button(title, "Sort by " + title, column, () => sort(column, index));
      });
      ticks();

      function sort(column, index) {
        const down = column.getAttribute("aria-sort") === "ascending";
        columns.forEach(other => other.removeAttribute("aria-sort"));
        column.setAttribute("aria-sort", down ? "descending" : "ascending");
        const key = row => {
          const value = text(row.cells[index]), number = Number(value);
          return value === "" || value === "-" ? null : isNaN(number) ? value : number;
        };
        rows.map((row, place) => ({ row, place, key: key(row) })).sort((a, b) => {
          if (a.key === null || b.key === null)
            return (a.key === null) - (b.key === null) || a.place - b.place;
          const order = typeof a.key === "number" && typeof b.key === "number"
            ? a.key - b.key : String(a.key).localeCompare(String(b.key), "en", { numeric: true });
          return (down ? -order : order) || a.place - b.place;
        }).forEach(entry => body.appendChild(entry.row));
      }

      function search() {
        const field = bench.make("input", "", tools);
        field.type = "search";
        field.placeholder = "search: words of a row";
        field.setAttribute("aria-label", "Search the runs");
        const count = bench.make("span", "", tools, "soft");
        field.addEventListener("input", () => {
          const words = field.value.toLowerCase().split(/\\s+/).filter(word => word);
          let found = 0;
          rows.forEach(row => {
            const line = row.textContent.toLowerCase();
            row.hidden = !words.every(word => line.includes(word));
            if (!row.hidden) found += 1;
          });
          count.textContent = words.length ? found + " of " + rows.length : "";
        });
      }

      // The ticks belong to rows; a row that the search hides keeps its own.
      function ticks() {
        const boxes = rows.map(row => {
          const box = document.createElement("input");
          box.type = "checkbox";
          box.checked = true;
          box.setAttribute("aria-label", "Show " + row.dataset.runs + " in the charts");
          row.cells[0].insertBefore(box, row.cells[0].firstChild);
          box.addEventListener("change", update);
          return box;
        });
        // Another table may have the same runs.
        bench.changed.push(() => rows.forEach((row, index) => {
          boxes[index].checked = !bench.off.has(row.dataset.runs);
        }));
        function update() {
          rows.forEach((row, index) => {
            if (boxes[index].checked) bench.off.delete(row.dataset.runs);
            else bench.off.add(row.dataset.runs);
          });
          bench.select();
        }
        function set(isTicked, isFound) {
          rows.forEach((row, index) => {
            if (isFound(row)) boxes[index].checked = isTicked;
          });
          update();
        }
        bench.button("only these", "Show in the charts only the runs that the search finds", tools,
          () => { set(false, row => row.hidden); set(true, row => !row.hidden); });
        bench.button("all", "Show all runs in the charts", tools, () => set(true, () => true));
        bench.button("none", "Show no run in the charts", tools, () => set(false, () => true));
      }
    });

    """
}
