/// The values of groups of runs, as SVG: one row per group, one dot per run, a bar for the mean and
/// a whisker for its 95% interval.
package struct GroupChart: Hashable, Sendable {
  private let title: String
  private let groups: [GroupComparison.Group]
  private let x: Axis

  private static let width = 560.0
  private static let rowHeight = 26.0
  private static let margin = (left: 170.0, right: 16.0, top: 6.0, bottom: 38.0)
  private static let radius = 3.5
  private static let longestName = 26

  package init(_ comparison: GroupComparison) {
    title = comparison.metric.text
    groups = comparison.groups
    let values = groups.flatMap(\.sample.values)
    let (low, high) = (values.min() ?? 0, values.max() ?? 0)
    // The interval of two or three seeds may be many times as wide as all that was seen.
    let shown = (low - (high - low) / 2)...(high + (high - low) / 2)
    let ends = groups.compactMap { $0.interval?.clamped(to: shown) }
    x = Axis(values + ends.flatMap { [$0.lowerBound, $0.upperBound] })
  }

  package var html: HTML {
    .element(
      "figure", [:],
      [
        .element("figcaption", [:], title),
        .element(
          "svg",
          [
            "class": "groups", "viewBox": "0 0 \(Int(Self.width)) \(Int(height))", "role": "img",
            "aria-label": "\(title) by group",
          ], ticks + groups.indices.flatMap(row)),
        .element(
          "p", ["class": "soft"],
          "A dot is a run, a bar the mean, a line its 95% interval (t). If a line leaves the drawing, "
            + "it is longer."),
      ])
  }

  private var bottom: Double { Self.margin.top + Self.rowHeight * Double(groups.count) }

  private var height: Double { bottom + Self.margin.bottom }

  private func place(_ value: Double) -> Double {
    Self.margin.left + x.share(value) * (Self.width - Self.margin.left - Self.margin.right)
  }

  private var ticks: [HTML] {
    x.ticks.flatMap { tick -> [HTML] in
      [
        .line("grid", place(tick), Self.margin.top, place(tick), bottom),
        .label(x.label(tick), place(tick), bottom + 14, anchor: "middle"),
      ]
    }
  }

  private func row(_ index: Int) -> [HTML] {
    let (group, sample) = (groups[index], groups[index].sample)
    let y = Self.margin.top + (Double(index) + 0.5) * Self.rowHeight
    let mean = place(sample.mean)
    let heights = Self.heights(sample.values.map(place))
    let dots = group.runs.indices.map { number in
      HTML.circle(
        "run c\(index % Page.colours)", place(sample.values[number]), y + heights[number],
        radius: Self.radius,
        title: "\(group.runs[number].id) \(Axis.short(sample.values[number]))",
        runs: [group.runs[number].id])
    }
    let whisker = group.interval.map { interval in
      [HTML.line("whisker", place(interval.lowerBound), y, place(interval.upperBound), y)]
    }
    return [.label(Self.short(group.name), Self.margin.left - 10, y, anchor: "end")]
      + (whisker ?? []) + dots + [.line("mean", mean, y - 8, mean, y + 8)]
  }

  /// Returns how far each dot is from the middle of its row. Dots with close values alternate below
  /// and above, so that all are visible.
  private static func heights(_ places: [Double]) -> [Double] {
    places.indices.map { index in
      let before = places[..<index].count { abs($0 - places[index]) < radius }
      let step = Double((before + 1) / 2 % 3) * radius
      return before % 2 == 0 ? step : -step
    }
  }

  private static func short(_ name: String) -> String {
    name.count > longestName ? name.prefix(longestName - 1) + "…" : name
  }
}
