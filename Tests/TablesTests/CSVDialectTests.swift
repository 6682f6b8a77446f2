import Tables
import Testing

struct CSVDialectTests {
  /// The records of a table of numbers, or nil where it is none.
  private func numbers(_ bytes: [UInt8], header: Bool = false) -> [[Float]]? {
    let text = decodedText(bytes)
    var records = CSVRecords(text, CSVDialect(of: text))
    guard !header || (try? records.next()) == true else { return nil }
    var table: [[Float]] = []
    do {
      while try records.next() {
        guard records.isAllNumbers else { return nil }
        table.append(records.fields.indices.compactMap(records.number))
      }
    } catch {
      return nil
    }
    return table
  }

  private static let texts = [
    "fixed acidity,pH,quality\n7.4,3.5,5\n7.8,3.2,6\n",
    "fixed acidity;pH;quality\n7.4;3.5;5\n7.8;3.2;6\n",
    "\"fixed acidity\";\"pH\";\"quality\"\n7.4;3.5;5\n7.8;3.2;6\n",
    "\"fixed acidity (g, l)\";pH;quality\n7.4;3.5;5\n7.8;3.2;6\n",
    "fixed acidity (g, l);pH;quality\n7.4;3.5;5\n7.8;3.2;6",
    "fixed acidity\tpH\tquality\r\n7.4\t3.5\t5\r\n7.8\t3.2\t6\r\n",
    "fixed acidity|pH|quality\n7.4|3.5|5\n7.8|3.2|6\n",
    "acidity pH quality\n7.4 3.5 5\n7.8 3.2 6\n",
    "  acidity   pH quality  \n   7.4 3.5\t5\n   7.8\t\t3.2 6  \n",
    "\"fixed acidity\" \"pH\" \"quality\"\n7.4 3.5 5\n7.8 3.2 6\n",
    "sep=;\nfixed acidity;pH;quality\n7.4;3.5;5\n7.8;3.2;6\n",
    "sep=;\r\nfixed acidity;pH;quality\r\n7.4;3.5;5\r\n7.8;3.2;6\r\n",
    "sep=,\nfixed acidity,pH,quality\n7.4,3.5,5\n7.8,3.2,6\n",
    "sep=\t\na\tb\tc\n7.4\t3.5\t5\n7.8\t3.2\t6\n",
    "acidity,pH,quality\r7.4,3.5,5\r7.8,3.2,6\r",
    "acidity;pH;quality\r7.4;3.5;5\r7.8;3.2;6",
    "\racidity\tpH\tquality\r\r7.4\t3.5\t5\r7.8\t3.2\t6",
    "sep=;\ra;b;c\r7.4;3.5;5\r7.8;3.2;6\r",
  ]

  @Test(arguments: texts)
  func `separator and line ends are found, in UTF-8 and UTF-16`(text: String) {
    for bytes in [
      Array(text.utf8), [0xEF, 0xBB, 0xBF] + Array(text.utf8),
      utf16(text, isBigEndian: false), utf16(text, isBigEndian: true),
    ] {
      #expect(numbers(bytes, header: true) == [[7.4, 3.5, 5], [7.8, 3.2, 6]])
    }
  }

  @Test func `a comma that splits the first two lines stays the separator`() {
    #expect(
      numbers(Array("a;b,c d,y\n1,2,3\n4,5,6\n".utf8), header: true) == [[1, 2, 3], [4, 5, 6]])
    // The header of a file of two columns that 0.1 read.
    #expect(numbers(Array("sep=,\n1,2\n3,4\n".utf8), header: true) == [[1, 2], [3, 4]])
  }

  @Test(arguments: [
    ("sep=:\na:b,c\n", [["a", "b,c"]]), ("sep=x\n1x2\n", [["sep=x"], ["1x2"]]),
    ("sep=\"\na,b\n", [["sep=\""], ["a", "b"]]), ("sep=;", [["sep=", ""]]),
  ])
  func `a line names any separator but letters, digits and quotes`(
    text: String, expected: [[String]]
  ) {
    #expect((try? records(of: text, CSVDialect(of: Array(text.utf8)))) ?? [] == expected)
  }

  @Test(arguments: [
    ("# x\n\n#\na;b\n1;2\n", 2, 4), (" \r\n#\r\nsep=;\r\n# x\r\na;b\r\n1;2\r\n", 2, 5),
    ("a;b\n1;2\n", 0, 1), ("#\rsep=;\ra;b\r1;2", 1, 3),
  ])
  func `comments before a table are passed over, and its lines counted with them`(
    text: String, comments: Int, line: Int
  ) throws {
    let bytes = Array(text.utf8)
    let dialect = CSVDialect(of: bytes, separators: [.comma, .semicolon], hasComments: true)
    #expect(dialect.separator == .semicolon && dialect.comments == comments)
    #expect(try records(of: text, dialect) == [["a", "b"], ["1", "2"]])
    var records = CSVRecords(bytes, dialect)
    #expect(try records.next() && records.line == line)
  }

  @Test(arguments: ["", "#", "#\n#", "sep=;\n", "\n \n"])
  func `a text of nothing else has no record`(text: String) throws {
    let dialect = CSVDialect(of: Array(text.utf8), hasComments: true)
    #expect(try records(of: text, dialect) == [])
  }

  /// Forty thousand short texts of the characters that mean something. Where the rules of 0.1
  /// (commas, line feeds) make a table of numbers of one, it is still that table.
  @Test func `what 0.1 read is read as before`() {
    let alphabet = Array("1,1,2,\n\n;\t |\"\r".utf8)
    var accepted = 0
    var random = KnuthGenerator(state: 7)
    for index in 0..<40_000 {
      let text = (0..<3 + index % 14).compactMap { _ in alphabet.randomElement(using: &random) }
      guard text.contains(10) || !text.contains(13), let table = numbersOfVersion01(text) else {
        continue
      }
      accepted += 1
      #expect(numbers(text) == table, "\(String(decoding: text, as: UTF8.self).debugDescription)")
    }
    #expect(accepted > 100)
  }
}

/// The fields of all records.
func records(of text: String, _ dialect: CSVDialect) throws -> [[String]] {
  var records = CSVRecords(Array(text.utf8), dialect)
  var found: [[String]] = []
  while try records.next() { found.append(records.texts) }
  return found
}

/// A linear congruential generator (Knuth, The Art of Computer Programming 2, 3.3.4, line 26).
struct KnuthGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    // The low bits of this generator repeat after few steps: swap the halves.
    return state >> 32 | state << 32
  }
}

private func utf16(_ text: String, isBigEndian: Bool) -> [UInt8] {
  ([0xFEFF] + Array(text.utf16)).flatMap { unit in
    let (high, low) = (UInt8(unit >> 8), UInt8(unit & 255))
    return isBigEndian ? [high, low] : [low, high]
  }
}

/// The rules of 0.1 in short: a table of two or more columns of numbers, or nil.
private func numbersOfVersion01(_ text: [UInt8]) -> [[Float]]? {
  func isBlank(_ byte: UInt8) -> Bool { byte == 32 || byte == 9 || byte == 13 }
  var (place, table) = (0, [[Float]]())
  while place < text.count {
    var (fields, isEmpty) = ([[UInt8]](), false)
    while true {
      while place < text.count, isBlank(text[place]) { place += 1 }
      if place < text.count, text[place] == 34 {
        guard let end = text[(place + 1)...].firstIndex(of: 34) else { return nil }
        // A doubled quote is in no number.
        fields.append(Array(text[(place + 1)..<end]))
        place = end + 1
        while place < text.count, isBlank(text[place]) { place += 1 }
        isEmpty = false
      } else {
        let end = text[place...].firstIndex { $0 == 44 || $0 == 10 } ?? text.count
        let field = text[place..<end]
        fields.append(
          Array(field.prefix((field.lastIndex { !isBlank($0) } ?? place - 1) - place + 1)))
        isEmpty = fields == [[]]
        place = end
      }
      guard place < text.count, text[place] == 44 else { break }
      place += 1
    }
    guard place == text.count || text[place] == 10 else { return nil }
    place += 1
    if isEmpty { continue }
    let numbers = fields.compactMap { field in
      field.allSatisfy { (48...57).contains($0) }
        ? Float(String(decoding: field, as: UTF8.self)) : nil
    }
    guard numbers.count == fields.count else { return nil }
    table.append(numbers)
  }
  return table.allSatisfy { $0.count == table[0].count && $0.count > 1 } && !table.isEmpty
    ? table : nil
}
