#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Lines over the epochs as SVG, with axes, a legend and values under the pointer.
struct LineChart: Hashable, Sendable {
  struct Point: Hashable, Sendable {
    let x: Double
    let y: Double
  }

  struct Line: Hashable, Sendable {
    let name: String
    /// Ascending in x; what is not finite is left out.
    let points: [Point]
    /// Which of the page's colours.
    let colour: Int
    let isDashed: Bool
    /// What the legend calls it, once for all lines of the same kind.
    let kind: String

    init(
      _ name: String, points: [Point], colour: Int, isDashed: Bool = false, kind: String? = nil
    ) {
      self.name = name
      self.kind = kind ?? name
      self.points = points.filter { $0.x.isFinite && $0.y.isFinite }
      self.colour = colour
      self.isDashed = isDashed
    }
  }

  let title: String
  let xTitle: String
  let lines: [Line]
  /// Of y; for values that span more than a decade and a half, all above 0.
  let isLogarithmic: Bool

  private static let size = (width: 560.0, height: 300.0)
  private static let margin = (left: 58.0, right: 14.0, top: 12.0, bottom: 38.0)
  private static let mostPoints = 400

  /// - Returns: nil where no line has two points.
  init?(_ title: String, over xTitle: String = "epoch", _ lines: [Line]) {
    let drawn = lines.filter { $0.points.count > 1 }
    guard !drawn.isEmpty else { return nil }
    self.title = title
    self.xTitle = xTitle
    self.lines = drawn
    let values = drawn.flatMap { $0.points.map(\.y) }
    let (low, high) = (values.min() ?? 0, values.max() ?? 0)
    isLogarithmic = low > 0 && high / low > 30
  }

  var html: HTML {
    let x = Axis(lines.flatMap { $0.points.map(\.x) }, leastStep: 1)
    let y = Axis(lines.flatMap { $0.points.map(\.y) }, isLogarithmic: isLogarithmic)
    let drawing = HTML.element(
      "svg",
      [
        "class": "chart", "viewBox": "0 0 \(Int(Self.size.width)) \(Int(Self.size.height))",
        "role": "img", "aria-label": title,
      ],
      xTicks(x) + yTicks(y) + lines.map { drawn($0, x, y) } + [
        .element(
          "line",
          [
            "class": "cross", "y1": Self.margin.top.fixed(0),
            "y2": (Self.size.height - Self.margin.bottom).fixed(0),
          ])
      ])
    return .element(
      "figure", [:],
      [
        .element("figcaption", [:], title + (isLogarithmic ? " (logarithmic)" : "")), drawing,
        .element("div", ["class": "tip"]), legend,
      ])
  }

  private var legend: HTML {
    guard lines.count > 1 else { return .group([]) }
    let kinds = lines.reduce(into: [Line]()) { kinds, line in
      if !kinds.contains(where: { $0.kind == line.kind }) { kinds.append(line) }
    }
    return .element(
      "ul", ["class": "legend"],
      kinds.map { line in
        .element(
          "li", [:],
          [
            .element("i", ["class": "c\(line.colour % 8)\(line.isDashed ? " dashed" : "")"]),
            .text(line.kind),
          ])
      })
  }

  private func drawn(_ line: Line, _ x: Axis, _ y: Axis) -> HTML {
    let points = Self.thinned(line.points)
    let places = points.map { "\(place($0.x, on: x).fixed(1)),\(height($0.y, on: y).fixed(1))" }
    return .element(
      "polyline",
      [
        "class": "c\(line.colour % 8)\(line.isDashed ? " dashed" : "")"
          + (lines.count > 12 ? " thin" : ""),
        "points": places.joined(separator: " "), "data-name": line.name,
        "data-x": points.map { Self.short($0.x) }.joined(separator: " "),
        "data-y": points.map { Self.short($0.y) }.joined(separator: " "),
      ], [.element("title", [:], line.name)])
  }

  private func place(_ value: Double, on axis: Axis) -> Double {
    Self.margin.left
      + axis.share(value) * (Self.size.width - Self.margin.left - Self.margin.right)
  }

  private func height(_ value: Double, on axis: Axis) -> Double {
    Self.size.height - Self.margin.bottom
      - axis.share(value) * (Self.size.height - Self.margin.top - Self.margin.bottom)
  }

  private func xTicks(_ axis: Axis) -> [HTML] {
    let bottom = Self.size.height - Self.margin.bottom
    let middle = (Self.margin.left + Self.size.width - Self.margin.right) / 2
    return axis.ticks.map { tick in
      .element(
        "text",
        [
          "x": place(tick, on: axis).fixed(1), "y": (bottom + 16).fixed(1),
          "text-anchor": "middle",
        ], Self.short(tick))
    } + [
      .element(
        "text",
        ["x": middle.fixed(1), "y": (Self.size.height - 4).fixed(1), "text-anchor": "middle"],
        xTitle)
    ]
  }

  private func yTicks(_ axis: Axis) -> [HTML] {
    axis.ticks.flatMap { tick -> [HTML] in
      let y = height(tick, on: axis).fixed(1)
      return [
        .element(
          "line",
          [
            "class": "grid", "x1": Self.margin.left.fixed(0),
            "x2": (Self.size.width - Self.margin.right).fixed(0), "y1": y, "y2": y,
          ]),
        .element(
          "text",
          [
            "x": (Self.margin.left - 6).fixed(0), "y": y, "text-anchor": "end",
            "dominant-baseline": "middle",
          ], Self.short(tick)),
      ]
    }
  }

  /// Of many points the lowest and the highest of each stretch, so that no peak is lost.
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

  /// Four digits that count.
  static func short(_ value: Double) -> String {
    guard value.isFinite else { return value.fixed(0) }
    if value == value.rounded(), value.magnitude < 1e6 { return String(Int(value)) }
    let exponent = Int(log10(value.magnitude).rounded(.down))
    if exponent < -4 { return "\((value / pow(10, Double(exponent))).fixed(1))e\(exponent)" }
    var text = value.fixed(min(6, max(0, 3 - exponent)))
    while text.contains("."), text.last == "0" || text.last == "." {
      let isPoint = text.removeLast() == "."
      if isPoint { break }
    }
    return text
  }
}

/// The range of an axis and its round numbers.
struct Axis: Hashable, Sendable {
  let low: Double
  let high: Double
  let isLogarithmic: Bool
  let ticks: [Double]

  /// - Parameter leastStep: between two numbers; 1 for what is counted.
  init(_ values: [Double], isLogarithmic: Bool = false, leastStep: Double = 0) {
    self.isLogarithmic = isLogarithmic
    // Within what no difference of two numbers leaves.
    let bound = Double.greatestFiniteMagnitude / 4
    var (low, high) = (max(-bound, values.min() ?? 0), min(bound, values.max() ?? 1))
    if low >= high {
      let reach = max(0.5, low.magnitude / 100)
      (low, high) = (low - reach, low + reach)
    }
    self.low = low
    self.high = high
    guard !isLogarithmic else {
      ticks = Self.decades(low, high)
      return
    }
    let rough = (high - low) / 5
    let decade = pow(10, log10(rough).rounded(.down))
    let step = max(leastStep, [1, 2, 5, 10].map { $0 * decade }.first { $0 >= rough } ?? rough)
    let (first, last) = ((low / step).rounded(.up), (high / step).rounded(.down))
    // Neighbouring numbers may have no step between them.
    ticks = last - first < 20 ? stride(from: first, through: last, by: 1).map { $0 * step } : []
  }

  /// At most about seven round numbers: 1, 2 and 5 of each decade, or every so many decades.
  private static func decades(_ low: Double, _ high: Double) -> [Double] {
    let decades = Int(log10(low).rounded(.down))...Int(log10(high).rounded(.up))
    let marks = decades.flatMap { decade in [1, 2, 5].map { $0 * pow(10, Double(decade)) } }
      .filter { $0 >= low && $0 <= high }
    guard marks.count > 7 else { return marks }
    let every = (decades.count + 6) / 7
    return decades.filter { $0 % every == 0 }.map { pow(10, Double($0)) }
      .filter { $0 >= low && $0 <= high }
  }

  /// Where a value lies, from 0 to 1.
  func share(_ value: Double) -> Double {
    let inside = min(high, max(low, value))
    return isLogarithmic
      ? (log(inside) - log(low)) / (log(high) - log(low)) : (inside - low) / (high - low)
  }
}
