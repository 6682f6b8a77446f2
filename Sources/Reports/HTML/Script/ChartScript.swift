extension Page {
  /// Line charts: values under the pointer, legends that switch lines off, logarithmic axes, zoom,
  /// and x as epoch, step or seconds.
  ///
  /// For each line the point nearest in x is shown; if there are many lines, those nearest to the
  /// pointer, from top to bottom.
  static let chartScript: StaticString = """
    document.querySelectorAll("svg.chart").forEach((svg, number) => {
      const most = 12, reach = 12, figure = svg.parentNode, data = svg.dataset;
      const tip = figure.querySelector(".tip"), cross = svg.querySelector(".cross");
      const size = svg.viewBox.baseVal, limit = data.most ? Number(data.most) : Infinity;
      const frame = { left: Number(data.left), right: size.width - 16, top: 12,
        bottom: size.height - 38 };
      const numberOf = word => Number(word.split("±")[0].replace(/,/g, ""));
      const bands = new Map(Array.from(svg.querySelectorAll("polygon"))
        .map(band => [band.dataset.name, band]));
      const lines = Array.from(svg.querySelectorAll("polyline")).map(line => {
        const d = line.dataset, words = bench.words(d.y);
        const x = { [data.over]: bench.words(d.x) };
        if (d.step) x.step = bench.words(d.step);
        if (d.seconds) x.seconds = bench.words(d.seconds);
        return { element: line, name: d.name, kind: d.kind, runs: bench.words(d.runs), x: x,
          words: words, y: words.map(numberOf), dots: Array.from(svg.querySelectorAll("circle"))
            .filter(dot => dot.dataset.name === d.name),
          spread: words.map(word => Number((word.split("±")[1] || "0").replace(/,/g, ""))),
          band: bands.get(d.name), places: bench.words(line.getAttribute("points"))
            .map(point => point.split(",").map(Number)) };
      });
      const kinds = [data.over].concat(["step", "seconds"].filter(kind => kind !== data.over
        && lines.every(line => line.x[kind])));
      const state = { over: data.over, log: data.log === "1", zoom: null, off: new Set() };
      const shown = () => lines.filter(line => !state.off.has(line.kind) && !bench.isOff(line.runs));

      function hide() {
        cross.style.visibility = tip.style.visibility = "hidden";
        lines.forEach(line => line.element.classList.remove("near"));
      }

      function place(event) {
        const box = svg.getBoundingClientRect();
        return { x: (event.clientX - box.left) / box.width * size.width,
          y: (event.clientY - box.top) / box.width * size.width, box: box };
      }

      function show(event) {
        const at = place(event), all = shown().filter(line => line.places.length);
        if (!all.length) return hide();
        let found = all.map(line => {
          let best = 0;
          line.places.forEach((point, i) => {
            if (Math.abs(point[0] - at.x) < Math.abs(line.places[best][0] - at.x)) best = i;
          });
          return { line: line, at: best, x: line.places[best][0], y: line.places[best][1] };
        });
        const nearest = found.reduce((a, b) =>
          Math.abs(b.x - at.x) < Math.abs(a.x - at.x) ? b : a);
        found = found.filter(a => Math.abs(a.x - nearest.x) <= reach);
        const count = found.length;
        found.sort((a, b) => Math.abs(a.y - at.y) - Math.abs(b.y - at.y));
        const first = found[0];
        found = found.slice(0, most).sort((a, b) => a.y - b.y);
        tip.textContent = "";
        bench.make("b", state.over + " " + nearest.line.x[state.over][nearest.at], tip);
        found.forEach(a => {
          const text = a.line.words[a.at] + (lines.length > 1 ? "  " + a.line.name : "");
          const row = bench.make("span", text, tip), mark = document.createElement("i");
          mark.className = a.line.element.dataset.class;
          row.insertBefore(mark, row.firstChild);
          row.classList.toggle("near", a === first && count > 1);
        });
        if (count > most) bench.make("b", "and " + (count - most) + " more", tip);
        lines.forEach(line =>
          line.element.classList.toggle("near", line === first.line && lines.length > 1));
        cross.setAttribute("x1", nearest.x);
        cross.setAttribute("x2", nearest.x);
        cross.style.visibility = tip.style.visibility = "visible";
        let left = nearest.x / size.width * at.box.width;
        const room = at.box.width - tip.offsetWidth;
        left = left > at.box.width / 2 ? left - tip.offsetWidth - 12 : left + 12;
        tip.style.left = Math.max(0, Math.min(room, left)) + "px";
        tip.style.top = "40px";
      }

      function extent(values) {
        const finite = values.filter(isFinite);
        let low = Math.min(...finite), high = Math.max(...finite);
        if (!(low < high)) {
          const half = Math.max(0.5, Math.abs(low) / 100);
          [low, high] = [low - half, high + half];
        }
        return [low, high];
      }

      // The range of an axis and its round numbers.
      function axis(low, high, log, isRounded, least) {
        const share = log ? v => (Math.log(v) - Math.log(low)) / (Math.log(high) - Math.log(low))
          : v => (v - low) / (high - low);
        const value = log ? s => Math.exp(Math.log(low) + s * (Math.log(high) - Math.log(low)))
          : s => low + s * (high - low);
        if (log) {
          const marks = [];
          for (let d = Math.floor(Math.log10(low)); d <= Math.ceil(Math.log10(high)); d += 1)
            [1, 2, 5].forEach(m => marks.push(m * Math.pow(10, d)));
          let inside = marks.filter(m => m >= low && m <= high);
          if (inside.length > 9) inside = inside.filter(m => /^1(e|0|$)|^0\\.0*1$/.test(String(m)));
          return { share, value, ticks: inside, label: m => String(Number(m.toPrecision(1))) };
        }
        const rough = (high - low) / 5, decade = Math.pow(10, Math.floor(Math.log10(rough)));
        const step = Math.max(least, [1, 2, 5, 10].map(m => m * decade).find(s => s >= rough));
        let first = Math.ceil(low / step - 1e-9), last = Math.floor(high / step + 1e-9);
        if (isRounded) {
          [first, last] = [Math.floor(low / step + 1e-9), Math.ceil(high / step - 1e-9)];
          [low, high] = [first * step, last * step];
        }
        const ticks = [];
        for (let i = first; i <= last && ticks.length < 24; i += 1) ticks.push(i * step);
        const decimals = Math.min(9, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9)));
        return { share, value, ticks, label: t => t.toFixed(decimals) };
      }

      let x, y;

      function redraw() {
        hide();
        const all = shown();
        lines.forEach(line => [line.element, line.band].concat(line.dots).forEach(part => {
          if (part) part.style.display = all.includes(line) ? "" : "none";
        }));
        if (!all.length) return;
        all.forEach(line => { line.values = line.x[state.over].map(numberOf); });
        const [left, right] = state.zoom ? state.zoom.x : extent(all.flatMap(line => line.values));
        const inside = [];
        all.forEach(line => line.y.forEach((value, i) => {
          if (line.values[i] < left || line.values[i] > right) return;
          inside.push(value);
          if (!state.log) [-1, 1].forEach(side =>
            inside.push(Math.min(limit, value + side * line.spread[i])));
        }));
        const usable = state.log ? inside.filter(value => value > 0) : inside;
        let range = state.zoom && state.zoom.y ? state.zoom.y : extent(usable.length ? usable : [1]);
        if (state.log && range[0] <= 0) range = extent(usable.length ? usable : [1]);
        x = axis(left, right, false, false, state.over === "seconds" ? 0 : 1);
        y = axis(range[0], range[1], state.log, !(state.zoom && state.zoom.y), 0);
        const across = v => frame.left + x.share(v) * (frame.right - frame.left);
        const down = v => frame.bottom - y.share(v) * (frame.bottom - frame.top);
        const text = points => points.map(p => p[0].toFixed(1) + "," + p[1].toFixed(1)).join(" ");
        all.forEach(line => {
          const drawn = line.y.map((value, i) => !state.log || value > 0 ? i : -1)
            .filter(i => i >= 0);
          line.places = line.y.map((value, i) =>
            [across(line.values[i]), down(state.log && value <= 0 ? range[0] : value)]);
          line.element.setAttribute("points", text(drawn.map(i => line.places[i])));
          line.dots.forEach((dot, i) => {
            dot.setAttribute("cx", line.places[i][0].toFixed(1));
            dot.setAttribute("cy", line.places[i][1].toFixed(1));
          });
          if (!line.band) return;
          const edge = side => drawn.map(i => {
            const value = line.y[i] + side * line.spread[i];
            return [line.places[i][0], down(state.log ? Math.max(range[0], value) : value)];
          });
          line.band.setAttribute("points", text(edge(1).concat(edge(-1).reverse())));
        });
        ticks(across, down);
      }

      function ticks(across, down) {
        const group = svg.querySelector(".ticks");
        group.textContent = "";
        const add = (kind, attributes, words) => {
          const element = document.createElementNS(bench.ns, kind);
          Object.keys(attributes).forEach(key => element.setAttribute(key, attributes[key]));
          if (words) element.textContent = words;
          group.appendChild(element);
        };
        x.ticks.forEach(tick => add("text",
          { x: across(tick), y: frame.bottom + 16, "text-anchor": "middle" }, x.label(tick)));
        add("text", { x: (frame.left + frame.right) / 2, y: size.height - 4,
          "text-anchor": "middle" }, state.over);
        y.ticks.forEach(tick => {
          const height = down(tick);
          add("line", { class: "grid", x1: frame.left, x2: frame.right, y1: height, y2: height });
          add("text", { x: frame.left - 6, y: height, "text-anchor": "end",
            "dominant-baseline": "middle" }, y.label(tick));
        });
      }

    """
}
