import Experiments
package import JSON

extension Table {
  /// The table as CSV (RFC 4180 with line feeds): all digits, an absent value empty, and no text
  /// that a spreadsheet would run.
  package var csv: String {
    let table = selected(for: .programs)
    let lines =
      [table.distinctNames.map(\.csvNeutralized)] + table.records.map { $0.map(\.value.csvText) }
    return lines.map { $0.map(\.csvQuoted).joined(separator: ",") + "\n" }.joined()
  }

  /// The table as a JSON array of one object a row.
  package var json: JSONValue {
    let table = selected(for: .programs)
    let names = table.distinctNames
    return .array(
      table.records.map { cells in
        .object(Dictionary(uniqueKeysWithValues: zip(names, cells.map(\.value))))
      })
  }

  /// The names of the columns; one that another before it has gets a number, as `change_2`, since
  /// programs tell columns apart by nothing else.
  private var distinctNames: [String] {
    var taken = Set(columns.map(\.name))
    var seen: Set<String> = []
    return columns.map { column in
      guard !seen.insert(column.name).inserted else { return column.name }
      var number = 2
      while !taken.insert("\(column.name)_\(number)").inserted { number += 1 }
      return "\(column.name)_\(number)"
    }
  }
}

extension JSONValue {
  /// A scalar as one CSV field, not yet quoted; arrays and objects as JSON.
  fileprivate var csvText: String {
    switch self {
    case .null: ""
    case .string(let text): text.csvNeutralized
    case .number(let number) where !number.isFinite: number.description
    case .number, .bool, .integer, .array, .object: canonicalText
    }
  }
}

extension String {
  /// The text with an apostrophe before it where a spreadsheet would take it for a formula: a run's
  /// note or a column's name may be anybody's (OWASP, CSV Injection). A number stays one.
  fileprivate var csvNeutralized: String {
    guard let first = unicodeScalars.first, "=+-@\t\r\n".unicodeScalars.contains(first),
      Double(self) == nil
    else { return self }
    return "'" + self
  }

  /// By scalars: to a `Character`, CR LF and a quote with an accent on it are other things than
  /// their first scalars are to whoever reads the file.
  fileprivate var csvQuoted: String {
    guard unicodeScalars.contains(where: { ",\"\r\n".unicodeScalars.contains($0) }) else {
      return self
    }
    let doubled = unicodeScalars.map { $0 == "\"" ? "\"\"" : String($0) }
    return "\"" + doubled.joined() + "\""
  }
}
