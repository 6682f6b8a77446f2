/// Points over two axes as SVG.
struct ScatterChart {
  struct Point {
    /// From 0 to 1, from left to right and from bottom to top.
    let x: Double
    let y: Double
    let cssClass: String
    /// The text under the pointer.
    let title: String
    var runs: [String] = []
  }

  let title: String
  let xTitle: String
  let points: [Point]
  let xTicks: [(label: String, share: Double)]
  let yTicks: [(label: String, share: Double)]
  /// A dashed line between two places, each from 0 to 1; nil for none.
  var line: (from: (x: Double, y: Double), to: (x: Double, y: Double))?

  private static let size = (width: 560.0, height: 300.0)
  private static let margin = (right: 14.0, top: 10.0, bottom: 38.0)
  private static let longestLabel = 12

  var html: HTML {
    .element(
      "figure", [:],
      [
        .element("figcaption", [:], title),
        .element(
          "svg",
          [
            "viewBox": "0 0 \(Int(Self.size.width)) \(Int(Self.size.height))", "role": "img",
            "aria-label": "\(title) over \(xTitle)",
          ], axes + reference + points.map(drawn)),
      ])
  }

  private var left: Double {
    let longest = yTicks.map(\.label.count).max() ?? 0
    return max(44, 7.5 * Double(min(Self.longestLabel, longest)) + 10)
  }

  private func place(_ share: Double) -> Double {
    left + share * (Self.size.width - left - Self.margin.right)
  }

  private func height(_ share: Double) -> Double {
    let bottom = Self.size.height - Self.margin.bottom
    return bottom - share * (bottom - Self.margin.top)
  }

  private var axes: [HTML] {
    let bottom = Self.size.height - Self.margin.bottom
    return yTicks.flatMap { tick -> [HTML] in
      [
        .line(
          "grid", left, height(tick.share), Self.size.width - Self.margin.right, height(tick.share)),
        .label(tick.label.shortened, left - 6, height(tick.share), anchor: "end"),
      ]
    }
      + xTicks.map {
        .label($0.label.shortened, place($0.share), bottom + 16, anchor: "middle")
      }
      + [.label(xTitle, place(0.5), Self.size.height - 8, anchor: "middle")]
  }

  private var reference: [HTML] {
    guard let line else { return [] }
    return [
      .line(
        "perfect", place(line.from.x), height(line.from.y), place(line.to.x), height(line.to.y))
    ]
  }

  private func drawn(_ point: Point) -> HTML {
    .circle(
      "value \(point.cssClass)", place(point.x), height(point.y), radius: 3, title: point.title,
      runs: point.runs)
  }
}

extension String {
  /// The text, cut to what has room at an axis.
  var shortened: String { count > 12 ? prefix(11) + "…" : self }
}
