import Datasets
import Engine
import Experiments
import JSON
import Reports
import Runs
import Testing

/// A run whose test accuracy went so.
private func run(_ id: String, _ accuracies: [Double]) throws -> ComparedRun {
  let rows = accuracies.enumerated().map { "\($0 + 1),\($1)\n" }.joined()
  return ComparedRun(
    id: id, experiment: "mine", definition: ["seed": 1], runKey: id, host: "node7",
    isFinished: true,
    metrics: try MetricsTable(parsing: Array(("epoch,test_accuracy\n" + rows).utf8)))
}

struct RunsReportTests {
  @Test func `a mean has the epochs that all of its runs have`() throws {
    let runs = try [run("a", [0.1, 0.4, 0.9]), run("b", [0.3, 0.8])]
    let points = try #require(RunsReport.points(of: "test_accuracy", runs))
    #expect(points.map(\.x) == [1, 2])
    #expect(points.map(\.y) == [0.2, (0.4 + 0.8) / 2])
    // Two values lie √½ of their distance from their mean, by n − 1.
    #expect(abs((points[1].spread ?? 0) - 0.4 / 2.0.squareRoot()) < 1e-15)
    #expect(RunsReport.points(of: "train_loss", runs) == nil)
    #expect(
      RunsReport.points(of: "test_accuracy", [runs[0]])?.allSatisfy { $0.spread == nil } == true)
  }

  @Test func `the best run comes first, one that failed last`() throws {
    let runs = try [run("a", [0.5]), run("b", [.nan]), run("c", [0.9]), run("d", [0.5])]
    #expect(RunsReport.ranking(of: runs) == [2, 0, 3, 1])
  }

  @Test func `of many checkpoints the first, the best and the last are looked at`() {
    let steps = Array(stride(from: 0, through: 1000, by: 10))
    let chosen = RunDetails.chosen(steps, best: 470)
    #expect(chosen.count == 13 && chosen.contains(470) && chosen == chosen.sorted())
    #expect(chosen.first == 0 && chosen.last == 1000)
    #expect(RunDetails.chosen([0, 10, 20], best: 999) == [0, 10, 20])
  }
}

/// Pictures of first layers over images of 2 by 3 points.
struct FirstLayerTests {
  private func experiment(_ layers: String) throws -> ResolvedExperiment {
    try ExperimentDefinition(
      name: "small",
      parsing: Array(
        """
        {"description": "", "dataset": {"name": "mnist"}, "architecture": \(layers),
         "loss": {"type": "softmax_cross_entropy"},
         "optimizer": {"type": "sgd", "learning_rate": 0.1},
         "training": {"epochs": 1, "batch_size": 16}}
        """.utf8), file: "small.json"
    ).resolved(by: DataFileInspector())
  }

  @Test func `a dense layer is drawn over its image, 0 in the middle`() throws {
    let experiment = try experiment(
      #"[{"type": "flatten"}, {"type": "linear", "out_features": 10}]"#)
    var values = [Float](repeating: 0, count: 7840)
    (values[0], values[1], values[2]) = (2, -1, .nan)
    let weight = NamedTensor(name: "model.1.weight", dimensions: [10, 784], values: values)
    let layer = try #require(FirstLayer([weight], of: experiment))
    #expect(layer.pictures.count == 10 && layer.pictures[0].count == 1)
    let picture = layer.pictures[0][0]
    #expect(picture.width == 28 && picture.height == 28)
    #expect(Array(picture.pixels.prefix(4)) == [255, 63, 127, 127])
    #expect(
      layer.words
        == "10 units; gray is 0, white positive, black negative, each unit to its own largest")
  }

  @Test func `filters of several channels are drawn below each other`() throws {
    let experiment = try experiment(
      #"""
      [{"type": "conv2d", "out_channels": 2, "kernel_size": 3}, {"type": "flatten"},
       {"type": "linear", "out_features": 10}]
      """#)
    let weight = NamedTensor(
      name: "model.0.weight", dimensions: [2, 9, 3, 3],
      values: (0..<162).map { Float($0) })
    let layer = try #require(FirstLayer([weight], of: experiment))
    #expect(layer.pictures.map(\.count) == [8, 8])
    #expect(layer.words.hasPrefix("2 filters, of each the first 8 of 9 channels below each other"))
    #expect(layer.pictures[1][7].pixels.last == 247)
  }

  @Test func `weights over no image are not drawn`() throws {
    let experiment = try experiment(
      #"[{"type": "flatten"}, {"type": "linear", "out_features": 10}]"#)
    let weight = NamedTensor(
      name: "model.1.weight", dimensions: [10, 3], values: [Float](repeating: 1, count: 30))
    #expect(FirstLayer([weight], of: experiment) == nil)
    #expect(FirstLayer([], of: experiment) == nil)
  }
}
