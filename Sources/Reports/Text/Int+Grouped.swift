extension BinaryInteger {
  /// A count in a sentence: with commas from 10,000 on.
  package var counted: String { magnitude >= 10_000 ? grouped : String(self) }

  /// The number with a comma before every three digits: `61,706`.
  package var grouped: String {
    let digits = String(magnitude)
    var text = self < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }
}
