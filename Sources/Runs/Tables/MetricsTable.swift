package import Experiments
import Files
import Tables

/// The rows of a metrics.csv, bench's own or imported: a column `epoch`, optionally `step` and
/// `weights_digest`, and columns of numbers.
package struct MetricsTable: Hashable, Sendable {
  package let schema: MetricsSchema
  package private(set) var epochs: [Int] = []
  /// 0 if the file has no column `step`.
  package private(set) var steps: [Int] = []
  /// Empty if the file has no column `weights_digest`.
  package private(set) var weightsDigests: [String] = []
  /// The numbers of each column; empty for epoch, step and digest.
  private var values: [[Double]]
  /// Whether the file ends inside a row, which is left out here.
  package private(set) var isTorn = false
  /// Which values are better, for metrics whose name does not say it.
  package var statedDirections: [String: MetricDirection] = [:]

  package init(columns: [String]) { self.init(MetricsSchema(header: columns)) }

  init(_ schema: MetricsSchema) {
    self.schema = schema
    values = [[Double]](repeating: [], count: schema.columns.count)
  }

  /// The names of all columns, in the file's order.
  package var columns: [String] { schema.names }

  /// The number of rows.
  package var count: Int { epochs.count }

  /// The columns that can be compared: all but epoch, step, learning rate and digest.
  package var metricNames: [String] { schema.metricNames }

  /// Whether there is a column of this metric.
  package func hasMetric(_ name: String) -> Bool {
    schema.position(of: .metric(name)) != nil
  }

  /// Returns the numbers of a column, one per row; nil if there is no such column.
  package func values(of column: String) -> [Double]? {
    schema.position(of: MetricsSchema.Column(column)).map { values[$0] }
  }

  /// Returns which values of a metric are better; nil if it is not known.
  package func direction(of metric: String) -> MetricDirection? {
    Metric(metric).direction ?? statedDirections[metric]
  }

  /// Returns the last and best value of a metric; nil before the first row and if there is no such
  /// column.
  package func summary(of metric: String) -> MetricSummary? {
    summary(of: metric, direction: direction(of: metric))
  }

  /// - Parameter direction: which values are better; if nil, none is the best.
  package func summary(of metric: String, direction: MetricDirection?) -> MetricSummary? {
    guard let values = values(of: metric), let last = values.last else { return nil }
    var best: BestValue?
    if let direction {
      for (index, value) in values.enumerated() where !value.isNaN {
        if best.map({ direction.isBetter(value, than: $0.value) }) ?? true {
          best = BestValue(value: value, epoch: epochs[index], step: steps[index])
        }
      }
    }
    return MetricSummary(name: metric, last: last, best: best)
  }
}

/// A problem in the text of a table: the line, from 1, and what is wrong there.
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
  /// Reads the bytes of a metrics.csv. An unfinished last line is allowed and sets `isTorn`.
  package init(parsing bytes: [UInt8]) throws(TableProblem) {
    let lines = CSVLines(bytes)
    try TableProblem.refuseManyMarks(bytes)
    guard let header = lines.first else {
      throw TableProblem(line: 1, problem: "no header")
    }
    self.init(columns: header)
    isTorn = lines.isTorn
    guard schema.isUnambiguous else {
      throw TableProblem(line: 1, problem: "two columns of the same name")
    }
    guard schema.position(of: .epoch) != nil else {
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
    for (index, column) in schema.columns.enumerated() {
      let cell = cells[index]
      switch column {
      case .epoch: epochs.append(try Self.count(cell, column.name, line))
      case .step: steps.append(try Self.count(cell, column.name, line))
      case .weightsDigest: weightsDigests.append(cell)
      case .learningRate, .metric:
        values[index].append(try Self.number(cell, column.name, line))
      }
    }
    if steps.count < epochs.count { steps.append(0) }
  }

  /// Adds a row of bench's own columns, with the same effect as reading its text.
  mutating func append(_ row: MetricsRow) {
    precondition(schema.metricPositions.count == row.metrics.count, "the header is fixed")
    epochs.append(row.epoch)
    steps.append(row.step)
    if let position = schema.position(of: .learningRate) {
      values[position].append(Double(row.learningRate) ?? .nan)
    }
    for (position, metric) in zip(schema.metricPositions, row.metrics) {
      // The sign and payload of a NaN are not written.
      values[position].append(metric.isNaN ? .nan : metric)
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
