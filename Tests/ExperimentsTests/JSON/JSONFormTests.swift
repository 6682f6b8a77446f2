import Experiments
import JSON
import Testing

/// What a form says of a text must be what reading it says.
struct JSONFormTests {
  private static let text = """
    {"a":1,"b":{"c":"text","d":[1,2],"e":[{"f":true},{"f":null}],"g":{}},"é":"ü","h":-0.5e1}
    """

  @Test(
    arguments: [
      ("\"a\":1", "\"a\":10", ["a": 10]), ("\"a\":1", "\"a\":\"1\"", ["a": "1"]),
      ("\"a\":1", "\"a\":null", ["a": nil]), ("text", "", ["b.c": ""]),
      ("text", "te\\\"xt", ["b.c": "te\"xt"]), ("[1,2]", "[1,2,3]", ["b.d": [1, 2, 3]]),
      ("[1,2]", "[]", ["b.d": []]), ("[1,2]", "7", ["b.d": 7]),
      ("true", "false", ["b.e.0.f": false]), ("-0.5e1", "2", ["h": 2]), ("a", "a", [:]),
    ] as [(String, String, [String: JSONValue?])])
  func `the leaves that differ are found`(
    old: String, new: String, changes: [String: JSONValue?]
  ) throws {
    let form = try JSONForm(parsing: Array(Self.text.utf8))
    let other = try #require(Self.text.replacing(old, with: new))
    let found = try #require(form.changes(in: Array(other.utf8)))
    let byPath = found.map { (form.leaves[$0.leaf].path.description, $0.value) }
    #expect(
      Dictionary(uniqueKeysWithValues: byPath) == changes.mapValues { $0 ?? .null })
  }

  @Test(arguments: [
    ("\"a\":1", "\"x\":1"), ("\"a\":1", "\"a\": 1"), ("\"a\":1", "\"a\":01"),
    ("\"a\":1,", ""), ("\"a\":1", "\"a\":{}"), ("\"a\":1", "\"a\":[1]"), ("[1,2]", "[[1],2]"),
    ("[1,2]", "[1,2"), ("text", "té"), ("text", "\u{7}"), ("\"g\":{}", "\"g\":{\"a\":1}"),
    ("\"g\":{}", "\"g\":1"),
    ("-0.5e1}", "-0.5e1}}"), ("-0.5e1}", "-0.5e1"), ("ü", "u\u{308}"),
  ])
  func `a text that is not surely of the form is left to be read whole`(
    old: String, new: String
  ) throws {
    let form = try JSONForm(parsing: Array(Self.text.utf8))
    let other = try #require(Self.text.replacing(old, with: new))
    #expect(form.changes(in: Array(other.utf8)) == nil)
  }

  @Test(arguments: ["{}", "[2]"])
  func `a list that has lost its only object or list is read whole`(inner: String) throws {
    let form = try JSONForm(parsing: Array("[1,\(inner)]".utf8))
    #expect(form.changes(in: Array("[3,\(inner)]".utf8))?.count == 1)
    #expect(form.changes(in: Array("[1,2]".utf8)) == nil)
  }

  @Test func `of texts with a few other bytes it says what the parser says, or nothing`() throws {
    let form = try JSONForm(parsing: Array(Self.text.utf8))
    let alphabet = Array("\"{}[],:0123456789.eE+-\\ truefalsn\u{7}é".utf8) + [0xFF]
    var generator = SystemRandomNumberGenerator()
    var known = 0
    for _ in 0..<20_000 {
      var bytes = Array(Self.text.utf8)
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let place = Int.random(in: bytes.indices, using: &generator)
        let byte = alphabet[Int.random(in: alphabet.indices, using: &generator)]
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes[place] = byte
        case 1: bytes.insert(byte, at: place)
        default: bytes.remove(at: place)
        }
      }
      guard let changes = form.changes(in: bytes) else { continue }
      known += 1
      var leaves = form.leaves
      for change in changes { leaves[change.leaf].value = change.value }
      let read = try JSONValue(parsing: bytes).leaves
      let text = String(decoding: bytes, as: UTF8.self)
      #expect(read.count == leaves.count, "\(text)")
      for leaf in leaves {
        #expect(read.contains { $0.path == leaf.path && $0.value == leaf.value }, "\(text)")
      }
    }
    #expect(known > 500)
  }

  @Test func `a list within the depth that is allowed does not hide one beyond it`() throws {
    let (opening, closing) = (String(repeating: "[", count: 63), String(repeating: "]", count: 63))
    let form = try JSONForm(parsing: Array("\(opening)1,[]\(closing)".utf8))
    let flat = Array("\(opening)1,[2]\(closing)".utf8)
    #expect(form.changes(in: flat)?.map(\.value) == [[2]])
    #expect(form.changes(in: Array("\(opening)[1],[]\(closing)".utf8)) == nil)
    let deep = Array("\(opening)1,[[2]]\(closing)".utf8)
    #expect(throws: JSONParseError.self) { try JSONValue(parsing: deep) }
    #expect(form.changes(in: deep) == nil)
  }
}

extension String {
  /// The text with a part that it has replaced; nil where it has none.
  fileprivate func replacing(_ old: String, with new: String) -> String? {
    let (all, part) = (Array(utf8), Array(old.utf8))
    guard let start = all.indices.first(where: { all[$0...].starts(with: part) }) else {
      return nil
    }
    let bytes = all[..<start] + new.utf8 + all[(start + part.count)...]
    return String(decoding: bytes, as: UTF8.self)
  }
}
