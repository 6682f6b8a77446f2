package import Datasets
package import JSON

/// What a check of a data set found, as text, table and JSON.
package struct DataCheckReport {
  private let name: String
  private let check: DatasetCheck
  private let missing: [(column: String, count: Int)]

  /// The most classes that people get a row of.
  private static let mostClasses = 50

  /// - Parameter missing: the columns of a table with missing values.
  package init(
    of name: String, _ check: DatasetCheck, missing: [(column: String, count: Int)] = []
  ) {
    self.name = name
    self.check = check
    self.missing = missing
  }

  /// `flowers: 2,569 training, 367 validation and 734 test examples`
  package var title: String {
    let parts = check.parts.map { "\($0.count.counted) \($0.words)" }
    let list = parts.dropLast().joined(separator: ", ")
    let all = list.isEmpty ? parts.last ?? "no" : "\(list) and \(parts.last ?? "")"
    return "\(name): \(all) examples"
  }

  /// The number of examples of each class in each part; nil for a regression, and for more classes
  /// than people want to see.
  package var classTable: Table? {
    let classes = check.parts.first?.classCounts.indices ?? 0..<0
    guard (1...Self.mostClasses).contains(classes.count) else { return nil }
    return Table(
      [.init("class", align: .left, shrinksTo: 12)] + check.parts.map { .init($0.name.rawValue) },
      rows: classes.map { label in
        [.text(check.name(label))] + check.parts.map { .count($0.classCounts[label]) }
      })
  }

  /// What people read below the table, a sentence a line.
  package var lines: [String] {
    let values = missing.map { "\($0.column) \($0.count.counted)" }
    let words = values.isEmpty ? [] : ["missing values: \(values.joined(separator: ", "))"]
    let findings = check.findings.map { "found: \($0)" }
    return words + classWords + (findings.isEmpty ? ["nothing found"] : findings)
  }

  /// The classes in one line if there are too many for a table.
  private var classWords: [String] {
    guard classTable == nil, let counts = check.parts.first?.classCounts, !counts.isEmpty else {
      return []
    }
    return [
      "\(counts.count.counted) classes, of each \((counts.min() ?? 0).counted) to "
        + "\((counts.max() ?? 0).counted) training examples"
    ]
  }

  /// The table for programs: everything but the pairs of duplicates, one value a row.
  package var dataTable: Table {
    var table = Table([
      .init("figure", align: .left), .init("part", align: .left), .init("of", align: .left),
      .init("value"),
    ])
    func add(_ figure: String, _ part: CheckedPart?, _ of: String?, _ value: Int?) {
      table.append([
        .text(figure), .text(optional: part?.rawValue), .text(optional: of), .integer(value),
      ])
    }
    for part in check.parts {
      add("examples", part.name, nil, part.count)
      for (label, count) in part.classCounts.enumerated() {
        add("class_examples", part.name, check.name(label), count)
      }
    }
    for values in missing { add("missing_values", nil, values.column, values.count) }
    for finding in check.findings {
      switch finding {
      case .duplicates(let duplicates):
        add(finding.kind, duplicates.part, duplicates.earlier.rawValue, duplicates.count)
      case .missingClasses(let part, let names):
        for name in names { add(finding.kind, part, name, nil) }
      case .classOrder: add(finding.kind, .train, nil, nil)
      case .constantColumns(let names), .countingColumns(let names):
        for name in names { add(finding.kind, .train, name, nil) }
      case .notNumbers(let count): add(finding.kind, .train, nil, count)
      }
    }
    return table
  }

  package var json: JSONValue {
    [
      "data": .string(name),
      "parts": .array(
        check.parts.map { part in
          [
            "name": .string(part.name.rawValue), "examples": .integer(part.count),
            "classes": .array(part.classCounts.map(JSONValue.integer)),
          ]
        }),
      "class_names": check.classNames.map { .array($0.map(JSONValue.string)) } ?? .null,
      "missing_values": .array(
        missing.map { ["column": .string($0.column), "count": .integer($0.count)] }),
      "findings": .array(check.findings.map(\.json)),
    ]
  }
}

extension DatasetCheck.Part {
  /// `training`, as in `100 training examples`.
  fileprivate var words: String { name == .train ? "training" : name.rawValue }
}

extension CheckFinding {
  fileprivate var json: JSONValue {
    var members: [String: JSONValue] = [
      "finding": .string(kind), "sentence": .string(description),
    ]
    switch self {
    case .duplicates(let duplicates):
      members["part"] = .string(duplicates.part.rawValue)
      members["earlier_part"] = .string(duplicates.earlier.rawValue)
      members["count"] = .integer(duplicates.count)
      members["other_labels"] = .integer(duplicates.otherLabels)
      members["pairs"] = .array(
        duplicates.pairs.map { [.integer($0.earlier), .integer($0.repetition)] })
    case .missingClasses(let part, let names):
      members["part"] = .string(part.rawValue)
      members["classes"] = .array(names.map(JSONValue.string))
    case .classOrder: break
    case .constantColumns(let names), .countingColumns(let names):
      members["columns"] = .array(names.map(JSONValue.string))
    case .notNumbers(let count): members["count"] = .integer(count)
    }
    return .object(members)
  }
}
