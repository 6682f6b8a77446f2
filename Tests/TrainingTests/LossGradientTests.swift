import Datasets
import Engine
import Experiments
import Testing
import Training

@Suite struct LossGradientTests {
  /// All 200 examples in one batch, in their order.
  private func experiment(
    _ small: SmallExperiment = .cnn, optimizer: String? = nil
  ) throws -> ResolvedExperiment {
    var experiment = small
    experiment.optimizer = optimizer ?? #"{ "type": "sgd", "learning_rate": 0.05 }"#
    experiment.training =
      #"{ "epochs": 1, "batch_size": 200, "shuffle": false, "log_every_steps": 1 }"#
    return try experiment.resolved()
  }

  private func norm(_ gradient: [NamedTensor]) -> Double {
    gradient.reduce(0.0) { $0 + $1.norm * $1.norm }.squareRoot()
  }

  @Test(arguments: [SmallExperiment.lenet, .mlp, .cnn])
  func `it is the gradient of a first step over the same examples`(small: SmallExperiment) throws {
    let resolved = try experiment(small)
    let dataset = try resolved.dataset.load()
    let story = try Story.of(resolved, dataset: dataset)
    let gradient = try LossGradient(resolved, dataset: dataset, threads: 2)
    let values = gradient.values(at: story.states[0].model)
    #expect(gradient.count == 200)
    #expect(values.map(\.name) == story.states[0].model.map(\.name))
    // The step's own norm is a float32 sum of the same squares.
    let expected = try #require(story.logs[1]).gradientNorm
    #expect(abs(norm(values) / expected - 1) < 1e-5)
  }

  @Test func `neither decay, clipping, threads nor an asking before change it`() throws {
    let resolved = try experiment(.mlp)
    let decayed = try experiment(
      .mlp,
      optimizer: #"{ "type": "adam", "learning_rate": 0.1, "weight_decay": 1, "clip_norm": 0.1 }"#)
    let dataset = try resolved.dataset.load()
    let models = try Story.of(resolved, dataset: dataset).states.map(\.model)
    let expected = try LossGradient(resolved, dataset: dataset, threads: 1).values(at: models[1])
    let other = try LossGradient(decayed, dataset: dataset, threads: 3)
    #expect(other.values(at: models[0]) != expected)
    #expect(other.values(at: models[1]) == expected)
    #expect(other.values(at: models[1]) == expected)
  }

  @Test func `dropout lets everything through, and sums of losses become means`() throws {
    let architecture = { (dropout: Double) in
      """
      [{ "type": "flatten" }, { "type": "dropout", "p": \(dropout) },
       { "type": "linear", "out_features": 10 }, { "type": "batch_norm" }]
      """
    }
    let dropped = try experiment(
      SmallExperiment(testDescription: "", architecture: architecture(0.9)))
    let whole = try experiment(SmallExperiment(testDescription: "", architecture: architecture(0)))
    let dataset = try whole.dataset.load()
    let model = try Story.of(whole, dataset: dataset).states[0].model
    let expected = try LossGradient(whole, dataset: dataset, threads: 1).values(at: model)
    #expect(try LossGradient(dropped, dataset: dataset, threads: 2).values(at: model) == expected)
    #expect(expected.map(\.name).contains("model.3.weight"))
    #expect(!expected.map(\.name).contains { $0.hasSuffix("running_mean") })
  }

  @Test func `of more examples every so many are taken`() throws {
    let resolved = try ExperimentDefinition(
      name: "many",
      parsing: Array(
        """
        {"description": "", "dataset": {"name": "mnist",
          "subset": {"train": [0, 1000], "test": [0, 16]}},
         "architecture": [{"type": "flatten"}, {"type": "linear", "out_features": 10}],
         "loss": {"type": "softmax_cross_entropy", "reduction": "sum"},
         "optimizer": {"type": "sgd", "learning_rate": 0.01},
         "training": {"epochs": 1, "batch_size": 1000, "log_every_steps": 1}}
        """.utf8), file: "many.json"
    ).resolved(by: DataFileInspector())
    let dataset = try resolved.dataset.load()
    let story = try Story.of(resolved, dataset: dataset)
    let gradient = try LossGradient(resolved, dataset: dataset, threads: 2)
    #expect(gradient.count == LossGradient.mostExamples)
    let found = norm(gradient.values(at: story.states[0].model))
    // A sum over 1,000 examples; a quarter of them stand for all but for chance.
    let whole = try #require(story.logs[1]).gradientNorm / 1000
    #expect(abs(found / whole - 1) < 0.2)
  }
}
