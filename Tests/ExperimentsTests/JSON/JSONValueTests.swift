import Experiments
import Files
import JSON
import Testing

struct JSONValueTests {
  @Test(
    arguments: [
      (JSONValue.integer(1), JSONValue.number(1), true), (0, .number(-0.0), false),
      (.integer(1 << 53), .number(0x1p53), false), (.number(0.5), 0.5, true), (1, "1", false),
      (.string("\u{E9}"), .string("e\u{301}"), false), (.string("K"), .string("\u{212A}"), false),
      (.object(["\u{E9}": 1]), .object(["e\u{301}": 1]), false), ([1, 2.0], [1.0, 2], true),
      (["a": 1, "b": [true]], ["b": [true], "a": 1.0], true), (["a": 1], ["a": 1, "b": 2], false),
    ] as [(JSONValue, JSONValue, Bool)])
  func `values are equal when their canonical texts are`(
    left: JSONValue, right: JSONValue, areEqual: Bool
  ) {
    #expect((left == right) == areEqual)
    #expect(left.canonicalText.utf8.elementsEqual(right.canonicalText.utf8) == areEqual)
    if areEqual { #expect(left.hashValue == right.hashValue) }
  }

  @Test func `members, elements and scalars are reached by type`() {
    let value: JSONValue = ["a": [1, 2.5, "x", true], "b": ["c": 1e3]]
    #expect(value["a"]?[0]?.int == 1)
    #expect(value["a"]?[0]?.double == 1)
    #expect(value["a"]?[1]?.double == 2.5)
    #expect(value["a"]?[1]?.int == nil)
    #expect(value["a"]?[2]?.string == "x")
    #expect(value["a"]?[3]?.bool == true)
    #expect(value["a"]?[4] == nil)
    #expect(value["b"]?["c"]?.int == 1000)
    #expect(value[path: JSONPath("a.2")]?.string == "x")
    #expect(value[path: JSONPath("a.02")] == nil)
    #expect(value[path: JSONPath()] == value)
  }

  @Test func `a value that is not finite is written as null`() {
    #expect(JSONValue.array([.number(.nan), .number(-.infinity)]).canonicalText == "[null,null]")
  }

  @Test func `pretty text keeps short lists on a line`() {
    let value: JSONValue = ["b": [1, 2], "a": ["c": [], "d": [["e": 1]]], "f": [:]]
    #expect(
      value.prettyText == """
        {
          "a": {
            "c": [],
            "d": [
              {
                "e": 1
              }
            ]
          },
          "b": [1, 2],
          "f": {}
        }
        """)
  }

  @Test func `text for the terminal holds no control characters`() {
    #expect("a\u{1B}[31m\u{202E}é\n".printable == "a\\u{1B}[31m\\u{202E}é\\u{A}")
  }
}
