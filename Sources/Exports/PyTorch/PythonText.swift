import JSON

/// The text of values in a Python program.
enum PythonText {
  /// The longest line.
  static let width = 100

  /// `"a \"b\""`. JSON's strings are Python's too.
  static func string(_ text: String) -> String { JSONValue.string(text).canonicalText }

  /// The shortest text that reads back as the same number.
  static func number(_ value: some BinaryFloatingPoint & CustomStringConvertible) -> String {
    if value.isNaN { return "float(\"nan\")" }
    if value.isInfinite { return value < 0 ? "-float(\"inf\")" : "float(\"inf\")" }
    return value.description
  }

  /// `3`, or `(3, 5)` where the sides differ.
  static func size(_ sides: [Int]) -> String {
    Set(sides).count == 1 ? "\(sides[0])" : "(\(sides.map(String.init).joined(separator: ", ")))"
  }

  /// A list after `prefix`, on one line or, where it is too long, on as many as it needs.
  ///
  /// - Parameters:
  ///   - indentation: blanks before the first line; not in `prefix`.
  ///   - suffix: what follows the closing bracket.
  static func list(
    _ items: [String], after prefix: String, indentation: Int = 0, suffix: String = ""
  ) -> [String] {
    let margin = String(repeating: " ", count: indentation)
    let line = "\(margin)\(prefix)[\(items.joined(separator: ", "))]\(suffix)"
    guard line.count > width else { return [line] }
    var lines = ["\(margin)\(prefix)["]
    var current = ""
    for item in items {
      let next = current.isEmpty ? "\(margin)    \(item)," : "\(current) \(item),"
      if next.count > width, !current.isEmpty {
        lines.append(current)
        current = "\(margin)    \(item),"
      } else {
        current = next
      }
    }
    return lines + [current, "\(margin)]\(suffix)"]
  }

  /// Text inside a documentation string, broken between words where it is long. No quote or backslash
  /// of it ends or changes the string.
  static func documentation(_ text: String) -> [String] {
    let escaped = String(
      String.UnicodeScalarView(
        text.unicodeScalars.flatMap { scalar -> [Unicode.Scalar] in
          switch scalar {
          case "\\", "\"": ["\\", scalar]
          case _ where scalar.properties.generalCategory == .control: [" "]
          default: [scalar]
          }
        }))
    var lines: [String] = []
    for word in escaped.split(separator: " ") {
      if let line = lines.last, line.count + 1 + word.count <= width {
        lines[lines.count - 1] = "\(line) \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines
  }
}
