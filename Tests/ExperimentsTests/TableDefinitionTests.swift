import Datasets
import Engine
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

  @Test func `keys that are not given are not written, and those that are given stay`() throws {
    let old = try resolved(
      definition(#", "header": false, "classes": 2"# + split), beside: ["d.csv": numbers])
    #expect(
      old.definition["dataset"]?.object?.keys.sorted() == [
        "classes", "files", "header", "name", "normalize", "subset",
      ])
    let keys = #"""
      , "header": false, "classes": "auto", "separator": "|", "decimal": ",", "comment": "//",
      "skip_lines": 1, "ignore": [0], "categories": [1], "unseen": "zeros", "missing": "drop",
      "missing_words": ["-"], "shape": [3, 1], "scale": 2,
      "split": {"test": 0.2, "group": 3}
      """#
    let rows = (0..<20).map { "9|k\($0 % 3)|1,5|g\($0)|\($0 % 2)\n//|\n" }.joined()
    let text = definition(keys).replacing(#""ignore": [0]"#, with: #""inputs": [1]"#)
    let layers = #"[{"type":"flatten"},{"type":"linear","out_features":2}]"#
    let experiment = try resolved(
      text, beside: ["d.csv": "a|b\n" + rows], set: ["architecture=" + layers])
    #expect(experiment.inputShape.dimensions == [3, 1])
    #expect(experiment.definition["dataset"]?["decimal"] == ",")
    #expect(experiment.definition["dataset"]?["skip_lines"] == 1)
    #expect(
      try complaint(definition(keys), beside: ["d.csv": "a|b\n" + rows])?.contains(
        "dataset.shape: 3 x 1 is 3 values, expected 4, one for each number of a row") == true)
  }

  @Test func `pixels of a table can be padded and changed`() throws {
    let rows = (0..<20).map { "\($0),0,255,9,\($0 % 2)\n" }.joined()
    let layers = #"architecture=[{"type":"flatten"},{"type":"linear","out_features":2}]"#
    let text = definition(
      #", "header": false, "classes": 2, "shape": [1, 2, 2], "scale": 255, "padding": 1, "#
        + #""augment": {"shift": 1}, "normalize": "standard""# + split)
    let experiment = try resolved(text, beside: ["d.csv": rows], set: [layers])
    #expect(experiment.inputShape.dimensions == [1, 4, 4])
    let found = try complaint(
      text.replacing("255,", with: "1,"), beside: ["d.csv": rows], set: [layers])
    #expect(found?.contains("dataset.padding: needs images") == true)
  }

  private static let mistakes: [(String, String)] = [
    (#""inputs": [0], "ignore": [1]"#, "dataset.ignore: inputs names the columns to learn from"),
    (#""separator": "tabs""#, "dataset.separator: "), (#""decimal": ";""#, "dataset.decimal: "),
    (#""missing": "median""#, "dataset.missing: "), (#""scale": 0"#, "dataset.scale: "),
    (#""shape": [1, 2, 3, 4]"#, "dataset.shape: "),
    (#""categories": "all""#, "dataset.categories: "),
    (#""classes": 70000"#, "dataset.classes: "), (#""skip_lines": -1"#, "dataset.skip_lines: "),
    (#""scale_targets": true"#, "dataset.scale_targets: true needs values to learn"),
    (#""ignore": ["x"]"#, "dataset.ignore: 'x' names a column of a file without header"),
    (#""comment": """#, "dataset.comment: must begin with a visible character"),
  ]

  @Test(arguments: mistakes)
  func `a key that cannot be is refused with its path`(key: String, message: String) throws {
    let classes = key.contains("classes") ? "" : #""classes": "auto", "#
    let text = definition(#", "header": false, "# + classes + key + split)
    let found = try complaint(text, beside: ["d.csv": numbers])
    #expect(found?.contains(message) == true, "\(found ?? "nothing")")
  }

  @Test func `standardised values need a loss of values`() throws {
    let text = definition(#", "header": false, "scale_targets": true"# + split)
    let loss = #"loss={"type":"binary_cross_entropy_with_logits"}"#
    let found = try complaint(
      text, beside: ["d.csv": numbers], set: ["architecture.0.out_features=1", loss])
    #expect(
      found?.contains(
        "dataset.scale_targets: true standardises the values, and binary_cross_entropy_with_logits "
          + "learns 0 and 1") == true)
  }

  @Test(arguments: ["", #", "scale_targets": true"#])
  func `classes that are not declared are what is wrong, not the width of the output`(
    key: String
  ) throws {
    let text = definition(#", "header": false"# + key + split)
    let found = try complaint(text, beside: ["d.csv": numbers])
    #expect(
      found?.contains(
        "loss.type: softmax_cross_entropy needs class labels, and this data set has values\n")
        == true, "\(found ?? "nothing")")
    #expect(found?.contains(#"add to dataset: "classes": "auto""#) == true)
    #expect(found?.contains("an output of") == false)
  }

  private static let oddFiles: [(String, String)] = [
    ("a,b\n", "line 2: 3 fields, expected 2 as in line 1; if line 1 is not of the table, add"),
    ("# hi, all\na,b,k\n", "line 2: 3 fields, expected 2 as in line 1"),
    ("a,b,k,\n", "line 2: 3 fields, expected 4 as in line 1"),
    ("a,b,k\nx,1,1\n", "line 2: column 0 (a): 'x' is not a number"),
  ]

  @Test(arguments: oddFiles, [#", "classes": 2"#, ""])
  func `a row that cannot be read comes before what was guessed of the rows`(
    file: (start: String, message: String), classes: String
  ) throws {
    let text = definition(classes + split)
    let found = try complaint(
      text, beside: ["d.csv": file.start + numbers],
      set: [#"architecture=[{"type":"linear","out_features":5}]"#])
    #expect(found?.contains("d.csv: \(file.message)") == true, "\(found ?? "nothing")")
    #expect(found?.contains("an output of") == false && found?.contains("loss.type") == false)
  }

  @Test func `a class is named once`() throws {
    let text = definition(#", "header": false, "classes": ["cat", "dog", "cat"]"# + split)
    let found = try complaint(text, beside: ["d.csv": names])
    #expect(
      found?.contains("dataset.classes.2: \"cat\" is class 0 too, expected each name once") == true,
      "\(found ?? "nothing")")
  }
}
