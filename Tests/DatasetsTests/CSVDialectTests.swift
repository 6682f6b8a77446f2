import Datasets
import Engine
import Files
import Testing

@Suite("Tables as programs write them")
struct CSVDialectTests {
  private let files = TemporaryFiles()

  private func loaded(
    _ bytes: [UInt8], header: Bool = true, label: [CSVSource.Column] = [],
    classes: CSVSource.Classes? = nil
  ) throws -> LoadedDataset {
    files.write(bytes, to: "t.csv")
    return try DatasetConfiguration(
      source: .csv(
        CSVSource(
          train: "t.csv", test: "t.csv", hasHeader: header, label: label, classes: classes)),
      places: files.places
    ).load()
  }

  private func complaint(_ text: String, header: Bool = true) -> String {
    let error = #expect(throws: DatasetError.self) { try loaded(Array(text.utf8), header: header) }
    return error?.description ?? ""
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
  func `separator and line ends are found`(text: String) throws {
    let data = try loaded(Array(text.utf8))
    #expect(rows(of: data.train) == [[7.4, 3.5], [7.8, 3.2]])
    #expect(data.train.targets == .values([5, 6], width: 1))
  }

  @Test(arguments: texts)
  func `UTF-16 and UTF-8 with a byte-order mark are read alike`(text: String) throws {
    for bytes in [
      [0xEF, 0xBB, 0xBF] + Array(text.utf8), utf16(text, isBigEndian: false),
      utf16(text, isBigEndian: true),
    ] {
      #expect(rows(of: try loaded(bytes).train) == [[7.4, 3.5], [7.8, 3.2]])
    }
  }

  @Test func `UTF-16 is decoded, and its digest is that of the file`() throws {
    let bytes = utf16("größe,art\n1,日本\n2,🦊\n", isBigEndian: false)
    let data = try loaded(bytes, label: [.name("art")], classes: .names(["日本", "🦊"]))
    #expect(data.train.targets == .classes([0, 1]))
    #expect(data.files[0].sha256 == SHA256.hash(bytes).description)
    // Half a unit at the end.
    #expect(throws: DatasetError.self) { try loaded(bytes + [0]) }
  }

  @Test func `an empty field between tabs is a field`() {
    #expect(
      complaint("a\tb\ty\n1\t\t0\n") == "t.csv: line 2: column 1 (b): '' is no number")
  }

  private static let refusals: [(String, String)] = [
    (
      "a;b;y\n0,5;1;0\n",
      "t.csv: line 2: column 0 (a): '0,5' is no number; write it with a decimal point, not a "
        + "decimal comma"
    ),
    (
      "0,5;1,2;0\n0,6;1,2;0\n",
      "t.csv: line 1: column 1: '5;1' is no number; for a line of names set \"header\": true"
    ),
    ("a;y\n1;2\n\"1\"2;3\n", "t.csv: line 3: text behind a closing quote, expected a semicolon"),
    ("a;y\n1;2\n3;4;5\n", "t.csv: line 3: 3 fields, expected 2"),
    ("a y\r1 2\r3\r", "t.csv: line 3: 1 field, expected 2"),
    ("sep=;\na;y\n1;x\n", "t.csv: line 3: column 1 (y): 'x' is no number"),
    ("a,b;y\n1 2\n1 2\n", "t.csv: line 2: 1 field, expected 2"),
  ]

  @Test(arguments: refusals)
  func `what does not fit is told with its line`(text: String, message: String) {
    #expect(complaint(text, header: !text.hasPrefix("0")).hasPrefix(message))
  }

  @Test func `a comma that splits the first two lines stays the separator`() throws {
    let data = try loaded(Array("a;b,c d,y\n1,2,3\n4,5,6\n".utf8))
    #expect(rows(of: data.train) == [[1, 2], [4, 5]])
    // The header of a file of two columns that 0.1 read.
    let odd = try loaded(Array("sep=,\n1,2\n3,4\n".utf8))
    #expect(rows(of: odd.train) == [[1], [3]])
  }

  /// Forty thousand short texts of the characters that mean something. Where the rules of 0.1
  /// (commas, line feeds) make a table of numbers of one, it is still that table.
  @Test func `what 0.1 read is read as before`() throws {
    let alphabet = Array("1,1,2,\n\n;\t |\"\r".utf8)
    var accepted = 0
    for index in 0..<40_000 {
      let random = Philox(seed: 7, purpose: .subset, index: UInt32(index))
      let text = (0..<3 + index % 14).map { alphabet[Int(random.word($0)) % alphabet.count] }
      guard text.contains(10) || !text.contains(13), let table = numbersOfVersion01(text) else {
        continue
      }
      accepted += 1
      let data = try loaded(text, header: false)
      guard case .values(let targets, _) = data.train.targets else { return }
      let found = zip(rows(of: data.train), targets).map { $0 + [$1] }
      #expect(found == table, "\(String(decoding: text, as: UTF8.self).debugDescription)")
    }
    #expect(accepted > 100)
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
