import Files

/// The columns of a file: the inputs, and those that are learnt.
struct CSVColumns {
  /// nil: the file has no header.
  let names: [String]?
  let count: Int
  /// The learnt columns, in the definition's order.
  let labels: [Int]
  /// All others, ascending.
  let inputs: [Int]

  /// - Parameter first: the first line's fields.
  init(first: [String], source: CSVSource) throws(LabelProblem) {
    names = source.hasHeader ? first : nil
    count = first.count
    let finder = ColumnFinder(first, hasHeader: source.hasHeader)
    var isLabel = [Bool](repeating: false, count: count)
    var labels: [Int] = []
    for column in source.label {
      let index = try finder.index(of: column)
      guard !isLabel[index] else { throw .repeated(index) }
      isLabel[index] = true
      labels.append(index)
    }
    if labels.isEmpty {
      labels = [count - 1]
      isLabel[count - 1] = true
    }
    guard source.classes == nil || labels.count == 1 else {
      throw .severalForClasses(labels.count)
    }
    guard labels.count < count else { throw .noInput(columns: count) }
    self.labels = labels
    inputs = (0..<count).filter { !isLabel[$0] }
  }

  /// Returns a column's name in messages: `column 3 (width)`, or `column 3` if it has no name.
  func shown(_ index: Int) -> String {
    let name = names?[index] ?? ""
    return "column \(index)" + (name.isEmpty ? "" : " (\(name.printable))")
  }
}

/// Finds columns by name or index.
private struct ColumnFinder {
  private let first: [String]
  private let hasHeader: Bool
  /// The position at which each name appears first.
  private var places: [String: Int] = [:]
  private var ambiguous: Set<String> = []

  /// - Parameter first: the first line's fields.
  init(_ first: [String], hasHeader: Bool) {
    self.first = first
    self.hasHeader = hasHeader
    guard hasHeader else { return }
    for (index, name) in first.enumerated() {
      if places[name] == nil { places[name] = index } else { ambiguous.insert(name) }
    }
  }

  func index(of column: CSVSource.Column) throws(LabelProblem) -> Int {
    switch column {
    case .index(let index):
      guard first.indices.contains(index) else {
        throw .indexOutside(index, columns: first.count)
      }
      return index
    case .name(let name):
      guard hasHeader else { throw .nameWithoutHeader(name) }
      guard let index = places[name] else { throw .unknownName(name, columns: first) }
      guard !ambiguous.contains(name) else { throw .ambiguousName(name) }
      return index
    }
  }
}
