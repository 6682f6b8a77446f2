import Tables

/// The classes that the texts of a column name.
struct CSVClasses: Sendable {
  /// The names, in the order of the classes.
  let names: [String]
  /// Whether a name is a number.
  let hasNumber: Bool
  private let byName: [String: UInt16]
  /// Empty unless all names are numbers.
  private let byNumber: [Double: UInt16]

  /// The distinct classes that some texts name: sorted as numbers if all are, else bytewise.
  ///
  /// Texts of the same number name one class, such as 1 and 1.0.
  init(of texts: some Sequence<String>, point: UInt8) {
    let sorted = texts.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    let numbers = sorted.compactMap { number($0, point) }
    guard numbers.count == sorted.count else {
      self.init(names: sorted, point: point)
      return
    }
    var names: [Double: String] = [:]
    for (text, number) in zip(sorted, numbers) where names[number] == nil {
      names[number] = Int(exactly: number).map(String.init) ?? text
    }
    self.init(names: names.sorted { $0.key < $1.key }.map(\.value), point: point)
  }

  /// - Parameter names: at most `DatasetTarget.maximumClasses`; more are not found.
  init(names: [String], point: UInt8) {
    self.names = names
    let numbers = names.map { number($0, point) }
    let isNumeric = !numbers.contains(nil)
    hasNumber = numbers.contains { $0 != nil }
    var byName: [String: UInt16] = [:]
    var byNumber: [Double: UInt16] = [:]
    for (index, name) in names.prefix(DatasetTarget.maximumClasses).enumerated() {
      byName[name] = UInt16(index)
      if isNumeric, let number = numbers[index] { byNumber[number] = UInt16(index) }
    }
    self.byName = byName
    self.byNumber = byNumber
  }

  /// Returns the class that a text names; nil if there is none.
  func callAsFunction(_ text: String, point: UInt8) -> UInt16? {
    byName[text] ?? (byNumber.isEmpty ? nil : number(text, point).flatMap { byNumber[$0] })
  }

  /// The same of a text that must be the name itself.
  func exactly(_ text: String) -> UInt16? { byName[text] }

  /// Whether the names are only the classes' numbers: 0, 1, 2 …
  var areNumbers: Bool { names.indices.allSatisfy { names[$0] == String($0) } }
}

private func number(_ text: String, _ point: UInt8) -> Double? {
  decimalNumber(Array(text.utf8).span, point: point)
}

extension ClassChoice {
  /// Returns the class that a text names; nil if it names none.
  ///
  /// - Parameter known: the classes with names.
  func index(of text: String, _ known: CSVClasses?, point: UInt8) -> UInt16? {
    switch self {
    case .names(let names):
      guard let known else { return nil }
      // Numbers of classes too, if no name is a number.
      return known.exactly(text)
        ?? (known.hasNumber ? nil : whole(text, below: names.count, point))
    case .auto: return known?(text, point: point)
    case .count(let count): return whole(text, below: count, point)
    }
  }
}

/// Returns the whole number of a text: 3.0 too, as programs write columns of numbers that lack some.
private func whole(_ text: String, below count: Int, _ point: UInt8) -> UInt16? {
  guard let value = number(text, point).map({ Float($0) }) else { return nil }
  return value >= 0 && value < Float(count) && value == value.rounded() ? UInt16(value) : nil
}
