/// The rules of run ids: `[A-Za-z0-9][A-Za-z0-9._-]{0,99}`, so always one plain path component.
package enum RunID {
  package static let maximumLength = 100
  /// The name of the newest run in arguments. No run may have it as its id.
  package static let newest = "latest"

  /// Returns the rest of a sentence that says why a text is not a run id; nil if it is one.
  package static func problem(_ text: String) -> String? {
    if text.isEmpty { return "it is empty" }
    var problems: [String] = []
    if let first = text.utf8.first, !isLetterOrDigit(first) {
      problems.append("start with \(shown(text.unicodeScalars.first))")
    }
    let strange = text.unicodeScalars.dropFirst().first { !isInside($0) }
    if let strange { problems.append("contain \(shown(strange))") }
    if !problems.isEmpty { return "it cannot " + problems.joined(separator: " or ") }
    let length = text.utf8.count
    return length > maximumLength ? "it has \(length) characters, more than 100" : nil
  }

  package static func isValid(_ text: String) -> Bool { problem(text) == nil }

  /// Returns the number of an id of the form `NAME-001`; nil if the id does not have this name.
  ///
  /// Letter case is ignored, because some file systems ignore it.
  package static func number(of id: String, experiment: String) -> Int? {
    let prefix = experiment.lowercased() + "-"
    guard id.lowercased().hasPrefix(prefix) else { return nil }
    let digits = id.utf8.dropFirst(prefix.utf8.count)
    guard digits.count >= 3, digits.allSatisfy({ (48...57).contains($0) }) else { return nil }
    return Int(String(decoding: digits, as: UTF8.self))
  }

  /// `lenet5-sgd-001`.
  package static func numbered(_ experiment: String, _ number: Int) -> String {
    let digits = String(number)
    return "\(experiment)-" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
  }

  /// Returns the nearest valid id, without the characters that are not allowed.
  package static func nearest(_ text: String) -> String? {
    let valid = text.unicodeScalars.filter(isInside).drop { !isLetterOrDigit(UInt8($0.value)) }
    let id = String(String.UnicodeScalarView(valid.prefix(maximumLength)))
    return isValid(id) && id != newest ? id : nil
  }

  private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    default: false
    }
  }

  private static func isInside(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar.isASCII else { return false }
    return isLetterOrDigit(UInt8(scalar.value)) || "._-".unicodeScalars.contains(scalar)
  }

  private static func shown(_ scalar: Unicode.Scalar?) -> String {
    scalar.map { quoted(String($0)) } ?? "nothing"
  }
}

/// Orders ids as people count: `a-2` before `a-10`.
package func precedesNaturally(_ left: String, _ right: String) -> Bool {
  let left = Array(left.utf8)
  let right = Array(right.utf8)
  var i = 0
  var j = 0
  func digits(_ bytes: [UInt8], from start: Int) -> ArraySlice<UInt8> {
    bytes[start...].prefix { (48...57).contains($0) }
  }
  while i < left.count && j < right.count {
    let a = digits(left, from: i)
    let b = digits(right, from: j)
    if !a.isEmpty && !b.isEmpty {
      let x = a.drop { $0 == 48 }
      let y = b.drop { $0 == 48 }
      if x.count != y.count { return x.count < y.count }
      if !x.elementsEqual(y) { return x.lexicographicallyPrecedes(y) }
      i = a.endIndex
      j = b.endIndex
    } else {
      if left[i] != right[j] { return left[i] < right[j] }
      i += 1
      j += 1
    }
  }
  if (i == left.count) != (j == right.count) { return i == left.count }
  return left.lexicographicallyPrecedes(right)
}
