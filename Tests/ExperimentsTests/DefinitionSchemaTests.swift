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
}
