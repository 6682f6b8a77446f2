import Datasets
import Engine
import Experiments
import JSON
import Synchronization
import Testing

/// What follows from data files: the ranges nobody gave, and what is known without opening them.
struct RecordedDataTests {
  @Test func `a range that is not given, or null, is all of its part`() throws {
    let whole = sample(replacing: ", \"subset\": { \"train\": [0, 500], \"test\": [0, 100] }")
    let ranges = ResolvedExperiment.subsetRanges
    for (text, overrides, filled) in [
      (sample(), [], []), (whole, [], ranges),
      (sample(), ["dataset.subset.test=null"], [ranges[1]]),
      (sample(), ["dataset.subset={}"], ranges),
      (whole, ["dataset.subset.train={\"count\":100}"], [ranges[1]]),
    ] as [(String, [String], [JSONPath])] {
      let experiment = try resolved(text, set: overrides)
      #expect(experiment.defaultRanges == filled)
      for (range, count) in zip(ranges, [60_000, 10_000]) where filled.contains(range) {
        let subset = experiment.definition[path: range]
        #expect(subset == [0, .integer(count)])
      }
    }
  }

  @Test func `a definition is resolved without its data where their layout is known`() throws {
    let text = """
      {"dataset": {"name": "csv", "files": {"train": "none.csv", "test": "none.csv"}},
       "architecture": [{"type": "linear", "out_features": 1}], "loss": {"type": "mse"},
       "optimizer": {"type": "sgd", "learning_rate": 0.1},
       "training": {"epochs": 1, "batch_size": 8}}
      """
    func resolve(_ shape: [Int], _ count: Int) throws -> ResolvedExperiment {
      let layout = DatasetLayout(rawShape: Shape(shape), trainCount: count, testCount: 5)
      return try ExperimentDefinition(
        name: "mine", parsing: Array(text.utf8), file: "definition.json"
      ).resolved(by: RecordedDataInspector(layout))
    }
    let experiment = try resolve([3], 20)
    #expect(experiment.parameterCount == 4 && experiment.stepsPerEpoch == 3)
    #expect(experiment.definition[path: JSONPath("dataset.subset.train")] == [0, 20])
    // A layout that no file can have is not believed.
    for (shape, count) in [([], 20), ([3, 3], 20), ([3], 0), ([.max], .max)] {
      let error = #expect(throws: DefinitionError.self) { try resolve(shape, count) }
      #expect(error?.isAboutData == true)
    }
  }

  @Test func `reading a definition asks nobody for its data, resolving it asks once`() throws {
    let text = """
      {"extends": "base", "optimizer": {"learning_rate": 0.5}}
      """
    let base = """
      {"dataset": {"name": "csv", "files": {"train": "none.csv", "test": "none.csv"}},
       "architecture": [{"type": "linear", "out_features": 1}], "loss": {"type": "mse"},
       "optimizer": {"type": "sgd", "learning_rate": 0.1},
       "training": {"epochs": 1, "batch_size": 8}}
      """
    try withFolder(["mine.json": text, "base.json": base]) { folder in
      let inspector = CountingInspector()
      let library = ExperimentLibrary(folder: folder, data: inspector)
      let definition = try library.definition("mine")
      #expect(definition.dataset.source.name == "csv")
      #expect(throws: DefinitionError.self) {
        try library.definition(
          "mine", overrides: [DefinitionOverride(parsing: "training.epochs=0")])
      }
      #expect(inspector.questions == 0)
      let experiment = try definition.resolved(by: inspector)
      #expect(experiment.optimizer.learningRate == 0.5 && experiment.trainCount == 20)
      #expect(inspector.questions == 1)
    }
  }

  @Test func `paths of data count from the folder that holds experiments by name`() throws {
    let files = ["rows.csv": "x,y\n1,2\n3,4\n"]
    let text = """
      {"dataset": {"name": "csv", "files": {"train": "experiments/rows.csv"},
       "subset": {"train": [0, 1], "test": [1, 2]}},
       "architecture": [{"type": "linear", "out_features": 1}], "loss": {"type": "mse"},
       "optimizer": {"type": "sgd", "learning_rate": 0.1},
       "training": {"epochs": 1, "batch_size": 8}}
      """
    try withFolder(files.merging(["mine.json": text]) { $1 }) { folder in
      #expect(
        try ExperimentLibrary(folder: folder, data: DataFileInspector()).resolve("mine").trainCount
          == 1)
      let workspace = try ExperimentLibrary(folder: folder + "/", data: DataFileInspector())
        .resolve("mine")
        .dataset.places.workspace
      #expect(workspace + "/experiments" == folder)
    }
  }
}

/// Says of all data that they are 20 rows of three values, and counts how often it is asked.
private final class CountingInspector: DatasetInspector {
  private let asked = Atomic(0)
  var questions: Int { asked.load(ordering: .relaxed) }

  func layout(of dataset: DatasetConfiguration) -> DatasetLayout {
    asked.add(1, ordering: .relaxed)
    return DatasetLayout(rawShape: Shape(3), trainCount: 20, testCount: 5)
  }

  func remarks(on dataset: DatasetConfiguration) -> [DatasetRemark] { [] }
}
