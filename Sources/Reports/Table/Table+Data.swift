package import Experiments

extension Table {
  /// The table as CSV (RFC 4180 with line feeds): all digits, an absent value empty.
  package var csv: String {
    let table = selected(for: .programs)
    let lines = [table.columns.map(\.name)] + table.records.map { $0.map(\.value.csvText) }
    return lines.map { $0.map(\.csvQuoted).joined(separator: ",") + "\n" }.joined()
  }

  /// The table as a JSON array of one object a row.
  package var json: JSONValue {
    let table = selected(for: .programs)
    return .array(
      table.records.map { cells in
        let fields = zip(table.columns.map(\.name), cells.map(\.value))
        return .object(Dictionary(fields, uniquingKeysWith: { first, _ in first }))
      })
  }
}

extension JSONValue {
  /// A scalar as one CSV field, not yet quoted; arrays and objects as JSON.
  fileprivate var csvText: String {
    switch self {
    case .null: ""
    case .string(let text): text
    case .number(let number) where !number.isFinite: number.description
    case .number, .bool, .integer, .array, .object: canonicalText
    }
  }
}

extension String {
  fileprivate var csvQuoted: String {
    guard contains(where: { ",\"\r\n".contains($0) }) else { return self }
    return "\"" + map { $0 == "\"" ? "\"\"" : String($0) }.joined() + "\""
  }
}
