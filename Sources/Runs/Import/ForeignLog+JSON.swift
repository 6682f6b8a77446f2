import Experiments
import JSON
import Tables

extension ForeignLog {
  /// Reads JSON, including `NaN`, `Infinity` and `-Infinity`, which Python writes.
  init(json text: [UInt8]) throws(ImportProblem) {
    let text = Self.quotingNonNumbers(text)
    let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let first = lines.first { !$0.allSatisfy { " \t\r".utf8.contains($0) } } ?? []
    if lines.count > 1, let one = try? JSONValue(parsing: Array(first)), one.object != nil {
      try self.init(jsonLines: lines)
      return
    }
    let document: JSONValue
    do {
      document = try JSONValue(parsing: text, maximumBytes: Run.maximumTableBytes)
    } catch {
      throw ImportProblem(.line(error.line), "not JSON, \(error.problem)")
    }
    if let history = document["log_history"]?.array {
      self.init(entries: history)
      notes.append("the rows are those of log_history")
    } else if let entries = document.array {
      self.init(entries: entries)
    } else {
      try self.init(jsonColumns: document.object ?? [:])
    }
    if let bad = (document["log_history"]?.array ?? document.array)?.firstIndex(where: {
      $0.object == nil
    }) {
      throw ImportProblem(.entry(bad + 1), "must be an object")
    }
  }

  /// Reads one object per line.
  private init(jsonLines lines: [ArraySlice<UInt8>]) throws(ImportProblem) {
    var entries: [(ImportProblem.Place, [String: JSONValue])] = []
    for (index, line) in lines.enumerated()
    where !line.allSatisfy({ " \t\r".utf8.contains($0) }) {
      let value: JSONValue
      do {
        value = try JSONValue(parsing: Array(line))
      } catch {
        throw ImportProblem(.line(index + 1), "not JSON, \(error.problem)")
      }
      guard let object = value.object else {
        throw ImportProblem(.line(index + 1), "must be an object, not \(value.typeName)")
      }
      entries.append((.line(index + 1), object))
    }
    self.init(objects: entries)
    headerLine = 0
  }

  private init(entries: [JSONValue]) {
    self.init(
      objects: entries.enumerated().map { (.entry($0.offset + 1), $0.element.object ?? [:]) })
  }

  /// Reads objects with one value per column.
  private init(objects: [(place: ImportProblem.Place, members: [String: JSONValue])]) {
    var seen: Set<String> = []
    var columns: [String] = []
    for object in objects where object.members.contains(where: { !seen.contains($0.key) }) {
      for (key, _) in object.members.sortedByKey where seen.insert(key).inserted {
        columns.append(key)
      }
    }
    self.init(
      columns: columns,
      rows: objects.map { object in
        Row(place: object.place, cells: columns.map { Self.cell(object.members[$0]) })
      })
  }

  /// A list of values a column, as Keras' `History.history`; a single number is a list of one.
  private init(jsonColumns members: [String: JSONValue]) throws(ImportProblem) {
    let lists = members.sortedByKey.map { (name: $0.key, values: $0.value.array ?? [$0.value]) }
    let count = lists.map(\.values.count).max() ?? 0
    if let short = lists.first(where: { $0.values.count != count }) {
      throw ImportProblem(
        .file,
        "the lists are not of one length: \(quoted(short.name)) has \(short.values.count) of "
          + "\(count) values")
    }
    var columns = lists.map(\.name)
    var rows = (0..<count).map { row in
      Row(place: .entry(row + 1), cells: lists.map { Self.cell($0.values[row]) })
    }
    if !columns.contains(where: { ForeignColumns.isCounting($0) }) {
      columns.insert("epoch", at: 0)
      for row in rows.indices { rows[row].cells.insert(String(row + 1), at: 0) }
    }
    self.init(columns: columns, rows: rows)
    if columns.count > lists.count {
      notes.append("no list counts epochs or steps: values are counted in its place")
    }
  }

  private static func cell(_ value: JSONValue?) -> String {
    switch value {
    case nil, .null: ""
    case .string(let text): text
    case .number(let number): shortestText(number)
    case .some(let other): other.canonicalText
    }
  }

  /// Puts Python's words for values that are not numbers in quotes.
  private static func quotingNonNumbers(_ text: [UInt8]) -> [UInt8] {
    let words = ["NaN", "-Infinity", "Infinity"].map { Array($0.utf8) }
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var isInString = false
    var position = 0
    while position < text.count {
      let byte = text[position]
      if !isInString,
        byte == UInt8(ascii: "N") || byte == UInt8(ascii: "I") || byte == UInt8(ascii: "-"),
        let word = words.first(where: { text[position...].starts(with: $0) })
      {
        result += [UInt8(ascii: "\"")] + word + [UInt8(ascii: "\"")]
        position += word.count
        continue
      }
      if byte == UInt8(ascii: "\"") { isInString.toggle() }
      result.append(byte)
      position += 1
      if isInString, byte == UInt8(ascii: "\\"), position < text.count {
        result.append(text[position])
        position += 1
      }
    }
    return result
  }
}
