import Experiments
import JSON
import Testing

/// Python's json module, under the same rules, on 1,500 hostile texts: see
/// Tests/json/differential.py.
struct JSONDifferentialTests {
  @Test func `the parser takes what Python takes, with the same meaning`() throws {
    let path = repositoryPath("Tests/json/differential.txt")
    let lines = try #require(contents(of: path)).split(separator: "\n")
    #expect(lines.count > 1500)
    for line in lines {
      let parts = line.split(separator: " ")
      let bytes = bytes(hexadecimal: parts[0])
      let found = (try? JSONValue(parsing: bytes)).map(spelled) ?? "-"
      #expect(found == parts[1], "\(String(decoding: bytes, as: UTF8.self))")
    }
  }

  @Test func `what was accepted is the same after a round trip`() throws {
    let path = repositoryPath("Tests/json/differential.txt")
    for line in try #require(contents(of: path)).split(separator: "\n") {
      let bytes = bytes(hexadecimal: line.split(separator: " ")[0])
      guard let value = try? JSONValue(parsing: bytes) else { continue }
      let canonical = value.canonicalText
      #expect(try JSONValue(parsing: canonical) == value)
      #expect(try JSONValue(parsing: canonical).canonicalText == canonical)
    }
  }
}

private func bytes(hexadecimal text: Substring) -> [UInt8] {
  let digits = text.utf8.compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
  return stride(from: 0, to: digits.count, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
}

private func hexadecimal(_ value: some FixedWidthInteger & UnsignedInteger) -> String {
  let digits = String(value, radix: 16)
  return String(repeating: "0", count: value.bitWidth / 4 - digits.count) + digits
}

private func spelled(_ value: JSONValue) -> String {
  switch value {
  case .null: "null"
  case .bool(let value): value ? "true" : "false"
  case .integer(let value): "i\(value)"
  case .number(let value): "f" + hexadecimal(value.bitPattern)
  case .string(let value): "s" + value.utf8.map(hexadecimal).joined()
  case .array(let elements): "[" + elements.map(spelled).joined(separator: ",") + "]"
  case .object(let members):
    "{"
      + members.sortedByKey.map { spelled(.string($0.key)) + ":" + spelled($0.value) }
      .joined(separator: ",") + "}"
  }
}
