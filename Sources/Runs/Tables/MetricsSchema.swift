/// What each column of a metrics.csv holds, ours or another program's: from the header to the
/// columns.
package struct MetricsSchema: Hashable, Sendable {
  /// A column.
  package enum Column: Hashable, Sendable {
    case epoch
    case step
    case learningRate
    /// The first digits of the weights' SHA-256.
    case weightsDigest
    /// The values of a metric of this name.
    case metric(String)

    package init(_ name: String) {
      let other = Self.others.first { $0.name == name }
      self = other ?? .metric(name)
    }

    /// The name in the header.
    package var name: String {
      switch self {
      case .epoch: "epoch"
      case .step: "step"
      case .learningRate: "learning_rate"
      case .weightsDigest: "weights_digest"
      case .metric(let name): name
      }
    }

    /// The columns of no metric.
    private static let others: [Column] = [.epoch, .step, .learningRate, .weightsDigest]
  }

  /// In the order of the file.
  package let columns: [Column]
  /// The header.
  package let names: [String]
  /// The positions of the columns of metrics.
  let metricPositions: [Int]
  private let positions: [Column: Int]

  package init(header names: [String]) {
    self.init(names.map(Column.init))
  }

  init(_ columns: [Column]) {
    self.columns = columns
    names = columns.map(\.name)
    positions = Dictionary(zip(columns, columns.indices), uniquingKeysWith: { first, _ in first })
    metricPositions = columns.indices.filter {
      if case .metric = columns[$0] { true } else { false }
    }
  }

  /// The names of the metrics, in the order of the file.
  package var metricNames: [String] { metricPositions.map { names[$0] } }

  /// Whether no two columns have the same name.
  var isUnambiguous: Bool { positions.count == columns.count }

  /// Returns the position of a column; nil if there is no such column.
  package func position(of column: Column) -> Int? { positions[column] }
}
