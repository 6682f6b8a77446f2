import Datasets

/// The rows of a metrics.csv, ours or someone else's: a column `epoch`, maybe `step` and
/// `weights_digest`, and columns of numbers.
package struct MetricsTable: Hashable, Sendable {
  /// All columns, in the file's order.
  package private(set) var columns: [String]
  package private(set) var epochs: [Int] = []
  /// 0 where the file has no column `step`.
  package private(set) var steps: [Int] = []
  /// Empty where the file has no column `weights_digest`.
  package private(set) var weightsDigests: [String] = []
  /// For each column its numbers; empty for epoch, step and digest.
  private var values: [[Double]]
  /// Whether the file ended inside a row, which is left out here.
  package private(set) var isTorn = false

  package init(columns: [String]) {
    self.columns = columns
    values = [[Double]](repeating: [], count: columns.count)
  }

  /// The number of rows.
  package var count: Int { epochs.count }

  /// The columns that can be compared: all but epoch, step, learning rate and digest.
  package var metricNames: [String] {
    columns.filter { !["epoch", "step", "learning_rate", "weights_digest"].contains($0) }
  }

  /// The numbers of a column, a row each; nil where there is no such column.
  package func values(of column: String) -> [Double]? {
    columns.firstIndex(of: column).map { values[$0] }
  }

  /// Whether a larger value of this metric is better.
  ///
  /// Of the names of other programs by their last word: `val_auc`, `f1`.
  package static func isMaximized(_ metric: String) -> Bool {
    let word = metric.split(whereSeparator: { "_-/. ".contains($0) }).last ?? ""
    return maximized.contains(word.lowercased())
  }

  private static let maximized: Set = [
    "accuracy", "acc", "auc", "auroc", "f1", "iou", "map", "precision", "r2", "recall", "score",
    "top1", "top5",
  ]

  /// Last and best of a metric; nil before the first row and where there is no such column.
  package func summary(of metric: String) -> MetricSummary? {
    guard let values = values(of: metric), let last = values.last else { return nil }
    let isMaximized = Self.isMaximized(metric)
    var best: BestValue?
    for (index, value) in values.enumerated() where !value.isNaN {
      let isBetter =
        best.map { isMaximized ? value > $0.value : value < $0.value } ?? true
      if isBetter { best = BestValue(value: value, epoch: epochs[index], step: steps[index]) }
    }
    return MetricSummary(name: metric, last: last, best: best)
  }
}

/// A table's text that cannot be read: the line, from 1, and what is wrong there.
package struct TableProblem: Error, Hashable, Sendable, CustomStringConvertible {
  package let line: Int
  package let problem: String

  /// `line 7: 3 cells, but 9 columns`.
  package var description: String { "line \(line): \(problem)" }

  /// Refuses a text that would take too long to compare.
  static func refuseManyMarks(_ bytes: [UInt8]) throws(TableProblem) {
    if let line = lineOfTooManyMarks(in: bytes) {
      throw TableProblem(line: line, problem: "too many combining marks in a row")
    }
  }
}

extension MetricsTable {
  /// Reads the bytes of a metrics.csv; an unfinished last line is forgiven and told by `isTorn`.
  package init(parsing bytes: [UInt8]) throws(TableProblem) {
    let lines = CSVLines(bytes)
    try TableProblem.refuseManyMarks(bytes)
    guard let header = lines.first else {
      throw TableProblem(line: 1, problem: "no header")
    }
    self.init(columns: header)
    isTorn = lines.isTorn
    guard Set(columns).count == columns.count else {
      throw TableProblem(line: 1, problem: "two columns of the same name")
    }
    guard columns.contains("epoch") else {
      throw TableProblem(line: 1, problem: "no column epoch")
    }
    for (index, cells) in lines.enumerated().dropFirst() {
      try append(cells, line: index + 1)
    }
  }

  /// Adds one row of cells in the order of `columns`.
  mutating func append(_ cells: [String], line: Int) throws(TableProblem) {
    guard cells.count == columns.count else {
      throw TableProblem(line: line, problem: "\(cells.count) cells, but \(columns.count) columns")
    }
    var hasStep = false
    for (index, column) in columns.enumerated() {
      let cell = cells[index]
      switch column {
      case "epoch": epochs.append(try Self.count(cell, column, line))
      case "step":
        steps.append(try Self.count(cell, column, line))
        hasStep = true
      case "weights_digest": weightsDigests.append(cell)
      default: values[index].append(try Self.number(cell, column, line))
      }
    }
    if !hasStep { steps.append(0) }
  }

  /// Adds a row of our own columns: what reading its text would add.
  mutating func append(_ row: MetricsRow) {
    precondition(columns.count == row.metrics.count + 4, "the header is fixed")
    epochs.append(row.epoch)
    steps.append(row.step)
    values[2].append(Double(row.learningRate) ?? .nan)
    for (index, metric) in row.metrics.enumerated() {
      // Of a NaN neither sign nor payload is written.
      values[3 + index].append(metric.isNaN ? .nan : metric)
    }
    weightsDigests.append(row.weightsDigest)
  }

  private static func count(
    _ cell: String, _ column: String, _ line: Int
  ) throws(TableProblem) -> Int {
    guard let value = Int(cell), value >= 0 else {
      throw TableProblem(line: line, problem: "\(column) must be a count, not \(quoted(cell))")
    }
    return value
  }

  static func number(
    _ cell: String, _ column: String, _ line: Int
  ) throws(TableProblem) -> Double {
    guard let value = Double(cell) else {
      throw TableProblem(line: line, problem: "\(column) must be a number, not \(quoted(cell))")
    }
    return value
  }
}
