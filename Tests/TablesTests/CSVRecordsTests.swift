import Tables
import Testing

@Suite("RFC 4180, section 2")
struct CSVRecordsTests {
  private static let rules: [(rule: String, text: String, records: [[String]])] = [
    (
      "1: a record a line", "aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n",
      [["aaa", "bbb", "ccc"], ["zzz", "yyy", "xxx"]]
    ),
    (
      "2: the last line may have no end", "aaa,bbb,ccc\r\nzzz,yyy,xxx",
      [["aaa", "bbb", "ccc"], ["zzz", "yyy", "xxx"]]
    ),
    (
      "3: a header is as a record",
      "field_name,field_name,field_name\r\naaa,bbb,ccc\r\nzzz,yyy,xxx\r\n",
      [
        ["field_name", "field_name", "field_name"], ["aaa", "bbb", "ccc"], ["zzz", "yyy", "xxx"],
      ]
    ),
    ("4: commas between fields", "aaa,bbb,ccc", [["aaa", "bbb", "ccc"]]),
    ("4: blanks inside a field are part of it", "a a,\" bb \",ccc", [["a a", " bb ", "ccc"]]),
    ("4: a comma at the end is before a field", "aaa,\r\n,\r\n", [["aaa", ""], ["", ""]]),
    (
      "5: quotes around a field", "\"aaa\",\"bbb\",\"ccc\"\r\nzzz,yyy,xxx",
      [["aaa", "bbb", "ccc"], ["zzz", "yyy", "xxx"]]
    ),
    (
      "6: line ends and commas in quotes", "\"aaa\",\"b\r\nb,b\",\"ccc\"\r\nzzz,yyy,xxx",
      [["aaa", "b\r\nb,b", "ccc"], ["zzz", "yyy", "xxx"]]
    ),
    (
      "7: a quote in quotes is doubled", "\"aaa\",\"b\"\"bb\",\"\"\"\",\"\"\r\n",
      [["aaa", "b\"bb", "\"", ""]]
    ),
  ]

  @Test(arguments: rules)
  func `each rule is read`(rule: String, text: String, expected: [[String]]) throws {
    #expect(try records(of: text, CSVDialect()) == expected)
    #expect(try records(of: text, CSVDialect(of: Array(text.utf8))) == expected)
  }

  @Test(arguments: [
    (" a ,\t\"b\" \n", [["a", "b"]]), ("a,b\n\n \r\n\nc\n", [["a", "b"], ["c"]]),
    ("\"\"\n", [[""]]), ("5\" x,\"\"\"\u{301}\"\n", [["5\" x", "\"\u{301}"]]),
  ])
  func `blanks, empty lines, unequal records and quotes inside a field are let pass`(
    text: String, expected: [[String]]
  ) throws {
    let found = try records(of: text, CSVDialect())
    #expect(found == expected)
    #expect(found.joined().map { Array($0.utf8) } == expected.joined().map { Array($0.utf8) })
  }

  @Test(arguments: [
    ("a,b\n\"x\n\"y,\n", 3, "text behind a closing quote, expected a comma or the line's end"),
    ("a,b\n\n1,\"x\n\n", 3, "a quoted field that never ends"),
    (String(repeating: ",", count: 1 << 20), 1, "more than 1048576 fields"),
  ])
  func `a record that cannot be taken apart is refused with its line`(
    text: String, line: Int, problem: String
  ) {
    let error = #expect(throws: CSVSyntaxError.self) { try records(of: text, CSVDialect()) }
    #expect(error?.line == line && error?.problem == problem)
  }

  @Test func `a record's line is that of its first field`() throws {
    var records = CSVRecords(Array("a,b\n\n\"c\n\nd\",e\nf,g".utf8), CSVDialect())
    var lines: [Int] = []
    while try records.next() { lines.append(records.line) }
    #expect(lines == [1, 3, 6])
  }
}
