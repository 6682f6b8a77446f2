import Experiments
import JSON
import Testing

struct JSONParserTests {
  @Test(arguments: [
    ("null", "null"), (" true ", "true"), ("\t\r\nfalse", "false"), ("0", "0"), ("-0", "-0"),
    ("-0.0", "-0"), ("1.0", "1"), ("1e3", "1000"), ("1E-2", "0.01"), ("0.1", "0.1"),
    ("9223372036854775807", "9223372036854775807"),
    ("-9223372036854775808", "-9223372036854775808"),
    ("9223372036854775808", "9.223372036854776e+18"),
    ("9007199254740991.0", "9007199254740991"), ("9007199254740992.0", "9007199254740992.0"),
    ("9007199254740993", "9007199254740993"), ("1e-400", "0"), ("5e-324", "5e-324"),
    ("2.2250738585072011e-308", "2.225073858507201e-308"),
    ("1.7976931348623157e308", "1.7976931348623157e+308"),
    ("\"\"", "\"\""), (#""\u0041\u00e9\ud83d\ude00""#, "\"Aé😀\""),
    (#""\"\\\/\b\f\n\r\t\u001F\u0000""#, #""\"\\/\b\f\n\r\t\u001f\u0000""#),
    ("\"\u{7F}\u{2028}\"", "\"\u{7F}\u{2028}\""), ("[]", "[]"), ("[ 1 , [ ] ]", "[1,[]]"),
    ("{}", "{}"),
    (#"{"b":1,"a":{"c":[]},"":2,"é":3,"B":4}"#, #"{"":2,"B":4,"a":{"c":[]},"b":1,"é":3}"#),
  ])
  func `strict text has one canonical form`(text: String, canonical: String) throws {
    let value = try JSONValue(parsing: text)
    #expect(value.canonicalText.unicodeScalars.elementsEqual(canonical.unicodeScalars))
    #expect(try JSONValue(parsing: canonical) == value)
    #expect(try JSONValue(parsing: value.prettyText) == value)
  }

  @Test(arguments: [
    ("", "1:1: expected a value, found the end"),
    ("{", "1:2: expected a key in double quotes, found the end"),
    ("[1,]", "1:4: expected a value after ',', found ']'"),
    ("{\"a\":1,}", "1:8: expected a key in double quotes, found '}'"),
    ("{'a':1}", "1:2: expected a key in double quotes, found '''"),
    ("{\"a\" 1}", "1:6: expected ':' after a key, found '1'"),
    ("[1 2]", "1:4: expected ',' or ']', found '2'"),
    ("{\n  \"a\": 1\n  \"b\": 2\n}", "3:3: expected ',' or '}', found '\"'"),
    ("{\"é\": 1, \"a\": nul}", "1:15: expected a value, found 'n'"),
    ("1 x", "1:3: expected the end, found 'x'"), ("// a", "1:1: expected a value, found '/'"),
    ("NaN", "1:1: expected a value, found 'N'"), ("Infinity", "1:1: expected a value, found 'I'"),
    ("+1", "1:1: expected a value, found '+'"), (".5", "1:1: expected a value, found '.'"),
    ("01", "1:1: a number cannot start with 0"), ("-01", "1:1: a number cannot start with 0"),
    ("-", "1:2: expected a digit, found the end"), ("1.", "1:3: expected a digit, found the end"),
    ("1.e1", "1:3: expected a digit, found 'e'"), ("1e", "1:3: expected a digit, found the end"),
    ("0x10", "1:2: expected the end, found 'x'"), ("1_000", "1:2: expected the end, found '_'"),
    ("1e309", "1:1: number is beyond the range of float64"),
    ("-1e309", "1:1: number is beyond the range of float64"),
    ("\"a", "1:1: string is not closed"),
    ("\"a\nb\"", "1:3: control character U+000A in a string must be written as an escape"),
    ("\"\\x41\"", "1:3: expected one of \" \\ / b f n r t u after '\\', found 'x'"),
    ("\"\\u12G4\"", "1:6: expected a hexadecimal digit, found 'G'"),
    ("\"\\ud800\"", "1:2: surrogate without its other half"),
    ("\"\\udc00\"", "1:2: surrogate without its other half"),
    ("\"\\ud800\\u0041\"", "1:2: surrogate without its other half"),
    ("\"\\ud800\\n\"", "1:2: surrogate without its other half"),
    ("{\"a\":1,\"\\u0061\":2}", "1:8: duplicate key \"a\""),
    (
      "{\"\u{E9}\":1,\"e\u{301}\":2}",
      "1:8: key \"e\u{301}\" is the same text as an earlier key in another Unicode form"
    ),
    ("\u{FEFF}1", "1:1: starts with a byte-order mark; JSON has none"),
    ("\u{A0}1", "1:1: expected a value, found '\u{A0}'"),
    ("\u{1B}[31m", "1:1: expected a value, found U+001B"),
    (String(repeating: "[", count: 65), "1:65: nested deeper than 64"),
  ])
  func `anything else is refused with its place`(text: String, problem: String) {
    let error = #expect(throws: JSONParseError.self) { try JSONValue(parsing: text) }
    #expect(error?.description == problem)
  }

  @Test(arguments: ["\u{315}\u{316}", "\\u0315\\u0316"])
  func `a text that takes minutes to compare is refused`(marks: String) {
    let text = "[0,\"a\(String(repeating: marks, count: 80_000))\"]"
    let error = #expect(throws: JSONParseError.self) { try JSONValue(parsing: text) }
    #expect(error?.description == "1:4: too many combining marks in a row in a string")
  }

  @Test(
    arguments: [
      ([0x22, 0xFF, 0x22], "1:2: byte 0xff is not valid UTF-8"),
      ([0x22, 0xC0, 0x80, 0x22], "1:2: byte 0xc0 is not valid UTF-8"),
      ([0x22, 0xC3], "1:2: byte 0xc3 is not valid UTF-8"),
      ([0x22, 0xED, 0xA0, 0x80, 0x22], "1:2: byte 0xed is not valid UTF-8"),
      ([0x22, 0xF4, 0x90, 0x80, 0x80, 0x22], "1:2: byte 0xf4 is not valid UTF-8"),
    ] as [([UInt8], String)])
  func `invalid UTF-8 is refused`(bytes: [UInt8], problem: String) {
    let error = #expect(throws: JSONParseError.self) { try JSONValue(parsing: bytes) }
    #expect(error?.description == problem)
  }

  @Test func `a text beyond the size limit is refused before it is read`() {
    let bytes = [UInt8](repeating: UInt8(ascii: " "), count: 11)
    let error = #expect(throws: JSONParseError.self) {
      try JSONValue(parsing: bytes, maximumBytes: 10)
    }
    #expect(error?.description == "1:1: 11 bytes are more than the 10 allowed")
  }

  @Test func `every prefix of a document is refused`() throws {
    let text = Array(#"{"a": [1, -2.5e3, "x\u00e9", true, null], "b": {"c": false}}"#.utf8)
    _ = try JSONValue(parsing: text)
    for length in 0..<text.count {
      #expect(throws: JSONParseError.self) { try JSONValue(parsing: Array(text[..<length])) }
    }
  }

  @Test func `keys and values keep their places`() throws {
    let text = "{\n  \"é\": [10, {\"key\": -1.5}]\n}"
    let document = try JSONDocument(parsing: Array(text.utf8))
    let path = JSONPath(["é", "1", "key"])
    let key = try #require(document.keyRange(at: path))
    let value = try #require(document.valueRange(at: path))
    #expect(String(decoding: document.bytes[key], as: UTF8.self) == "\"key\"")
    #expect(String(decoding: document.bytes[value], as: UTF8.self) == "-1.5")
    #expect(document.position(of: key.lowerBound) == (2, 14))
    #expect(document.valueRange(at: JSONPath("é.01")) == nil)
    #expect(document.keyRange(at: JSONPath("é.0")) == nil)
    #expect(document.valueRange(at: JSONPath())?.count == document.bytes.count)
  }
}
