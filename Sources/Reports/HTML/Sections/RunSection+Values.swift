import Runs
import Training

extension RunSection {
  /// More points than this are thinned out evenly: they would only cover each other.
  private static let mostPoints = 1000

  /// The predictions of a regression over the values to predict, and their errors.
  var values: HTML {
    guard let predictions = reported.compared.predictions, !predictions.regressionFigures.isEmpty
    else { return .group([]) }
    let rows = predictions.rows.filter { $0.label.isFinite && $0.prediction.isFinite }
    guard rows.count > 1 else { return .group([]) }
    let step = max(1, (rows.count + Self.mostPoints - 1) / Self.mostPoints)
    let shown = stride(from: 0, to: rows.count, by: step).map { rows[$0] }
    let thinned = step > 1 ? " Every \(step)th of \(rows.count.grouped) examples is drawn." : ""
    return .group([
      .element("h3", [:], "Predictions on the test part"),
      .element("div", ["class": "charts"], [Self.scatter(shown), Self.residuals(shown)]),
      .element(
        "p", ["class": "soft"],
        "Left, a perfect prediction lies on the dashed line; right, an error is prediction - label."
          + thinned),
    ])
  }

  private static func scatter(_ rows: [Prediction]) -> HTML {
    let axis = Axis(rows.flatMap { [$0.label, $0.prediction] })
    return ScatterChart(
      title: "prediction", xTitle: "label",
      points: rows.map {
        point(axis.share($0.label), axis.share($0.prediction), $0)
      },
      xTicks: axis.marks, yTicks: axis.marks, line: (from: (0, 0), to: (1, 1))
    ).html
  }

  private static func residuals(_ rows: [Prediction]) -> HTML {
    let x = Axis(rows.map(\.prediction))
    let y = Axis(rows.map { $0.prediction - $0.label } + [0])
    return ScatterChart(
      title: "error", xTitle: "prediction",
      points: rows.map { point(x.share($0.prediction), y.share($0.prediction - $0.label), $0) },
      xTicks: x.marks, yTicks: y.marks, line: (from: (0, y.share(0)), to: (1, y.share(0)))
    ).html
  }

  private static func point(_ x: Double, _ y: Double, _ row: Prediction) -> ScatterChart.Point {
    ScatterChart.Point(
      x: x, y: y, cssClass: "c0",
      title: "example \(row.index): \(Axis.short(row.prediction)) for \(Axis.short(row.label))")
  }
}

extension Axis {
  /// The labels and their places from 0 to 1.
  var marks: [(label: String, share: Double)] { ticks.map { (label($0), share($0)) } }
}
