import Datasets
import Experiments
import JSON
import Testing

struct DefinitionDifferenceTests {
  @Test(arguments: [
    ([], []),
    (["optimizer.learning_rate=0.05"], ["--set optimizer.learning_rate=0.05"]),
    (["description=\"other\""], []),
    (["training.epochs=5", "seed=7"], ["--seed 7", "--epochs 5"]),
    (
      ["dataset.subset.train=[0,100]", "architecture.0.out_channels=4"],
      ["--set architecture.0.out_channels=4", "--set dataset.subset.train=[0,100]"]
    ),
    (
      [#"optimizer={"type":"adam","learning_rate":0.002,"weight_decay":0}"#],
      [#"--set optimizer={"learning_rate":0.002,"type":"adam"}"#]
    ),
    (
      [#"optimizer={"type":"adam","learning_rate":0.002}"#, "optimizer.weight_decay=0.1"],
      [#"--set optimizer={"learning_rate":0.002,"type":"adam","weight_decay":0.1}"#]
    ),
    (
      [#"architecture=[{"type":"flatten"},{"type":"linear","out_features":10}]"#],
      [#"--set architecture=[{"type":"flatten"},{"out_features":10,"type":"linear"}]"#]
    ),
    ([#"dataset.augment={"shift":2}"#], [#"--set dataset.augment={"shift":2}"#]),
    (["optimizer.clip_norm=null"], ["--set optimizer.clip_norm=null"]),
  ])
  func `the overrides that make a definition are found again`(
    given: [String], found: [String]
  ) throws {
    let text = sample(
      replacing: "\"learning_rate\": 0.1", with: "\"learning_rate\": 0.1, \"clip_norm\": 1")
    try withFolder(["mine.json": text]) { folder in
      let library = ExperimentLibrary(folder: folder, data: DataFileInspector())
      let overrides = try given.map { try DefinitionOverride(parsing: $0) }
      let target = try library.resolve("mine", overrides: overrides).definition
      let turning = DefinitionOverride.turning(
        try library.resolve("mine").definition, into: target
      ) { try? library.resolve("mine", overrides: $0).definition }
      #expect(turning?.map(\.text) == found)
    }
  }

  @Test func `what no overrides make is nothing`() throws {
    let base = try resolved(sample()).definition
    #expect(DefinitionOverride.turning(base, into: ["seed": 1]) { _ in base } == nil)
    #expect(DefinitionOverride.turning(base, into: ["seed": 1]) { _ in nil } == nil)
  }
}
