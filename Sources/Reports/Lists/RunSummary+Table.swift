package import Runs

extension RunSummary {
  /// Last and best of each metric, and the best one's epoch.
  package var table: Table {
    Table(
      [
        .init("", key: "metric", align: .left), .init("last", importance: 3), .init("best"),
        .init("at epoch", key: "at_epoch"),
      ],
      rows: metrics.map { metric in
        [
          .text(metric.name), .metric(metric.last), .metric(metric.best?.value),
          .integer(metric.best?.epoch),
        ]
      })
  }
}
