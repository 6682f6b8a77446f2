/// Lines over the epochs as SVG, with axes, a legend and values under the pointer; a line may have
/// a band around it.
package struct LineChart: Hashable, Sendable {
  package struct Point: Hashable, Sendable {
    package let x: Double
    package let y: Double
    /// How far the band reaches on either side; nil: no band.
    package let spread: Double?
    /// The step and the seconds of training at the point; nil if they are not known.
    var step: Double?
    var seconds: Double?

    package init(x: Double, y: Double, spread: Double? = nil) {
      self.x = x
      self.y = y
      self.spread = spread.flatMap { $0.isFinite ? $0 : nil }
    }
  }

  /// How a line is drawn.
  package enum Stroke: String, Hashable, Sendable {
    case plain
    case dashed
    /// One of many lines, in front of which others stand out.
    case faint
  }

  package struct Line: Hashable, Sendable {
    package let name: String
    /// The points in ascending x. Values that are not finite are left out.
    package let points: [Point]
    /// The index of one of the page's colours.
    let colour: Int
    let stroke: Stroke
    /// The name in the legend, once for all lines of the same kind.
    let kind: String
    /// The ids of the runs that it draws.
    let runs: [String]

    package init(
      _ name: String, points: [Point], colour: Int, stroke: Stroke = .plain, kind: String? = nil,
      runs: [String] = []
    ) {
      self.name = name
      self.kind = kind ?? name
      self.runs = runs
      self.points = points.filter { $0.x.isFinite && $0.y.isFinite }
      self.colour = colour
      self.stroke = stroke
    }

    /// The class of the elements of the line.
    var cssClass: String {
      switch stroke {
      case .plain: "c\(colour % Page.colours)"
      case .dashed: "c\(colour % Page.colours) dashed"
      case .faint: "rest"
      }
    }
  }

  let title: String
  let xTitle: String
  let lines: [Line]
  /// Whether each point has a dot.
  let isDotted: Bool
  /// An upper bound of the values.
  let most: Double
  let x: Axis
  let y: Axis

  /// - Parameter most: an upper bound of the values. A band is not drawn above it nor, if no point
  ///   is below 0, below 0.
  /// - Returns: nil if no line has two points.
  package init?(
    _ title: String, over xTitle: String = "epoch", most: Double = .infinity,
    isDotted: Bool = false, _ lines: [Line]
  ) {
    let drawn = lines.filter { $0.points.count > 1 }
    guard !drawn.isEmpty else { return nil }
    self.title = title
    self.xTitle = xTitle
    self.isDotted = isDotted
    self.most = most
    self.lines = drawn
    let points = drawn.flatMap(\.points)
    let values = points.map(\.y)
    let (low, high) = (values.min() ?? 0, values.max() ?? 0)
    // Values that span more than a decade and a half, all above 0.
    let isLogarithmic = low > 0 && high / low > 30
    let least = low >= 0 ? 0 : -Double.infinity
    let ends = points.flatMap { point -> [Double] in
      guard let spread = point.spread else { return [] }
      let ends = [max(least, point.y - spread), min(most, point.y + spread)]
      return isLogarithmic ? ends.filter { $0 > low / 10 } : ends
    }
    x = Axis(points.map(\.x), leastStep: 1)
    y = Axis(values + ends, isLogarithmic: isLogarithmic, isRounded: true)
  }

  package var html: HTML {
    .element(
      "figure", [:],
      [
        .element("figcaption", [:], title + (y.isLogarithmic ? " (logarithmic)" : "")), drawing,
        .element("div", ["class": "tip"]), legend,
      ])
  }

  private var legend: HTML {
    var kinds = lines.reduce(into: [Line]()) { kinds, line in
      if !kinds.contains(where: { $0.kind == line.kind }) { kinds.append(line) }
    }
    // Drawn below the others, named after them.
    kinds = kinds.filter { $0.stroke != .faint } + kinds.filter { $0.stroke == .faint }
    guard kinds.count > 1 || kinds[0].kind != title else { return .group([]) }
    return .element(
      "ul", ["class": "legend"],
      kinds.map { line in
        .element(
          "li", ["data-kind": line.kind],
          [.element("i", ["class": line.cssClass]), .text(line.kind)])
      })
  }
}
