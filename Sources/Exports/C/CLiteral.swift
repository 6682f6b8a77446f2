/// Values as C writes them, exact in every compiler.
enum CLiteral {
  /// A file's stem as the beginning of identifiers: other characters than letters, digits and `_`
  /// become `_`, and one is put before a digit.
  static func identifier(_ stem: String) -> String {
    var name = String(
      String.UnicodeScalarView(
        stem.unicodeScalars.map { scalar in
          let isKept =
            scalar.isASCII && (scalar.properties.isAlphabetic || ("0"..."9").contains(scalar))
          return isKept ? scalar : "_"
        }))
    if name.isEmpty { name = "net" }
    return name.first?.isNumber == true ? "_" + name : name
  }

  /// The stem of a path: `net` of `/tmp/net.c`.
  static func stem(of path: String) -> String {
    let name = path.split(separator: "/").last.map(String.init) ?? ""
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return name }
    return String(name[..<dot])
  }

  /// A string literal. What is not ASCII is written in octal, and no trigraph is made.
  static func string(_ text: String) -> String {
    var literal = "\""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "?"):
        literal += "\\" + String(UnicodeScalar(byte))
      case 0x20..<0x7f: literal += String(UnicodeScalar(byte))
      default:
        let digits = String(byte, radix: 8)
        literal += "\\" + String(repeating: "0", count: 3 - digits.count) + digits
      }
    }
    return literal + "\""
  }

  /// Text within a comment, which it cannot end.
  static func comment(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      let isPlain = scalar.value >= 0x20 && scalar.isASCII && scalar != "\\" && scalar != "?"
      result.unicodeScalars.append(!isPlain || (scalar == "/" && result.last == "*") ? "_" : scalar)
    }
    return result
  }

  /// The 32 bits of a float, `0x3f800000`.
  static func bits(_ value: Float) -> String { "0x" + hexadecimal(UInt64(value.bitPattern), 8) }

  /// A finite float, in as many decimal digits as give it back exactly. C++11 has no hexadecimal ones.
  static func float(_ value: Float) -> String { "\(value)f" }

  /// A finite float64, in the same way.
  static func double(_ value: Double) -> String { "\(value)" }

  private static func hexadecimal(_ value: UInt64, _ count: Int) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: max(0, count - digits.count)) + digits
  }

  /// Words as initialisers, several in a line.
  static func words(_ values: some Sequence<Float>) -> String {
    rows(values.map(bits), perLine: 9)
  }

  /// Initialisers, so many in a line.
  static func rows(_ items: [String], perLine: Int) -> String {
    stride(from: 0, to: items.count, by: perLine).map {
      "  " + items[$0..<min($0 + perLine, items.count)].joined(separator: ",")
    }.joined(separator: ",\n")
  }
}
