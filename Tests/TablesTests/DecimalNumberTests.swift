import Tables
import Testing

struct DecimalNumberTests {
  @Test(arguments: [
    ("0", 0), ("-0.5", -0.5), ("+3", 3), (".25", 0.25), ("7.", 7), ("1e3", 1000), ("2E-2", 0.02),
    ("0.1", 0.1), ("123456789012345678901234567890", 1.2345679e29), ("3.4028235e38", 3.4028235e38),
    ("0.0000000000000000000000000000000000001", 1e-37), ("16777217", 16_777_216),
    ("9007199254740993", 9.007199e15), ("0.30000000000000004", 0.3),
  ])
  func `a field's number is correctly rounded to float32`(text: String, value: Float) throws {
    var records = CSVRecords(Array("\(text),\n".utf8), CSVDialect())
    #expect(try records.next() && records.number(0) == value && records.number(1) == nil)
  }

  @Test(arguments: [
    "123456789012345", "-0.000000000000001", "123456789.012345", "0.1234567890123456", "1e22",
    "4.35", "-2.2250738585072014e-308", "179769313486231570000000000000000000000",
  ])
  func `a text's number is that of the standard library`(text: String) {
    #expect(decimalNumber(Array(text.utf8).span) == Double(text))
  }

  @Test(arguments: [
    "", "x", "nan", "inf", "-inf", "0x10", "1 2", "--1", "1e", "1e+", ".", "+", "1_000", "１",
    "1.2.3", "\u{0}", " 1",
  ])
  func `other texts are no numbers`(text: String) {
    #expect(!isDecimalNumber(text))
  }

  @Test(arguments: [
    (0.1 + 0.2, "0.30000000000000004"), (1, "1.0"), (-0.0, "-0.0"), (1e-7, "1e-07"),
    (-Double.nan, "nan"), (-Double.infinity, "-inf"),
  ])
  func `the shortest text reads back the same`(value: Double, text: String) {
    #expect(shortestText(value) == text)
    #expect(value.isNaN || Double(text) == value)
  }
}
