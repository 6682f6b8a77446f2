import Experiments
import Files
import JSON

/// The members of one object of a run.json, read by type; every error names the key's path.
struct RecordFields {
  private let members: [String: JSONValue]
  private let path: String

  init(_ json: JSONValue, path: String = "") {
    members = json.object ?? [:]
    self.path = path
  }

  /// Returns a key's value; nil if it is missing or null.
  func value(_ key: String) -> JSONValue? {
    guard let value = members[key], !value.isNull else { return nil }
    return value
  }

  func path(of key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

  func string(_ key: String) throws(RunRecordProblem) -> String {
    try required(try optionalString(key), key, "a string")
  }

  /// Names are printed without escaping, so only characters of experiments' names are allowed.
  func experimentName(_ key: String) throws(RunRecordProblem) -> String {
    try required(
      try converted(key, "an experiment's name") { value in
        value.string.flatMap { ExperimentLibrary.isName($0) ? $0 : nil }
      }, key, "an experiment's name")
  }

  func optionalString(_ key: String) throws(RunRecordProblem) -> String? {
    try converted(key, "a string") { $0.string }
  }

  func count(_ key: String) throws(RunRecordProblem) -> Int {
    try required(try optionalCount(key), key, "a count")
  }

  func optionalCount(_ key: String) throws(RunRecordProblem) -> Int? {
    try converted(key, "a count") { $0.int.flatMap { $0 >= 0 ? $0 : nil } }
  }

  func bool(_ key: String) throws(RunRecordProblem) -> Bool {
    try required(try optionalBool(key), key, "true or false")
  }

  func optionalBool(_ key: String) throws(RunRecordProblem) -> Bool? {
    try converted(key, "true or false") { $0.bool }
  }

  func seed(_ key: String) throws(RunRecordProblem) -> UInt64 {
    let seed = try converted(key, "a seed") { value in
      value.int.flatMap { UInt64(exactly: $0) } ?? value.string.flatMap { UInt64($0) }
    }
    return try required(seed, key, "a seed")
  }

  func metric(_ key: String) throws(RunRecordProblem) -> Double {
    try required(try optionalMetric(key), key, "a number")
  }

  func optionalMetric(_ key: String) throws(RunRecordProblem) -> Double? {
    try converted(key, "a number") { value in
      value.double
        ?? value.string.flatMap { ["nan", "inf", "-inf"].contains($0) ? Double($0) : nil }
    }
  }

  func time(_ key: String) throws(RunRecordProblem) -> Timestamp {
    try required(try optionalTime(key), key, "a time as 2026-11-23T10:41:58Z")
  }

  func optionalTime(_ key: String) throws(RunRecordProblem) -> Timestamp? {
    try converted(key, "a time as 2026-11-23T10:41:58Z") {
      $0.string.flatMap(Timestamp.init(iso8601:))
    }
  }

  func choice<Choice: RawRepresentable & CaseIterable>(
    _ key: String, of: Choice.Type
  ) throws(RunRecordProblem) -> Choice where Choice.RawValue == String {
    func names() -> String {
      "one of " + Choice.allCases.map(\.rawValue).joined(separator: ", ")
    }
    let choice = try converted(key, names()) { $0.string.flatMap(Choice.init) }
    return try required(choice, key, names())
  }

  /// Reads every member as one of an enumeration's names.
  func choices<Choice: RawRepresentable & CaseIterable>(
    of type: Choice.Type
  ) throws(RunRecordProblem) -> [String: Choice] where Choice.RawValue == String {
    var choices: [String: Choice] = [:]
    for key in members.keys.sorted() { choices[key] = try choice(key, of: type) }
    return choices
  }

  func strings(_ key: String) throws(RunRecordProblem) -> [String] {
    try list(key, "an array of strings") { $0.string } ?? []
  }

  func counts(_ key: String) throws(RunRecordProblem) -> [Int] {
    let counts = try list(key, "an array of counts") { $0.int.flatMap { $0 >= 0 ? $0 : nil } }
    return try required(counts, key, "an array of counts")
  }

  /// Reads an optional array whose elements a function understands; empty if there is none.
  func values<Element>(
    _ key: String, _ expected: String, _ convert: (JSONValue) -> Element?
  ) throws(RunRecordProblem) -> [Element] {
    try list(key, expected, convert) ?? []
  }

  private func list<Element>(
    _ key: String, _ expected: String, _ convert: (JSONValue) -> Element?
  ) throws(RunRecordProblem) -> [Element]? {
    try converted(key, expected) { value in
      guard let elements = value.array else { return nil }
      let converted = elements.compactMap(convert)
      return converted.count == elements.count ? converted : nil
    }
  }

  func optional<Result>(
    _ key: String, _ read: (RecordFields) throws(RunRecordProblem) -> Result
  ) throws(RunRecordProblem) -> Result? {
    guard let value = try converted(key, "an object", { $0.object == nil ? nil : $0 }) else {
      return nil
    }
    return try read(RecordFields(value, path: path(of: key)))
  }

  func elements<Result>(
    _ key: String, _ read: (RecordFields) throws(RunRecordProblem) -> Result
  ) throws(RunRecordProblem) -> [Result] {
    let elements = try required(
      try converted(key, "an array") { $0.array }, key, "an array")
    var results: [Result] = []
    for (index, element) in elements.enumerated() {
      results.append(try read(RecordFields(element, path: "\(path(of: key)).\(index)")))
    }
    return results
  }

  func members(_ key: String) throws(RunRecordProblem) -> [(String, RecordFields)] {
    let members = try required(
      try converted(key, "an object") { $0.object }, key, "an object")
    return members.sortedByKey.map {
      ($0.key, RecordFields($0.value, path: path(of: "\(key).\($0.key)")))
    }
  }

  private func converted<Result>(
    _ key: String, _ expected: @autoclosure () -> String, _ convert: (JSONValue) -> Result?
  ) throws(RunRecordProblem) -> Result? {
    guard let value = value(key) else { return nil }
    if let result = convert(value) { return result }
    throw RunRecordProblem(
      path: path(of: key), problem: "must be \(expected()), not \(Self.shown(value))")
  }

  private func required<Result>(
    _ result: Result?, _ key: String, _ expected: @autoclosure () -> String
  ) throws(RunRecordProblem) -> Result {
    if let result { return result }
    throw RunRecordProblem(path: path(of: key), problem: "missing; must be \(expected())")
  }

  private static func shown(_ value: JSONValue) -> String {
    let text = value.canonicalText.printable
    return text.count <= 40 ? text : value.typeName
  }
}
