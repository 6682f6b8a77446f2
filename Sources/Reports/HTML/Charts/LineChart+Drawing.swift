extension LineChart {
  private static let size = (width: 560.0, height: 300.0)
  private static let margin = (left: 62.0, right: 16.0, top: 12.0, bottom: 38.0)
  private static let mostPoints = 400

  /// The left edge of the drawing, to the right of the longest label. Its digits are about 8.5 wide
  /// on a narrow screen, where text is largest.
  private var left: Double {
    let longest = y.ticks.map { y.label($0).count }.max() ?? 0
    return max(Self.margin.left, 8.5 * Double(longest) + 8)
  }

  var drawing: HTML {
    .element(
      "svg",
      [
        "class": "chart", "viewBox": "0 0 \(Int(Self.size.width)) \(Int(Self.size.height))",
        "role": "img", "aria-label": title, "data-over": xTitle,
        "data-log": y.isLogarithmic ? "1" : "0", "data-left": left.fixed(1),
        "data-most": most.isFinite ? most.fixed(0) : "",
      ],
      [.element("g", ["class": "ticks"], xTicks + yTicks)] + lines.compactMap(band)
        + lines.map(drawn) + dots + [
          .element(
            "line",
            [
              "class": "cross", "y1": Self.margin.top.fixed(0),
              "y2": (Self.size.height - Self.margin.bottom).fixed(0),
            ])
        ])
  }

  private func drawn(_ line: Line) -> HTML {
    let points = Self.thinned(line.points)
    return .element(
      "polyline",
      [
        "class": line.cssClass, "points": Self.text(points.map { place($0.x, $0.y) }),
        "fill": "none", "stroke": "currentColor",
        "data-class": line.cssClass, "data-name": line.name,
        "data-x": points.map { Axis.short($0.x) }.joined(separator: " "),
        "data-y": points.map(Self.value).joined(separator: " "),
        "data-kind": line.kind, "data-runs": line.runs.joined(separator: " "),
        "data-step": Self.words(points.map(\.step)),
        "data-seconds": Self.words(points.map(\.seconds)),
      ])
  }

  /// Numbers with blanks between them; empty if one is missing.
  private static func words(_ numbers: [Double?]) -> String {
    let known = numbers.compactMap(\.self)
    return known.count < numbers.count ? "" : known.map(Axis.short).joined(separator: " ")
  }

  private var dots: [HTML] {
    guard isDotted else { return [] }
    return lines.flatMap { line in
      line.points.map { point in
        .circle(
          "dot \(line.cssClass)", place(point.x), height(point.y), radius: 2.2, of: line.name)
      }
    }
  }

  /// Returns the text under the pointer: `0.8945`, or with its band `0.8945±0.0076`.
  private static func value(_ point: Point) -> String {
    Axis.short(point.y) + (point.spread.map { "±" + Axis.short($0) } ?? "")
  }

  /// The area around a line.
  private func band(_ line: Line) -> HTML? {
    let points = Self.thinned(line.points.filter { $0.spread != nil })
    guard points.count > 1 else { return nil }
    let upper = points.map { place($0.x, $0.y + ($0.spread ?? 0)) }
    let lower = points.map { place($0.x, $0.y - ($0.spread ?? 0)) }
    return .element(
      "polygon",
      [
        "class": "c\(line.colour % Page.colours)", "data-name": line.name,
        "points": Self.text(upper + lower.reversed()), "fill": "none",
      ])
  }

  private static func text(_ places: [(x: Double, y: Double)]) -> String {
    places.map { "\($0.x.fixed(1)),\($0.y.fixed(1))" }.joined(separator: " ")
  }

  private func place(_ x: Double, _ y: Double) -> (x: Double, y: Double) {
    (place(x), height(y))
  }

  private func place(_ value: Double) -> Double {
    left
      + x.share(value) * (Self.size.width - left - Self.margin.right)
  }

  private func height(_ value: Double) -> Double {
    Self.size.height - Self.margin.bottom
      - y.share(value) * (Self.size.height - Self.margin.top - Self.margin.bottom)
  }

  private var xTicks: [HTML] {
    let bottom = Self.size.height - Self.margin.bottom
    let middle = (left + Self.size.width - Self.margin.right) / 2
    return x.ticks.map { tick in
      .element(
        "text",
        ["x": place(tick).fixed(1), "y": (bottom + 16).fixed(1), "text-anchor": "middle"],
        x.label(tick))
    } + [
      .element(
        "text",
        ["x": middle.fixed(1), "y": (Self.size.height - 4).fixed(1), "text-anchor": "middle"],
        xTitle)
    ]
  }

  private var yTicks: [HTML] {
    y.ticks.flatMap { tick -> [HTML] in
      let height = height(tick).fixed(1)
      return [
        .element(
          "line",
          [
            "class": "grid", "stroke": "silver", "x1": left.fixed(0),
            "x2": (Self.size.width - Self.margin.right).fixed(0), "y1": height, "y2": height,
          ]),
        .element(
          "text",
          [
            "x": (left - 6).fixed(0), "y": height, "text-anchor": "end",
            "dominant-baseline": "middle",
          ], y.label(tick)),
      ]
    }
  }

  /// Of many points, returns the lowest and the highest of each interval, so that no peak is lost.
  private static func thinned(_ points: [Point]) -> [Point] {
    guard points.count > mostPoints else { return points }
    let stretches = mostPoints / 2
    return (0..<stretches).flatMap { index -> [Point] in
      let stretch = points[
        points.count * index / stretches..<points.count * (index + 1) / stretches]
      let low = stretch.indices.min { stretch[$0].y < stretch[$1].y } ?? stretch.startIndex
      let high = stretch.indices.max { stretch[$0].y < stretch[$1].y } ?? stretch.startIndex
      return low == high ? [stretch[low]] : [min(low, high), max(low, high)].map { stretch[$0] }
    }
  }
}
