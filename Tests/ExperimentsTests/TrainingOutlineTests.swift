import Datasets
import Experiments
import JSON
import Testing

/// What a stored definition says without its data.
struct TrainingOutlineTests {
  @Test func `an outline of a resolved definition is that of the experiment`() throws {
    let stopping = #""early_stopping": {"metric": "train_loss", "patience": 3}, "epochs": 2"#
    for text in [sample(), sample(replacing: #""epochs": 2"#, with: stopping)] {
      let experiment = try ExperimentDefinition(
        name: "a", parsing: Array(text.utf8), file: "a.json"
      ).resolved(by: DataFileInspector())
      let canonical = Array(experiment.definition.canonicalText.utf8)
      let outline = try TrainingOutline(parsing: canonical, file: "definition.json")
      #expect(outline == experiment.outline)
      #expect(outline.stepsPerEpoch == experiment.stepsPerEpoch)
      #expect(outline.totalSteps == experiment.totalSteps)
    }
  }

  @Test(arguments: [
    "{}", "[]", "{\"checkpoint\": 1}", "",
    #"{"dataset": {"name": "csv", "files": {"train": "no"}}, "training": {"epochs": 1}}"#,
  ])
  func `what was never resolved is refused`(text: String) {
    #expect(throws: DefinitionError.self) {
      try TrainingOutline(parsing: Array(text.utf8), file: "definition.json")
    }
  }

  @Test(arguments: ["[0, 9223372036854775807]", #"{"count": 9223372036854775807}"#])
  func `a count that no data set has is not computed with`(train: String) throws {
    let text = """
      {"dataset": {"name": "csv", "files": {"train": "no.csv"}, "subset": {"train": \(train)}},
       "architecture": [{"type": "linear", "out_features": 1}], "loss": {"type": "mse"},
       "optimizer": {"type": "sgd", "learning_rate": 0.1},
       "training": {"epochs": 1000000, "batch_size": 65536}, "checkpoint": {"best": "train_loss"}}
      """
    let outline = try? TrainingOutline(parsing: Array(text.utf8), file: "definition.json")
    #expect(outline?.totalSteps == nil)
  }
}
