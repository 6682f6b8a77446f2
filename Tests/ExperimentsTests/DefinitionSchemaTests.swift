import Experiments
import JSON
import Testing

struct DefinitionSchemaTests {
  @Test func `the committed schema is the one the descriptions make`() throws {
    let path = repositoryPath("experiments/schema.json")
    let text = definitionSchema().prettyText + "\n"
    let committed = contents(of: path)
    if committed != text, environmentVariable("BENCH_UPDATE_GOLDEN") == "1" {
      try write(text, to: path)
    }
    #expect(committed == text, "BENCH_UPDATE_GOLDEN=1 swift test rewrites it")
  }

  @Test func `the schema is strict JSON`() throws {
    #expect(try JSONValue(parsing: definitionSchema().canonicalText) == definitionSchema())
  }

  @Test func `each value of a choice has a sentence of its own`() {
    let choices = objects(in: definitionSchema()).filter { $0["enum"] != nil }
    #expect(choices.count > 10)
    for choice in choices {
      let values = choice["enum"]?.array ?? []
      let sentences = (choice["enumDescriptions"]?.array ?? []).compactMap(\.string)
      #expect(sentences.count == values.count, "\(values)")
      #expect(Set(sentences).count == values.count, "\(values)")
      #expect(sentences.allSatisfy { $0.hasSuffix(".") }, "\(sentences)")
    }
  }

  @Test func `null in a choice means that the key is missing`() throws {
    let mode = objects(in: definitionSchema()).first { $0["enum"]?.array?.first == "min" }
    #expect(
      try #require(mode)["enumDescriptions"] == [
        "Smaller values are better.", "Larger values are better.", "The same as without the key.",
      ])
  }

  /// Returns the value and everything in it that is an object.
  private func objects(in value: JSONValue) -> [[String: JSONValue]] {
    switch value {
    case .object(let members): [members] + members.values.flatMap(objects)
    case .array(let elements): elements.flatMap(objects)
    default: []
    }
  }
}
