import Tables

/// What a data file reveals about the definition that names it.
package enum DatasetRemark: Hashable, Sendable {
  /// The first line is to name the columns, and reads like an example.
  case headerLooksLikeExample(file: String, fields: [String])
  /// A column numbers the rows, and is learnt from.
  case columnNumbersRows(file: String, column: String, from: Int)
  /// Rows with a missing value are left out.
  case rowsLeftOut(file: String, count: Int, of: Int)
  /// A row cannot be read, so that what is learnt was guessed.
  case rowsUnread(DatasetError)
  /// A folder of pictures holds folders or pictures that are of no class.
  case filesUnread(folder: String, names: [String])
}

/// Examines a table for what its definition lacks.
struct CSVSurvey {
  let table: CSVTable
  let classes: ClassChoice?

  /// A column of fewer rows than this may number them by chance.
  private static let fewestRows = 10
  /// How programs name a column that numbers the rows.
  private static let indexNames: Set<String> = [
    "", "index", "id", "row", "rowid", "rownames", "row_names",
  ]

  init(_ table: CSVTable, classes: ClassChoice?) {
    self.table = table
    self.classes = classes
  }

  /// What the table reveals.
  var remarks: [DatasetRemark] {
    let fields = table.header.fields
    let columns = table.columns
    var remarks: [DatasetRemark] = []
    if columns.names != nil, columns.inputs.allSatisfy({ mayBelong(fields[$0], to: $0) }),
      repeatsHeaderLabel || columns.labels.allSatisfy(isLabelInHeader)
    {
      remarks.append(.headerLooksLikeExample(file: table.path, fields: fields))
    }
    guard table.rowCount >= Self.fewestRows else { return remarks }
    for (place, column) in table.numbers.columns.enumerated() where mayBeIndex(column) {
      if let from = numbering(place) {
        remarks.append(
          .columnNumbersRows(
            file: table.path, column: columns.name(column).description, from: from))
      }
    }
    return remarks
  }

  /// Whether the header's field in an input column could belong to an example: a number, or a text
  /// of a row.
  private func mayBelong(_ field: String, to column: Int) -> Bool {
    table.texts[column].map { $0.texts.contains(field) } ?? isDecimalNumber(field)
  }

  /// Whether a row has the header's text in the learnt column.
  private var repeatsHeaderLabel: Bool {
    let label = table.columns.labels[0]
    return table.texts[label]?.texts.contains(table.header.fields[label]) ?? false
  }

  /// Whether a column has no name, or one that programs give to an index. Of a file without
  /// header the first column may be one, if there is another to learn from.
  private func mayBeIndex(_ column: Int) -> Bool {
    guard let names = table.columns.names else {
      return column == 0 && table.columns.inputs.count > 1
    }
    let name = names[column].lowercased()
    return Self.indexNames.contains(name) || name.hasPrefix("unnamed:")
  }

  /// Returns the number of the first row, if a column numbers the rows.
  private func numbering(_ place: Int) -> Int? {
    guard let from = Int(exactly: table.numbers(0, place)) else { return nil }
    let first = table.numbers(0, place)
    return (1..<table.rowCount).allSatisfy { table.numbers($0, place) == first + Float($0) }
      ? from : nil
  }

  /// Whether the header's field in a learnt column could belong to an example.
  private func isLabelInHeader(_ column: Int) -> Bool {
    let text = table.header.fields[column]
    if case .names(let names) = classes { return names.contains(text) }
    return isDecimalNumber(text)
  }
}
