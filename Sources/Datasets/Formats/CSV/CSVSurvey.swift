import Tables

/// What a data file reveals about the definition that names it.
package enum DatasetRemark: Hashable, Sendable {
  /// The first line is to name the columns, and reads like an example.
  case headerLooksLikeExample(file: String, fields: [String])
  /// No field of the learnt column is a number. The values are its distinct texts, ascending.
  case labelsAreNames(file: String, column: String, [String])
  /// A column numbers the rows, and is learnt from.
  case columnNumbersRows(file: String, column: String, from: Int)
}

/// Examines the rows of a table for what its definition lacks.
struct CSVSurvey {
  private let file: CSVFile
  private let columns: CSVColumns
  private let classes: CSVSource.Classes?
  /// Whether the header's inputs are numbers.
  private let hasNumbersInHeader: Bool
  private var repeatsHeaderLabel = false
  /// The texts in the learnt column; nil if they are not needed or one of them is not a name.
  private var names: Set<String>?
  /// The columns that have numbered all rows so far.
  private var numbering: [(column: Int, from: Float)] = []
  private var count = 0

  /// A column of fewer rows than this may number them by chance.
  private static let fewestRows = 10
  /// The limit of the number of classes.
  private static let mostNames = 256
  /// How programs name a column that numbers the rows.
  private static let indexNames: Set<String> = [
    "", "index", "id", "row", "rowid", "rownames", "row_names",
  ]

  init(
    _ file: CSVFile, _ columns: CSVColumns, classes: CSVSource.Classes?
  ) throws(DatasetError) {
    self.file = file
    self.columns = columns
    self.classes = classes
    hasNumbersInHeader =
      columns.names != nil && columns.inputs.allSatisfy { isDecimalNumber(file.first[$0]) }
    let hasNames = if case .names = classes { true } else { false }
    names = !hasNames && columns.labels.count == 1 ? [] : nil
    try file.forEachRow { (record: borrowing CSVRecords) in look(at: record) }
  }

  /// Examines a row; returns whether further rows can reveal anything.
  private mutating func look(at record: borrowing CSVRecords) -> Bool {
    let label = columns.labels[0]
    guard record.fields.count == columns.count else { return false }
    if names != nil || hasNumbersInHeader {
      let text = record.text(label)
      names?.insert(text)
      if !isName(text) || (names?.count ?? 0) > Self.mostNames { names = nil }
      if text == file.first[label] { repeatsHeaderLabel = true }
    }
    if count == 0 {
      for column in columns.inputs where mayBeIndex(column) {
        guard let from = record.number(column), Int(exactly: from) != nil else { continue }
        numbering.append((column, from))
      }
    } else {
      let offset = Float(count)
      numbering.removeAll { record.number($0.column) != $0.from + offset }
    }
    count += 1
    return names != nil || !numbering.isEmpty || (hasNumbersInHeader && !repeatsHeaderLabel)
  }

  /// Whether a column has no name, or one that programs give to an index. Of a file without
  /// header the first column may be one, if there is another to learn from.
  private func mayBeIndex(_ column: Int) -> Bool {
    guard let names = columns.names else { return column == 0 && columns.inputs.count > 1 }
    let name = names[column].lowercased()
    return Self.indexNames.contains(name) || name.hasPrefix("unnamed:")
  }

  /// The remarks about the rows so far.
  var remarks: [DatasetRemark] {
    var remarks: [DatasetRemark] = []
    if hasNumbersInHeader, repeatsHeaderLabel || columns.labels.allSatisfy(isLabelInHeader) {
      remarks.append(.headerLooksLikeExample(file: file.path, fields: file.first))
    }
    if let names, names.count > 1 {
      let sorted = names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
      remarks.append(
        .labelsAreNames(file: file.path, column: columns.shown(columns.labels[0]), sorted))
    }
    if count >= Self.fewestRows {
      remarks += numbering.map { column, from in
        .columnNumbersRows(file: file.path, column: columns.shown(column), from: Int(from))
      }
    }
    return remarks
  }

  /// Whether the header's field in a learnt column could belong to an example.
  private func isLabelInHeader(_ column: Int) -> Bool {
    let text = file.first[column]
    if case .names(let names) = classes { return names.contains(text) }
    return isDecimalNumber(text)
  }
}

/// Whether a text names a class: it is not a number and not a word for a missing value.
private func isName(_ text: String) -> Bool {
  !text.isEmpty && !isDecimalNumber(text)
    && !["nan", "na", "n/a", "null", "none", "?", "inf", "-inf"].contains(text.lowercased())
}
