/// The content of a cell of another program's log.
enum ForeignCell: Hashable {
  /// Empty, or a word for a missing value: NA, N/A, null, None.
  case missing
  case number(Double)
  /// A length of time in seconds, written `00:07` or `1:02:03`.
  case duration(Double)
  /// A number with a comma for the decimal point.
  case decimalComma
  case text

  init(_ cell: String) {
    if Self.words.contains(cell.lowercased()) {
      self = .missing
    } else if let number = Double(cell) {
      self = .number(number.isNaN ? .nan : number)
    } else if let seconds = Self.seconds(cell) {
      self = .duration(seconds)
    } else {
      let parts = cell.split(separator: ",", omittingEmptySubsequences: false)
      let isNumber = parts.count == 2 && Double(parts.joined(separator: ".")) != nil
      self = isNumber ? .decimalComma : .text
    }
  }

  var number: Double? {
    switch self {
    case .number(let value), .duration(let value): value
    case .missing, .decimalComma, .text: nil
    }
  }

  /// Words for a missing value, in lower case.
  private static let words: Set = ["", "na", "n/a", "<na>", "null", "none"]

  private static func seconds(_ cell: String) -> Double? {
    let parts = cell.split(separator: ":", omittingEmptySubsequences: false)
    guard (2...3).contains(parts.count), cell.first != "-", cell.first != "+" else { return nil }
    var seconds = 0.0
    for (index, part) in parts.enumerated() {
      guard let value = Double(part), value >= 0, index == 0 || value < 60 else { return nil }
      guard index == parts.count - 1 || Int(part) != nil else { return nil }
      seconds = 60 * seconds + value
    }
    return seconds.isFinite ? seconds : nil
  }
}
