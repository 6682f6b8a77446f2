/// Elements of a drawing. Coordinates are in the units of its view box. Attributes draw them where the
/// style sheet is missing; it overrides them.
extension HTML {
  static func line(
    _ cssClass: String, _ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double
  ) -> HTML {
    .element(
      "line",
      [
        "class": cssClass, "x1": x1.fixed(1), "y1": y1.fixed(1), "x2": x2.fixed(1),
        "y2": y2.fixed(1), "stroke": cssClass == "grid" ? "silver" : "currentColor",
      ])
  }

  /// - Parameters:
  ///   - title: the text under the pointer.
  ///   - name: the name of the line that it belongs to.
  ///   - runs: the ids of the runs that it stands for.
  static func circle(
    _ cssClass: String, _ x: Double, _ y: Double, radius: Double, title: String? = nil,
    of name: String = "", runs: [String] = []
  ) -> HTML {
    .element(
      "circle",
      [
        "class": cssClass, "cx": x.fixed(1), "cy": y.fixed(1), "r": radius.fixed(1),
        "data-name": name, "data-runs": runs.joined(separator: " "),
      ],
      title.map { [.element("title", [:], $0)] } ?? [])
  }

  /// Returns a label around the height `y`.
  ///
  /// - Parameters:
  ///   - anchor: the end of the text that is at `x`: `start`, `middle` or `end`.
  ///   - turned: whether the text runs upwards.
  static func label(
    _ text: String, _ x: Double, _ y: Double, anchor: String, small: Bool = false,
    turned: Bool = false
  ) -> HTML {
    .element(
      "text",
      [
        "class": small ? "small" : "", "x": x.fixed(1), "y": y.fixed(1), "text-anchor": anchor,
        "dominant-baseline": "middle",
        "transform": turned ? "rotate(-90 \(x.fixed(1)) \(y.fixed(1)))" : "",
      ], text)
  }
}
