import Engine

/// A whole HTML file that needs nothing from elsewhere and may fetch nothing.
package struct Page: Hashable, Sendable {
  package let title: String
  package let sections: [HTML]

  package init(title: String, sections: [HTML]) {
    self.title = title
    self.sections = sections
  }

  package var text: String {
    let policy =
      "default-src 'none'; img-src data:; style-src '\(Self.hash(Self.style))'; "
      + "script-src '\(Self.hash(Self.script))'; base-uri 'none'; form-action 'none'"
    let head = HTML.element(
      "head", [:],
      [
        .element("meta", ["charset": "utf-8"], nil),
        .element("meta", ["http-equiv": "Content-Security-Policy", "content": policy], nil),
        .element(
          "meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"], nil),
        .element("title", [:], title), .verbatim("style", Self.style),
      ])
    let body = HTML.element(
      "body", [:],
      [
        .element("main", [:], sections), .element("footer", [:], "made by bench"),
        .verbatim("script", Self.script),
      ])
    return "<!DOCTYPE html>\n" + HTML.element("html", ["lang": "en"], [head, body]).source + "\n"
  }

  /// As a content security policy names an inline element (W3C, Content Security Policy Level 3,
  /// 8.4).
  private static func hash(_ content: StaticString) -> String {
    "sha256-" + base64(SHA256.hash(Array(content.description.utf8)).bytes)
  }

  private static let style: StaticString = """
    :root{color-scheme:light dark;--ink:#1c1e21;--soft:#5d646d;--line:#d8dce1;--paper:#fff;
    --card:#f6f7f9;--good:#0a7a3d;--bad:#b3261e;--caution:#8a5a00;
    --c0:#0072b2;--c1:#d55e00;--c2:#009e73;--c3:#cc79a7;--c4:#b8860b;--c5:#56b4e9;--c6:#7a5195;
    --c7:#666}
    @media (prefers-color-scheme:dark){:root{--ink:#e6e8eb;--soft:#9aa3ad;--line:#3a3f46;
    --paper:#15171a;--card:#1e2125;--good:#5fd08f;--bad:#ff8a80;--caution:#f0b84a;--c0:#5ab0f0;
    --c1:#ff9347;--c2:#3fd6a8;--c3:#f0a5cc;--c4:#e6c14d;--c5:#8fd3ff;--c6:#c39bdf;--c7:#aaa}}
    *{box-sizing:border-box}
    body{margin:0;background:var(--paper);color:var(--ink);
    font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Liberation Sans",sans-serif}
    main{max-width:1180px;margin:0 auto;padding:24px 20px}
    footer{max-width:1180px;margin:0 auto;padding:0 20px 24px;color:var(--soft);font-size:13px}
    h1{font-size:26px;line-height:1.25;margin:0 0 4px;overflow-wrap:anywhere}
    h2{font-size:19px;margin:36px 0 10px;padding-top:10px;border-top:1px solid var(--line)}
    h3{font-size:15px;margin:18px 0 6px;overflow-wrap:anywhere}
    p{margin:6px 0;max-width:80ch;overflow-wrap:anywhere}
    .claim{font-size:18px;background:var(--card);border-left:4px solid var(--c0);padding:10px 14px;
    margin:16px 0}
    .note{color:var(--caution)}.soft,.dim{color:var(--soft)}.good{color:var(--good)}
    .bad{color:var(--bad)}.caution{color:var(--caution)}.strong{font-weight:600}
    .scroll{overflow-x:auto;margin:8px 0}
    table{border-collapse:collapse;font-size:14px;font-variant-numeric:tabular-nums}
    th,td{padding:3px 10px;border-bottom:1px solid var(--line);vertical-align:bottom;
    white-space:nowrap}
    th{font-weight:600;color:var(--soft)}tr.heading th{text-align:left;padding-top:10px}
    .left{text-align:left}.right{text-align:right}
    .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,440px),1fr));gap:20px;
    margin-top:12px}
    figure{margin:0;position:relative;min-width:0;max-width:620px}figcaption{font-weight:600;font-size:14px}
    svg.chart{width:100%;height:auto;display:block}
    svg text{fill:var(--soft);font-size:11px}svg .grid{stroke:var(--line);stroke-width:1}
    svg .cross{stroke:var(--soft);stroke-width:1;visibility:hidden}
    polyline{fill:none;stroke-width:1.8;stroke-linejoin:round}polyline.thin{stroke-width:.9;
    opacity:.75}polyline:hover{stroke-width:3;opacity:1}polyline.dashed{stroke-dasharray:5 4}
    .c0{stroke:var(--c0);background:var(--c0)}.c1{stroke:var(--c1);background:var(--c1)}
    .c2{stroke:var(--c2);background:var(--c2)}.c3{stroke:var(--c3);background:var(--c3)}
    .c4{stroke:var(--c4);background:var(--c4)}.c5{stroke:var(--c5);background:var(--c5)}
    .c6{stroke:var(--c6);background:var(--c6)}.c7{stroke:var(--c7);background:var(--c7)}
    .legend{list-style:none;margin:4px 0 0;padding:0;display:flex;flex-wrap:wrap;gap:2px 14px;
    font-size:13px;max-height:9em;overflow:auto}
    .legend li{overflow-wrap:anywhere}
    .legend i{display:inline-block;width:16px;height:3px;margin-right:5px;vertical-align:middle}
    .legend i.dashed{width:20px;-webkit-mask:repeating-linear-gradient(90deg,#000 0 5px,transparent 5px 8px);
    mask:repeating-linear-gradient(90deg,#000 0 5px,transparent 5px 8px)}
    .tip{position:absolute;pointer-events:none;background:var(--card);border:1px solid var(--line);
    border-radius:4px;padding:4px 8px;font-size:12px;visibility:hidden;white-space:pre;z-index:2;
    font-variant-numeric:tabular-nums}
    .matrix td{text-align:right;min-width:34px;padding:4px 6px;border:1px solid var(--paper)}
    .matrix td.hit{box-shadow:inset 0 0 0 2px var(--c2)}
    .h0{background:var(--card)}.h1{background:color-mix(in srgb,var(--c1) 12%,var(--card))}
    .h2{background:color-mix(in srgb,var(--c1) 28%,var(--card))}
    .h3{background:color-mix(in srgb,var(--c1) 45%,var(--card))}
    .h4{background:color-mix(in srgb,var(--c1) 65%,var(--card))}
    .pictures{display:flex;flex-wrap:wrap;gap:12px}.pictures figure{width:min-content}
    .pictures figcaption{font-weight:400;font-size:12px;color:var(--soft)}
    img{image-rendering:pixelated;display:block;border:1px solid var(--line)}
    dl{display:grid;grid-template-columns:max-content 1fr;gap:2px 14px;margin:8px 0;font-size:14px}
    dt{color:var(--soft)}dd{margin:0;overflow-wrap:anywhere;min-width:0}
    details{margin:8px 0}summary{cursor:pointer;color:var(--soft)}
    @media print{:root{color-scheme:light}*{print-color-adjust:exact}body{font-size:12px}h2{break-after:avoid}
    figure,.scroll,.claim{break-inside:avoid}.charts{grid-template-columns:1fr 1fr}
    .legend{max-height:none}.scroll{overflow:visible}}
    """

  private static let script: StaticString = """
    document.querySelectorAll("svg.chart").forEach(function (svg) {
      var tip = svg.parentNode.querySelector(".tip"), cross = svg.querySelector(".cross");
      var lines = Array.from(svg.querySelectorAll("polyline")).map(function (line) {
        var numbers = function (name) { return line.getAttribute(name).split(" "); };
        return { name: line.getAttribute("data-name"), x: numbers("data-x"), y: numbers("data-y"),
          place: numbers("points").map(function (p) { return parseFloat(p); }) };
      });
      svg.addEventListener("pointermove", function (event) {
        var box = svg.getBoundingClientRect(), width = svg.viewBox.baseVal.width;
        var at = (event.clientX - box.left) / box.width * width, words = [], place = null, x = "";
        lines.slice(0, 16).forEach(function (line) {
          var best = 0;
          line.place.forEach(function (p, i) {
            if (Math.abs(p - at) < Math.abs(line.place[best] - at)) best = i;
          });
          if (place === null || Math.abs(line.place[best] - at) < Math.abs(place - at)) {
            place = line.place[best]; x = line.x[best];
          }
          words.push(line.y[best] + "  " + line.name);
        });
        if (lines.length > 16) words.push("… and " + (lines.length - 16) + " more");
        tip.textContent = x + "\\n" + words.join("\\n");
        cross.setAttribute("x1", place); cross.setAttribute("x2", place);
        cross.style.visibility = tip.style.visibility = "visible";
        var left = place / width * box.width;
        tip.style.left = (left > box.width / 2 ? left - tip.offsetWidth - 12 : left + 12) + "px";
        tip.style.top = "40px";
      });
      svg.addEventListener("pointerleave", function () {
        cross.style.visibility = tip.style.visibility = "hidden";
      });
    });
    """
}
