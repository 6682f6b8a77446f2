/// How often answers with some certainty are right, as SVG: one bar per bin up to the fraction of
/// right answers, its 95% interval, a dot at the mean certainty, and below the number of answers in
/// the bin.
package struct ReliabilityDiagram: Hashable, Sendable {
  let calibration: Calibration

  private static let size = (width: 400.0, height: 400.0)
  private static let plot = (left: 44.0, top: 10.0, side: 344.0, height: 250.0)
  private static let counts = (top: 286.0, height: 70.0)

  package init(_ calibration: Calibration) {
    self.calibration = calibration
  }

  package var html: HTML {
    .element(
      "figure", ["class": "bins"],
      [
        .element("figcaption", [:], "Calibration"),
        .element(
          "svg",
          [
            "viewBox": "0 0 \(Int(Self.size.width)) \(Int(Self.size.height))", "role": "img",
            "aria-label": "calibration",
          ], axes + bars + histogram),
        .element("p", ["class": "soft"], words),
      ])
  }

  private var words: String {
    "Expected calibration error \(calibration.expectedError.fixed(4)) over "
      + "\(calibration.bins.count) bins. On the dashed line answers are right as often as they "
      + "are sure; whiskers are 95% intervals (Wilson), numbers below are answers."
  }

  private func place(_ share: Double) -> Double { Self.plot.left + share * Self.plot.side }

  private func height(_ share: Double) -> Double {
    Self.plot.top + (1 - share) * Self.plot.height
  }

  private var axes: [HTML] {
    let shares = [0, 0.2, 0.4, 0.6, 0.8, 1.0]
    return shares.flatMap { share in
      [
        .line("grid", place(0), height(share), place(1), height(share)),
        .label(share.fixed(1), Self.plot.left - 6, height(share), anchor: "end"),
        .label(share.fixed(1), place(share), Self.size.height - 26, anchor: "middle"),
      ]
    } + [
      .label("right", 10, height(0.5), anchor: "middle", turned: true),
      .label("answers", 10, Self.counts.top + 35, anchor: "middle", turned: true),
      .label(
        "probability of the answer", place(0.5), Self.size.height - 8, anchor: "middle"),
    ]
  }

  private var width: Double { Self.plot.side / Double(calibration.bins.count) }

  private func left(_ index: Int) -> Double { Self.plot.left + Double(index) * width }

  private var bars: [HTML] {
    calibration.bins.enumerated().flatMap { index, bin -> [HTML] in
      guard let accuracy = bin.accuracy, let confidence = bin.confidence else { return [] }
      let interval = Proportion(bin.right, of: bin.count).interval
      let x = place(confidence)
      return [
        bar("bar", index, from: height(accuracy), to: height(0), title(bin)),
        .line("whisker", x, height(interval.lowerBound), x, height(interval.upperBound)),
        .circle("mean", x, height(accuracy), radius: 2.8),
      ]
    } + [.line("perfect", place(0), height(0), place(1), height(1))]
  }

  private func title(_ bin: Calibration.Bin) -> String {
    "\(bin.right.counted) of \(bin.count.counted) right, \((bin.accuracy ?? 0).fixed(3)); "
      + "mean probability \((bin.confidence ?? 0).fixed(3))"
  }

  private func bar(
    _ kind: String, _ index: Int, from top: Double, to bottom: Double, _ title: String
  ) -> HTML {
    .element(
      "rect",
      [
        "class": kind, "x": (left(index) + 1).fixed(1), "y": top.fixed(1),
        "width": (width - 2).fixed(1), "height": (bottom - top).fixed(1),
      ], [.element("title", [:], title)])
  }

  /// The number of answers above each bar, upright if it is short.
  private var histogram: [HTML] {
    let most = Double(max(1, calibration.bins.map(\.count).max() ?? 1))
    let bottom = Self.counts.top + Self.counts.height
    let room = Self.counts.height - 26
    return calibration.bins.enumerated().flatMap { index, bin -> [HTML] in
      guard bin.count > 0 else { return [] }
      let top = bottom - room * Double(bin.count) / most
      let isShort = bin.count < 1000
      return [
        bar("count", index, from: top, to: bottom, title(bin)),
        .label(
          String(bin.count), left(index) + width / 2, top - (isShort ? 6 : 3),
          anchor: isShort ? "middle" : "start", small: true, turned: !isShort),
      ]
    }
  }
}
