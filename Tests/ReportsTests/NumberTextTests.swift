import Reports
import Testing

struct NumberTextTests {
  @Test(arguments: [
    (0.31204, 4, "0.3120"), (2.0, 1, "2.0"), (-0.00001, 4, "0.0000"), (-1.5, 0, "-2"),
    (.nan, 4, "nan"), (.infinity, 4, "inf"), (-.infinity, 2, "-inf"), (1e30, 4, "1.0000e+30"),
  ])
  func `numbers have the decimals asked for`(value: Double, decimals: Int, text: String) {
    #expect(value.fixed(decimals) == text)
  }

  @Test(arguments: [(0.0415, "+0.0415"), (-0.2, "-0.2000"), (0, "+0.0000"), (.nan, "nan")])
  func `changes carry their sign`(value: Double, text: String) {
    #expect(value.signed(4) == text)
  }

  @Test(arguments: [
    (9, "9"), (999, "999"), (1000, "1,000"), (-61706, "-61,706"), (1_234_567, "1,234,567"),
  ])
  func `groups of three digits are parted by commas`(value: Int, text: String) {
    #expect(value.grouped == text)
  }

  @Test func `control characters are spelled out`() {
    #expect("a\u{1B}[31mb\nc\u{202E}d".escaped == "a\\u{1B}[31mb\\u{A}c\\u{202E}d")
    #expect("schön ✓".escaped == "schön ✓")
  }

  @Test(arguments: [("abc", 3), ("Überblick", 9), ("数字", 4), ("e\u{301}", 1), ("━━", 2)])
  func `columns are counted as a terminal shows them`(text: String, columns: Int) {
    #expect(text.columns == columns)
  }

  @Test func `text is cut at a word`() {
    #expect("one two three four".shortened(to: 12, ellipsis: "…") == "one two …")
    #expect("one two".shortened(to: 7, ellipsis: "…") == "one two")
    #expect("onetwothreefour".shortened(to: 8, ellipsis: "...") == "onet ...")
    #expect("Four ResNets".shortened(to: 10, ellipsis: "…") == "Four …")
    #expect("ResNet of four".shortened(to: 6, ellipsis: "…") == "…")
    #expect("[800,1000,1200]".shortened(to: 12, ellipsis: "…") == "[800,1000, …")
    #expect("step-00000123".shortened(to: 12, ellipsis: "…") == "step- …")
  }

  @Test func `decoration has an ASCII twin`() {
    let ascii = TextStyle(isColoured: false, isUnicode: false)
    #expect(ascii.decorated("━━╸─ 3 · 4 … ä") == "==>- 3 | 4 ... ä")
    #expect(TextStyle.plain.decorated("━━╸─") == "━━╸─")
  }

  @Test(arguments: [
    (
      "  --set PATH=JSON   replace a value, once or more often", 40,
      ["  --set PATH=JSON   replace a value,", "                    once or more often"]
    ),
    ("note: a few words", 10, ["note: a", "few words"]),
    ("    far too long", 9, ["    far", "    too", "    long"]),
    ("a-long-name  and words", 16, ["a-long-name and", "words"]), ("short", 5, ["short"]),
    ("", 0, [""]),
  ])
  func `a line goes on below its text`(line: String, width: Int, lines: [String]) {
    #expect(line.folded(to: width) == lines)
  }

  @Test func `a sentence breaks between words, and not around a sign`() {
    #expect(
      "interval 1 to 2, p = 0.50 (t)".wrapped(to: 18) == ["interval 1 to 2,", "p = 0.50 (t)"])
    #expect("far too long".wrapped(to: 2) == ["far", "too", "long"])
    #expect("= 1".wrapped(to: 80) == ["= 1"])
    #expect("".wrapped(to: 80) == [""])
  }
}
