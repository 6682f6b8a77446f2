import Datasets
import Experiments
import JSON
import Testing

struct HostileDefinitionTests {
  /// Every value of a resolved definition, every object around one, and every path that definitions
  /// can have, replaced in turn. What is taken can be read again, as a run's definition.json is.
  @Test(arguments: [
    "null", "true", "-1", "0", "1", "0.5", "1e308", "1e-320", "9223372036854775807",
    "-9223372036854775808", "\"\"", "\"x\"", "\"same\"", "\"normal\"", "[]", "[[]]", "{}",
    "[0,9223372036854775807]", "[9223372036854775806,9223372036854775807]", "[1,0]",
    "{\"type\":\"sgd\"}", "{\"type\":\"flatten\"}", "{\"type\":null}", "[{\"type\":\"linear\"}]",
  ])
  func `any value at any path is taken or refused, never a crash`(value: String) throws {
    let definition = try resolved(sample()).definition
    var paths: Set<JSONPath> = []
    for leaf in definition.leaves.map(\.path) {
      var path = Optional(leaf)
      while let place = path, !place.components.isEmpty {
        paths.insert(place)
        path = place.parent
      }
    }
    let text = Array(definition.canonicalText.utf8)
    for path in paths.union(DefinitionPaths.all.map { JSONPath($0) }) {
      let experiment: ResolvedExperiment
      do throws(DefinitionError) {
        let override = try DefinitionOverride(parsing: "\(path)=\(value)")
        experiment = try ExperimentDefinition(
          name: "mine", parsing: text, file: "mine.json", overrides: [override]
        ).resolved(by: DataFileInspector())
      } catch {
        // What a value needs beside it is missing in the file.
        #expect(!paths.contains(path) || error.description.contains("--set \(path)="))
        continue
      }
      #expect(experiment.totalSteps > 0)
      let again = try ExperimentDefinition(
        name: "mine", parsing: Array(experiment.definition.canonicalText.utf8),
        file: "definition.json", for: .reading
      ).resolved(by: DataFileInspector())
      #expect(again.definition == experiment.definition)
    }
  }

  /// Diagnostic each mistake's line by itself took minutes here.
  @Test(arguments: [2, 95])
  func `a mistake in every few bytes is told like any other`(width: Int) throws {
    let count = 100_000 / (width + 10)
    let keys = (0..<count).map { "\"\(String(repeating: "x", count: width))\($0)\":1" }
    let complaint = try #require(try complaint("{\n\(keys.joined(separator: ",\n"))}"))
    #expect(complaint.contains("mistakes in"))
    #expect(complaint.contains("the first 10 shown"))
    #expect(complaint.split(separator: "\n").count < 100)
  }

  @Test func `a text that takes minutes to compare is refused, and not shown`() throws {
    let marks = String(repeating: "\u{315}\u{316}", count: 200_000)
    let complaint = try #require(try complaint("{\n  \"a\(marks)\": 1 }"))
    #expect(
      complaint == """
        experiments/mine.json:2:3: too many combining marks in a row in a string
           2 |   "...
             |   ^
        """)
  }

  @Test(arguments: ["\n", "\r\n", "\r"])
  func `a shown line cannot steer the terminal, however it ends`(end: String) throws {
    let complaint = try #require(try complaint("{ ! \u{1b}[2J\(end)}"))
    #expect(complaint.contains("\\u{1B}[2J"))
    #expect(!complaint.unicodeScalars.contains("\u{1b}"))
  }

  @Test func `sizes that only grow are refused before anything is allocated`() throws {
    let layer = """
      { "type": "conv2d", "out_channels": 65536, "kernel_size": 1024, "padding": 1024 },
      """
    let text = sample(
      replacing: "\"architecture\": [",
      with: "\"architecture\": [" + String(repeating: layer, count: 990))
    let complaint = try #require(try complaint(text))
    #expect(complaint.contains("architecture.0: an output of 65536x1053x1053 is more than"))
  }
}
