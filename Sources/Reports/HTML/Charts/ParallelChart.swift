import JSON

/// Runs as lines over one upright axis for each setting and one for the metric, as SVG.
///
/// Inselberg, The plane with parallel coordinates, 1985.
struct ParallelChart {
  struct Line {
    let name: String
    /// From 0 to 1, one for each axis.
    let shares: [Double]
    let cssClass: String
  }

  let axes: [SettingAxis]
  let lines: [Line]

  private static let height = 300.0
  private static let margin = (side: 60.0, top: 34.0, bottom: 12.0)
  private static let spacing = 150.0
  private static let leastWidth = 1120.0

  var html: HTML {
    let width = max(Self.leastWidth, 2 * Self.margin.side + Self.spacing * Double(axes.count - 1))
    return .element(
      "figure", ["class": "wide"],
      [
        .element("figcaption", [:], "Settings and \(axes.last?.title ?? "")"),
        .element(
          "div", ["class": "scroll"],
          [
            .element(
              "svg",
              [
                "class": "parallel", "viewBox": "0 0 \(Int(width)) \(Int(Self.height))",
                "role": "img", "aria-label": "settings and metric of each run",
              ], axes.indices.flatMap(axis) + lines.map(drawn))
          ]),
        .element(
          "p", ["class": "soft"],
          "A line is a run; its colour shows the metric, from dark for the worst fifth to bright for "
            + "the best."),
      ])
  }

  private func place(_ axis: Int) -> Double {
    let spacing = max(
      Self.spacing, (Self.leastWidth - 2 * Self.margin.side) / Double(axes.count - 1))
    return Self.margin.side + spacing * Double(axis)
  }

  private func height(_ share: Double) -> Double {
    let bottom = Self.height - Self.margin.bottom
    return bottom - share * (bottom - Self.margin.top)
  }

  private func titlePlace(_ axis: Int) -> Double {
    axis == 0 ? 0 : axis == axes.count - 1 ? place(axis) + Self.margin.side : place(axis)
  }

  /// Titles at the edges stay inside.
  private func anchor(of axis: Int) -> String {
    axis == 0 ? "start" : axis == axes.count - 1 ? "end" : "middle"
  }

  private func axis(_ index: Int) -> [HTML] {
    let words = axes[index].title.split(separator: ".")
    let title = words.suffix(2).joined(separator: ".")
    return [
      .line("grid", place(index), height(0), place(index), height(1)),
      .label(title, titlePlace(index), 12, anchor: anchor(of: index)),
    ]
      + axes[index].ticks.map {
        .label($0.label.shortened, place(index) - 5, height($0.share), anchor: "end", small: true)
      }
  }

  private func drawn(_ line: Line) -> HTML {
    let points = line.shares.enumerated().map {
      "\(place($0).fixed(1)),\(height($1).fixed(1))"
    }
    return .element(
      "polyline",
      [
        "class": "setting \(line.cssClass)", "points": points.joined(separator: " "),
        "data-runs": line.name, "fill": "none", "stroke": "currentColor",
      ], [.element("title", [:], line.name)])
  }
}
