import Datasets
import Experiments
import Files
import JSON
import Testing

@Suite("First definitions")
struct FirstDefinitionTests {
  private let folder: String

  init() throws {
    var template = Array("/tmp/bench-first-XXXXXX".utf8CString)
    folder = String(cString: try #require(mkdtemp(&template)))
  }

  private func definition(of table: String, label: String? = nil) throws -> FirstDefinition {
    let file = try #require(fopen("\(folder)/d.csv", "w"))
    fputs(table, file)
    fclose(file)
    let places = DataSearchPaths(workspace: folder)
    return FirstDefinition(for: try SurveyedData(at: "d.csv", label: label, in: places))
  }

  private func dataset(of table: String, label: String? = nil) throws -> JSONValue? {
    try JSONValue(parsing: Array(definition(of: table, label: label).text.utf8))["dataset"]
  }

  @Test func `a definition reads as a person writes it`() throws {
    let rows = (0..<100).map { "\($0),\($0 % 7).5,\($0 % 10),\(["a", "b"][$0 % 2])\n" }.joined()
    let first = try definition(of: "id,x,z,kind\n" + rows)
    #expect(first.notes == ["id is left out: it numbers the rows"])
    #expect(
      first.text == """
        {
          "$schema": "./schema.json",
          "description": "A small MLP for kind in d.csv: 2 classes",
          "seed": 42,
          "dataset": {
            "name": "csv",
            "files": { "train": "d.csv" },
            "label": "kind",
            "ignore": ["id"],
            "split": { "test": 0.2, "validation": 0.1, "stratified": true },
            "normalize": "standard"
          },
          "architecture": [
            { "type": "linear", "out_features": 32 },
            { "type": "relu" },
            { "type": "linear", "out_features": 16 },
            { "type": "relu" },
            { "type": "linear", "out_features": 2 }
          ],
          "loss": { "type": "softmax_cross_entropy" },
          "optimizer": { "type": "adam", "learning_rate": 0.001 },
          "training": { "epochs": 100, "batch_size": 16, "shuffle": true },
          "checkpoint": { "every_epochs": 1, "keep_last": 3 }
        }

        """)
  }

  @Test func `values are learnt in their own scale`() throws {
    let rows = (0..<60).map { "\($0 * 7 % 13),\(Double($0) * 1000.25)\n" }.joined()
    let first = try definition(of: "x,price\n" + rows)
    #expect(first.text.contains(#""scale_targets": true"#))
    #expect(first.text.contains(#""loss": { "type": "mse" }"#))
    #expect(first.text.contains(#""metrics": ["mae", "r2"]"#))
    #expect(!first.text.contains("stratified"))
  }

  @Test func `categories and missing values are declared`() throws {
    let colors = ["red", "blue", "green"]
    let rows = (0..<90).map { row in
      "\(colors[row * 5 % 3]),\(row % 9 == 0 ? "" : "\(row % 4)"),\(row % 2)\n"
    }.joined()
    let dataset = try dataset(of: "color,size,y\n" + rows)
    #expect(dataset?["categories"] == "auto" && dataset?["missing"] == "mean")
    #expect(dataset?["classes"] == "auto" && dataset?["unseen"] == nil)
    let unlabelled = try self.dataset(of: "color,size,y\n" + rows + "red,1,\n")
    #expect(unlabelled?["missing"] == "drop")
  }

  @Test func `rare classes are named`() throws {
    let rows = (0..<40).map { "\($0 * 7 % 13).5,\($0 < 36 ? "often" : "rare")\n" }.joined()
    let first = try definition(of: "x,kind\n" + rows)
    #expect(first.text.contains(#""classes": ["often", "rare"]"#))
    #expect(first.notes == ["a class has only 4 examples of the training data"])
  }

  @Test func `a table of pixels is a table of pictures`() throws {
    let header = (0..<256).map { "p\($0)" }.joined(separator: ",") + ",y\n"
    let rows = (0..<40).map { row in
      (0..<256).map { String(row * $0 % 256) }.joined(separator: ",") + ",\(row % 2)\n"
    }
    let first = try definition(of: header + rows.joined())
    #expect(first.text.contains(#""shape": [1, 16, 16]"#))
    #expect(first.text.contains(#""scale": 255"#))
    #expect(first.text.contains(#""type": "conv2d""#))
  }

  @Test func `a long line is broken`() {
    let (first, second) = (String(repeating: "x", count: 60), String(repeating: "y", count: 50))
    let long: OrderedJSON = ["a": .value(.string(first)), "b": .value(.string(second))]
    let whole: OrderedJSON = ["outer": long, "list": [["k": 1], ["k": true]], "empty": [:]]
    #expect(
      whole.text() == """
        {
          "outer": {
            "a": "\(first)",
            "b": "\(second)"
          },
          "list": [
            { "k": 1 },
            { "k": true }
          ],
          "empty": {}
        }
        """)
  }

  @Test(arguments: [(1, true), (2, false), (3, true), (4, false)])
  func `pictures are grey or in colour`(channels: Int, isAllowed: Bool) {
    let text = """
      {"dataset": {"name": "image_folder", "path": "p", "channels": \(channels)},
       "architecture": [{"type": "flatten"}, {"type": "linear", "out_features": 2}],
       "loss": {"type": "softmax_cross_entropy"},
       "optimizer": {"type": "sgd", "learning_rate": 0.1},
       "training": {"epochs": 1, "batch_size": 8}}
      """
    let result = Result { () throws(DefinitionError) in
      try ExperimentDefinition(name: "p", parsing: Array(text.utf8), file: "p.json")
    }
    switch result {
    case .success: #expect(isAllowed)
    case .failure(let error): #expect(!isAllowed && "\(error)".contains("dataset.channels"))
    }
  }
}
