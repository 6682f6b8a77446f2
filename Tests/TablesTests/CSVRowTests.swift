import Tables
import Testing

struct CSVRowTests {
  private func text(_ fields: [String]) -> String {
    String(decoding: CSVRow(fields).line, as: UTF8.self)
  }

  /// The rules of RFC 4180, section 2, that a writer can break.
  @Test(arguments: [
    (["aaa", "bbb", "ccc"], "aaa,bbb,ccc\n"), (["", ""], ",\n"), (["a b", "é"], "a b,é\n"),
    (["aaa", "b\r\nbb", "ccc"], "aaa,\"b\r\nbb\",ccc\n"),
    (["a\nb", "a\rb"], "\"a\nb\",\"a\rb\"\n"),
    (["aaa", "b,b"], "aaa,\"b,b\"\n"), (["b\"bb", "\""], "\"b\"\"bb\",\"\"\"\"\n"),
    (["\"\u{301}", ",\u{301}"], "\"\"\"\u{301}\",\",\u{301}\"\n"),
  ])
  func `fields are quoted where they must be`(fields: [String], line: String) {
    #expect(text(fields).utf8.elementsEqual(line.utf8))
  }

  @Test func `numbers are written in their shortest form`() {
    var row = CSVRow()
    row.append(3)
    row.append(Float(0.1))
    row.append(0.1 + 0.2)
    row.append(-Double.nan)
    #expect(String(decoding: row.line, as: UTF8.self) == "3,0.1,0.30000000000000004,nan\n")
    #expect(row.cells == ["3", "0.1", "0.30000000000000004", "nan"])
  }

  /// Blanks around a field and a line of one empty field are what the reader passes over.
  @Test func `what is written reads back the same`() throws {
    let pieces = [
      "\"", "\"\"", ",", "\n", "\r", "\r\n", "\u{301}", "a", " ", ";", "🦊", "\u{0}", "",
    ]
    var random = KnuthGenerator(state: 1)
    for count in 0..<2000 {
      let rows = (0..<3).map { _ in
        (0..<2 + count % 3).map { _ in
          "x" + (0..<count % 7).compactMap { _ in pieces.randomElement(using: &random) }.joined()
            + "x"
        } + pieces.filter { $0 != " " }
      }
      let text = rows.map(text).joined()
      let found = try records(of: text, CSVDialect())
      #expect(found.count == 3 && found[0].count == rows[0].count)
      for (field, expected) in zip(found.joined(), rows.joined()) {
        #expect(field.utf8.elementsEqual(expected.utf8), "\(expected.debugDescription)")
      }
    }
  }

  @Test(arguments: [
    ("=HYPERLINK(\"http://x\")", "'=HYPERLINK(\"http://x\")"), ("+1+1", "'+1+1"),
    ("-2+3", "'-2+3"), ("@SUM(A1)", "'@SUM(A1)"), ("\t=1", "'\t=1"), ("\r=1", "'\r=1"),
    ("\r\n=1", "'\r\n=1"), ("=\u{301}1", "'=\u{301}1"), ("-0.5", "-0.5"), ("-inf", "-inf"),
    ("a=1", "a=1"), ("", ""),
  ])
  func `nothing that a spreadsheet would run is left, and numbers stay`(
    text: String, safe: String
  ) {
    #expect(text.withoutFormula.utf8.elementsEqual(safe.utf8))
    #expect(text.beginsFormula == (text != safe || text.first == "-"))
  }
}
