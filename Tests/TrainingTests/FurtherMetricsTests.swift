import Datasets
import Engine
import Experiments
import JSON
import Testing
import Training

@Suite struct FurtherMetricsTests {
  /// Sums of at most 80 terms in float64, in another order than numpy's.
  private static let tolerance = 1e-13

  private func isNear(_ value: Double, _ expected: Double) -> Bool {
    (value - expected).magnitude <= Self.tolerance * max(1, expected.magnitude)
  }

  @Test(arguments: try ScikitLearnFixtures.read().classes)
  func `metrics of classes are scikit-learn's`(fixture: ScikitLearnFixtures.Classes) {
    var counts = ClassCounts(classes: fixture.scores[0].count)
    for (label, scores) in zip(fixture.labels, fixture.scores) {
      let answer = scores.indices.reduce(0) { scores[$1] > scores[$0] ? $1 : $0 }
      counts.add(label: label, answer: answer)
      counts.addRanked(label: label, outputs: scores)
    }
    #expect(fixture.metrics.count >= 3)
    for (name, expected) in fixture.metrics {
      let value = MetricQuantity(rawValue: name).map(counts.value(of:)) ?? .nan
      #expect(isNear(value, expected), "\(name): \(value), not \(expected)")
    }
  }

  @Test(arguments: try ScikitLearnFixtures.read().values)
  func `metrics of values are scikit-learn's`(fixture: ScikitLearnFixtures.Values) {
    let width = fixture.labels[0].count
    var errors = ValueErrors(labels: fixture.labels.flatMap(\.self), width: width)
    for (labels, predictions) in zip(fixture.labels, fixture.predictions) {
      for k in 0..<width {
        errors.add(target: k, label: labels[k], prediction: predictions[k])
      }
    }
    #expect(fixture.metrics.count == 3)
    for (name, expected) in fixture.metrics {
      let metric = MetricQuantity(rawValue: name) ?? .loss
      #expect(isNear(errors.value(of: metric), expected), "\(name)")
      for k in 0..<width {
        let value = errors.value(of: metric, target: k)
        #expect(isNear(value, fixture.targets[name]?[k] ?? .nan), "\(name) of target \(k)")
      }
    }
  }

  @Test func `examples without an answer count as wrong, and one example has no r2`() {
    var counts = ClassCounts(classes: 2)
    counts.add(label: 0, answer: 0)
    counts.add(label: 0, answer: nil)
    counts.add(label: 1, answer: 1)
    #expect(counts.value(of: .balancedAccuracy) == 0.75)
    #expect(counts.value(of: .macroF1) == (2 / 3.0 + 1.0) / 2)
    var errors = ValueErrors(labels: [1], width: 1)
    errors.add(target: 0, label: 1, prediction: 1)
    #expect(errors.value(of: .r2).isNaN && errors.value(of: .mae) == 0)
  }

  @Test func `of equal outputs the lower class is among the five`() {
    var counts = ClassCounts(classes: 6)
    for label in 0..<6 {
      counts.add(label: label, answer: 0)
      counts.addRanked(label: label, outputs: [Float](repeating: 1, count: 6))
    }
    #expect(counts.value(of: .top5Accuracy) == 5 / 6.0)
  }

  /// Digits of a network that learns for two epochs, so that nothing is 0 or 1.
  private static let classes: SmallExperiment = {
    var experiment = SmallExperiment.mlp
    experiment.training = """
      { "epochs": 2, "batch_size": 48,
        "metrics": ["top5_accuracy", "macro_f1", "balanced_accuracy"],
        "early_stopping": { "metric": "validation_macro_f1", "patience": 2 } }
      """
    experiment.schedule = """
      { "type": "plateau", "metric": "validation_balanced_accuracy", "patience": 0 }
      """
    experiment.checkpoint = #"{ "every_steps": 1, "best": "validation_top5_accuracy" }"#
    return experiment
  }()

  @Test func `a training measures what its definition adds, whatever the threads`() throws {
    let resolved = try Self.classes.resolved()
    let dataset = try resolved.dataset.load()
    let story = try Story.of(resolved, dataset: dataset, threads: 1)
    let last = try #require(story.epochs.last)
    var counts = ClassCounts(classes: 10)
    for row in story.predictions { counts.add(label: Int(row.label), answer: Int(row.prediction)) }
    #expect(last.value(of: .testMacroF1) == counts.value(of: .macroF1))
    #expect(last.value(of: .testBalancedAccuracy) == counts.value(of: .balancedAccuracy))
    #expect(last.value(of: .testAccuracy) == counts.value(of: .accuracy))
    let top5 = try #require(last.value(of: .testTop5Accuracy))
    let accuracy = try #require(last.test.accuracy)
    #expect(top5 > accuracy && top5 < 1)
    #expect(last.train.further.isEmpty && last.validation?.further.count == 3)
    let best = try #require(story.states.last)
    let validation = story.epochs.compactMap(\.validation)
    #expect(best.best?.value == validation.compactMap { $0.value(of: .top5Accuracy) }.max())
    #expect(best.stoppingBest?.value == validation.compactMap { $0.value(of: .macroF1) }.max())
    for threads in [2, 3, 7] {
      #expect(try Story.of(resolved, dataset: dataset, threads: threads) == story)
    }
    for (index, state) in story.states.enumerated() {
      let rest = try Story.of(
        resolved, dataset: dataset, threads: 1 + index % 3, resuming: state)
      #expect(rest.epochs == story.epochs.filter { $0.epoch > state.epoch })
      #expect(rest.states == Array(story.states[(index + 1)...]))
      #expect(rest.predictions == story.predictions)
    }
  }

  /// The metrics add columns. They change no weight, no loss and no prediction.
  @Test func `further metrics change nothing else`() throws {
    var plain = Self.classes
    plain.training = #"{ "epochs": 2, "batch_size": 48 }"#
    plain.schedule = #"{ "type": "constant" }"#
    var further = plain
    further.training = """
      { "epochs": 2, "batch_size": 48, "metrics": ["top5_accuracy"] }
      """
    plain.checkpoint = "{}"
    further.checkpoint = "{}"
    let resolved = try plain.resolved()
    let dataset = try resolved.dataset.load()
    let before = try Story.of(resolved, dataset: dataset)
    var after = try Story.of(try further.resolved(), dataset: dataset)
    for epoch in after.epochs.indices {
      #expect(after.epochs[epoch].test.further.count == 1)
      after.epochs[epoch].test.further = [:]
      after.epochs[epoch].validation?.further = [:]
    }
    #expect(after == before)
    #expect(resolved.definition["training"]?["metrics"] == nil)
  }
}
