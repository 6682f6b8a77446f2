import Tables

/// The classes of a data set, as a definition gives them.
package enum ClassChoice: Hashable, Sendable {
  /// Numbers from 0 to below this.
  case count(Int)
  /// One of these names; class k is the k-th.
  case names([String])
  /// The distinct labels of the training part, ascending: by value if all are numbers, else bytewise.
  case auto
}

/// How stored labels become classes.
struct ClassCoding: Sendable {
  let count: Int
  /// nil if classes are their numbers.
  let names: [String]?
  /// Whether a whole number from 0 to below `count` is a class.
  private let takesNumbers: Bool
  private let classes: [String: UInt16]

  /// Numbers from 0 to below `count`.
  init(count: Int) {
    self.count = count
    names = nil
    takesNumbers = true
    classes = [:]
  }

  /// - Parameter takesNumbers: whether labels may be the classes' numbers, if no name is a number.
  init(names: [String], takesNumbers: Bool = false) {
    count = names.count
    self.names = names
    self.takesNumbers = takesNumbers && !names.contains { isDecimalNumber($0) }
    classes = Dictionary(
      names.enumerated().map { ($1, UInt16($0)) }, uniquingKeysWith: { first, _ in first })
  }

  /// The distinct labels at some positions, ascending: numbers by their value, texts by their bytes.
  /// Numbers that are 0 to below their count have no names.
  ///
  /// - Parameter positions: nil for all.
  init?(learning labels: StoredLabels, at positions: [Int]?) {
    switch labels {
    case .integers(let numbers):
      let distinct = Set(positions.map { $0.map { numbers[$0] } } ?? numbers).sorted()
      if distinct == Array(distinct.indices) {
        self.init(count: distinct.count)
      } else {
        self.init(names: distinct.map(String.init))
      }
    case .texts(let texts):
      let distinct = Set(positions.map { $0.map { texts[$0] } } ?? texts)
      self.init(names: distinct.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
    case .values: return nil
    }
  }

  /// Returns the class of each label.
  ///
  /// - Throws: a `DataFileProblem` with the example whose label is none.
  func classes(of labels: StoredLabels) throws(DataFileProblem) -> [UInt16] {
    var classes: [UInt16] = []
    classes.reserveCapacity(labels.count)
    switch labels {
    case .integers(let numbers):
      for (example, number) in numbers.enumerated() {
        let isNumber = takesNumbers && (0..<count).contains(number)
        guard let label = isNumber ? UInt16(number) : self.classes[String(number)] else {
          throw .unknownClass(String(number), example: example, expected: expectation)
        }
        classes.append(label)
      }
    case .texts(let texts):
      for (example, text) in texts.enumerated() {
        guard let label = self.classes[text] else {
          throw .unknownClass(text, example: example, expected: expectation)
        }
        classes.append(label)
      }
    case .values: break
    }
    return classes
  }

  /// `0 to 9`, or the names, or both.
  private var expectation: String {
    let numbers = "0 to \(count - 1)"
    guard let names else { return numbers }
    return names.prefix(10).joined(separator: ", ")
      + (names.count > 10 ? " and \(names.count - 10) more" : "")
      + (takesNumbers ? ", or \(numbers)" : "")
  }
}
