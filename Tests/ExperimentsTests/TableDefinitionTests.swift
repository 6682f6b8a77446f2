import Datasets
import Experiments
import JSON
import Testing

@Suite("Definitions of tables")
struct TableDefinitionTests {
  private func definition(_ dataset: String) -> String {
    """
    {
      "dataset": { "name": "csv", "files": { "train": "experiments/d.csv" }\(dataset) },
      "architecture": [{ "type": "linear", "out_features": 2 }],
      "loss": { "type": "softmax_cross_entropy" },
      "optimizer": { "type": "sgd", "learning_rate": 0.1 },
      "training": { "epochs": 1, "batch_size": 8 }
    }
    """
  }

  private let split = #", "subset": { "train": [0, 10], "test": [10, 19] }"#
  private let numbers = (0..<20).map { "\($0 * 7 % 5),\($0 * 5 % 3),\($0 % 2)\n" }.joined()
  private let names = (0..<20).map { "\($0 * 7 % 5),\(["cat", "dog"][$0 % 2])\n" }.joined()

  @Test func `a first line of numbers is not taken for names unless the definition says so`()
    throws
  {
    let text = definition(#", "classes": 2"# + split)
    let found = try complaint(text, beside: ["d.csv": numbers])
    #expect(
      found?.contains(
        "dataset.header: missing, and line 1 of experiments/d.csv reads like an example: 0, 0, 0\n")
        == true)
    #expect(
      found?.hasSuffix(
        """
          add to dataset: "header": false
          or, if line 1 names the columns: "header": true
        """) == true)
    for (header, count) in [("true", 19), ("false", 20)] {
      let text = definition(
        #", "classes": 2, "header": \#(header), "subset": {"train": [0, 10], "test": [10, \#(count)]}"#
      )
      #expect(try complaint(text, beside: ["d.csv": numbers]) == nil)
      #expect(
        try complaint(
          text.replacing("\(count)]", with: "\(count + 1)]"), beside: ["d.csv": numbers])
          != nil)
    }
  }

  @Test(arguments: [#", "classes": ["cat", "dog"]"#, #", "classes": 2"#, ""])
  func `a first line with a class's name is not taken for names`(classes: String) throws {
    let found = try complaint(definition(classes + split), beside: ["d.csv": names])
    #expect(found?.contains("line 1 of experiments/d.csv reads like an example: 0, cat") == true)
  }

  @Test func `a label of texts is learnt as classes, and the definition then says so`() throws {
    let experiment = try resolved(
      definition(#", "header": false"# + split), beside: ["d.csv": names])
    #expect(experiment.definition["dataset"]?["classes"] == "auto")
    #expect(experiment.isClassification)
    #expect(experiment.dataset.layout?.facts?.classNames == ["cat", "dog"])
    // Resolved again, nothing changes.
    let again = try resolved(experiment.definition.canonicalText, beside: ["d.csv": names])
    #expect(again.definition == experiment.definition)
  }

  @Test func `a number of classes where names are to be learnt is told of auto`() throws {
    let found = try complaint(
      definition(#", "header": false, "classes": 2"# + split), beside: ["d.csv": names])
    #expect(
      found?.contains(
        "line 1: column 1: 'cat' is not a class, expected 0 to 1; for classes with names use "
          + "\"classes\": \"auto\"") == true)
  }

  @Test func `a column that numbers the rows is warned of`() throws {
    let lines = (0..<20).map { "\($0),\($0 * 7 % 5),\($0 % 2)\n" }.joined()
    let text = definition(#", "classes": 2"# + split)
    let experiment = try resolved(text, beside: ["d.csv": ",a,y\n" + lines])
    #expect(
      experiment.warnings.first
        == "dataset: column 0 of experiments/d.csv numbers the rows, from 0, and is learnt from; "
        + "if it is an index, leave it out with \"ignore\"")
    let other = try resolved(text, beside: ["d.csv": "b,a,y\n" + lines])
    #expect(!other.warnings.contains { $0.hasPrefix("dataset:") })
  }

  @Test func `one file and no word on how to split it shows two ways`() throws {
    let text = definition(#", "header": false, "classes": 2"#)
    #expect(
      try complaint(text, beside: ["d.csv": numbers])?.hasSuffix(
        """
          add to dataset: "split": { "test": 0.2, "stratified": true }
          or name a second file in dataset.files: "test": "FILE"
        """) == true)
    // As pasted.
    #expect(
      try complaint(
        definition(
          #", "header": false, "classes": 2, "split": { "test": 0.2, "stratified": true }"#),
        beside: ["d.csv": numbers]) == nil)
  }
}
