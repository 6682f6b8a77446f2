import Tables

/// What a look at one column of a table found.
package struct ColumnSurvey: Hashable, Sendable {
  /// The name in the header; nil if it has none of its own.
  package let name: String?
  package let index: Int
  /// Whether it is the column to learn.
  package internal(set) var isLearnt = false
  package private(set) var numberCount = 0
  package private(set) var missingCount = 0
  package private(set) var textCount = 0
  /// The count of each distinct text. After a large number of them no more are added.
  package private(set) var texts: [String: Int] = [:]
  /// The count of each distinct number of the column to learn, with the same limit.
  package private(set) var numbers: [Float: Int] = [:]
  /// Whether all numbers are whole numbers from 0 to 255.
  package private(set) var isByte = true
  package private(set) var largest = -Float.infinity
  package private(set) var smallest = Float.infinity
  /// The difference between each number and its row; nil if it is not always the same.
  private var numbering: Float?
  private var mayNumberRows = true

  /// The most different values that are counted.
  private static let mostValues = DatasetTarget.maximumClasses + 1

  init(name: String?, index: Int) {
    self.name = name
    self.index = index
  }

  mutating func add(_ number: Float, row: Int) {
    if numberCount == 0 { numbering = number - Float(row) }
    if mayNumberRows, numbering != number - Float(row) { mayNumberRows = false }
    numberCount += 1
    largest = max(largest, number)
    smallest = min(smallest, number)
    if isByte, UInt8(exactly: number) == nil { isByte = false }
    if isLearnt, numbers.count < Self.mostValues || numbers[number] != nil {
      numbers[number, default: 0] += 1
    }
  }

  mutating func addMissing() {
    missingCount += 1
  }

  mutating func add(_ text: String) {
    textCount += 1
    if texts.count < Self.mostValues || texts[text] != nil { texts[text, default: 0] += 1 }
  }

  /// An example of the texts, if all are numbers written with signs, such as 12%, $5 or 1,234, and
  /// too many to be categories; otherwise nil.
  package var numberWithSigns: String? {
    guard numberCount == 0, texts.count > Self.mostSizes else { return nil }
    let areNumbers = texts.keys.allSatisfy { text in
      let kept = text.filter { !"%$€£, '\u{A0}".contains($0) }
      return kept.count < text.count && isDecimalNumber(kept)
    }
    return areNumbers ? texts.keys.min() : nil
  }

  /// The most categories that numbers with signs may stand for.
  private static let mostSizes = 5

  /// The rows of the table.
  private var rowCount: Int { numberCount + missingCount + textCount }

  /// The name, or the position.
  package var words: String { name ?? "column \(index)" }

  /// Whether every value is a number.
  package var holdsNumbers: Bool { textCount == 0 && numberCount > 0 }

  /// Whether all rows have the same value, or no row has a value.
  package var isConstant: Bool {
    if numberCount + textCount == 0 { return true }
    if missingCount > 0 || rowCount < 2 { return false }
    return textCount == 0 ? smallest == largest : numberCount == 0 && texts.count == 1
  }

  /// Whether it numbers the rows, or has another text in nearly every one.
  package var numbersRows: Bool {
    guard rowCount >= ColumnCheck.fewestRows else { return false }
    if textCount > 0 { return 10 * texts.count > 9 * rowCount }
    return missingCount == 0 && mayNumberRows && numberCount > 0
  }
}
