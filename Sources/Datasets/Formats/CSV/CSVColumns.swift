import Files

/// The columns of a file: the inputs, those that are learnt, and the group.
struct CSVColumns: Hashable, Sendable {
  /// nil: the file has no header.
  let names: [String]?
  let count: Int
  /// The learnt columns, in the definition's order.
  let labels: [Int]
  /// The columns that are learnt from, ascending.
  let inputs: [Int]
  /// The column whose equal values a split keeps together; nil for none.
  let group: Int?
  /// The input columns that a definition says hold categories, ascending.
  let categories: [Int]
  /// Names that several columns have.
  private let ambiguous: Set<String>

  /// - Parameter first: the first line's fields.
  /// - Throws: a `DatasetError` with the key that does not fit the columns.
  init(first: [String], source: CSVSource) throws(DatasetError) {
    names = source.hasHeader ? first : nil
    count = first.count
    let finder = ColumnFinder(first, hasHeader: source.hasHeader)
    ambiguous = finder.ambiguous
    var labels: [Int] = []
    if source.unlabelledWidth == nil {
      labels = try finder.indexes(of: source.label, .label)
      if labels.isEmpty { labels = [count - 1] }
    }
    guard source.classes == nil || labels.count == 1 else {
      throw .table(.label, .severalForClasses(labels.count))
    }
    self.labels = labels
    group = try source.group.map { column throws(DatasetError) in
      try finder.index(of: column, .group)
    }
    var excluded = Set(labels + (group.map { [$0] } ?? []))
    if let width = source.unlabelledWidth, width < count {
      // The learnt columns are there, but not needed.
      excluded.formUnion(
        source.label.isEmpty
          ? [count - 1] : (try? finder.indexes(of: source.label, .label)) ?? [])
    }
    switch source.inputs {
    case .all:
      inputs = (0..<count).filter { !excluded.contains($0) }
    case .only(let columns):
      inputs = try finder.indexes(of: columns, .inputs).sorted()
    case .learnt(let columns):
      do throws(CSVKeyProblem) {
        inputs = try finder.indexes(of: columns).sorted()
      } catch {
        throw .file(source.train, .columns(error))
      }
    case .without(let columns):
      let ignored = Set(try finder.indexes(of: columns, .ignore))
      if let learnt = labels.first(where: ignored.contains) {
        throw .table(.ignore, .isLearnt(CSVColumnName(index: learnt, name: names?[learnt])))
      }
      inputs = (0..<count).filter { !excluded.contains($0) && !ignored.contains($0) }
    case .both: throw .table(.ignore, .inputsAndIgnore)
    }
    if case .columns(let columns) = source.categories {
      categories = try finder.indexes(of: columns, .categories).sorted()
    } else {
      categories = []
    }
    try check(source)
  }

  private func check(_ source: CSVSource) throws(DatasetError) {
    if let learnt = inputs.first(where: labels.contains) {
      throw .table(.inputs, .isLearnt(name(learnt)))
    }
    if let group, labels.contains(group) {
      throw .table(.group, .isLearnt(name(group)))
    }
    for column in categories {
      guard !labels.contains(column) else { throw .table(.categories, .isLearnt(name(column))) }
      guard inputs.contains(column) else { throw .table(.categories, .isNoInput(name(column))) }
    }
    guard !inputs.isEmpty else {
      throw .table(
        source.inputs == .all ? .label : .ignore, .noInput(columns: count))
    }
  }

  /// A column's name, if it has one and no other column has it too.
  func uniqueName(_ index: Int) -> String? {
    guard let names, !names[index].isEmpty, !ambiguous.contains(names[index]) else { return nil }
    return names[index]
  }

  /// A column in messages.
  func name(_ index: Int) -> CSVColumnName {
    CSVColumnName(
      index: index, name: names?[index],
      isUnique: names.map { !ambiguous.contains($0[index]) } ?? true)
  }
}

/// Finds columns by name or index.
private struct ColumnFinder {
  private let first: [String]
  private let hasHeader: Bool
  /// The position at which each name appears first.
  private var places: [String: Int] = [:]
  private(set) var ambiguous: Set<String> = []

  /// - Parameter first: the first line's fields.
  init(_ first: [String], hasHeader: Bool) {
    self.first = first
    self.hasHeader = hasHeader
    guard hasHeader else { return }
    for (index, name) in first.enumerated() {
      if places[name] == nil { places[name] = index } else { ambiguous.insert(name) }
    }
  }

  /// The positions of some columns, in their order.
  func indexes(of columns: [CSVSource.Column]) throws(CSVKeyProblem) -> [Int] {
    var indexes: [Int] = []
    var known: Set<Int> = []
    for column in columns {
      let index = try index(of: column)
      guard known.insert(index).inserted else { throw .repeated(index) }
      indexes.append(index)
    }
    return indexes
  }

  /// The same of the columns that a key of the definition names.
  func indexes(of columns: [CSVSource.Column], _ key: CSVKey) throws(DatasetError) -> [Int] {
    do throws(CSVKeyProblem) { return try indexes(of: columns) } catch { throw .table(key, error) }
  }

  func index(of column: CSVSource.Column, _ key: CSVKey) throws(DatasetError) -> Int {
    do throws(CSVKeyProblem) { return try index(of: column) } catch { throw .table(key, error) }
  }

  private func index(of column: CSVSource.Column) throws(CSVKeyProblem) -> Int {
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
