import Experiments
package import JSON
import Tables

extension Table {
  /// The table as CSV (RFC 4180 with line feeds): all digits, empty cells for absent values, and no
  /// text that a spreadsheet would evaluate.
  package var csv: String {
    let table = selected(for: .programs)
    let rows =
      [table.distinctNames.map(\.withoutFormula)] + table.records.map { $0.map(\.value.csvText) }
    return String(decoding: rows.flatMap { CSVRow($0).line }, as: UTF8.self)
  }

  /// The table as a JSON array of one object per row.
  package var json: JSONValue {
    let table = selected(for: .programs)
    let names = table.distinctNames
    return .array(
      table.records.map { cells in
        .object(Dictionary(uniqueKeysWithValues: zip(names, cells.map(\.value))))
      })
  }

  /// The names of the columns. A repeated name gets a number, as in `change_2`, because programs
  /// distinguish columns only by name.
  private var distinctNames: [String] {
    var taken = Set(columns.map(\.key))
    var seen: Set<String> = []
    return columns.map { column in
      guard !seen.insert(column.key).inserted else { return column.key }
      var number = 2
      while !taken.insert("\(column.key)_\(number)").inserted { number += 1 }
      return "\(column.key)_\(number)"
    }
  }
}

extension JSONValue {
  /// A scalar as one CSV field, not yet quoted; arrays and objects as JSON.
  var csvText: String {
    switch self {
    case .null: ""
    case .string(let text): text.withoutFormula
    case .number(let number) where !number.isFinite: number.description
    case .number, .bool, .integer, .array, .object: canonicalText
    }
  }
}
