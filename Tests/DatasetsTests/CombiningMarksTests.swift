import Datasets
import Files
import Testing

struct CombiningMarksTests {
  @Test(arguments: [
    ("", nil), ("plain\ntext", nil), ("caf\u{e9}\u{301}", nil),
    (String(repeating: "a\u{301}", count: 1000), nil),
    ("a" + String(repeating: "\u{301}", count: 256), nil),
    ("\n\u{e9}\na" + String(repeating: "\u{301}", count: 257), 3),
  ])
  func `marks are counted from letter to letter`(text: String, line: Int?) {
    #expect(lineOfTooManyMarks(in: Array(text.utf8)) == line)
  }
}
