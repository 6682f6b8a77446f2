import Datasets
import Engine
import Experiments
import Testing
import Training

@Suite struct StepLogTests {
  private func experiment(
    every: Int, optimizer: String = #"{ "type": "sgd", "learning_rate": 0.05 }"#
  ) throws -> ResolvedExperiment {
    var experiment = SmallExperiment.cnn
    experiment.optimizer = optimizer
    experiment.training = #"{ "epochs": 2, "batch_size": 48, "log_every_steps": \#(every) }"#
    return try experiment.resolved()
  }

  @Test(arguments: [1, 3, 4, 100])
  func `the steps asked for are logged, counted over all epochs`(every: Int) throws {
    let resolved = try experiment(every: every)
    let story = try Story.of(resolved, dataset: try resolved.dataset.load())
    #expect(story.logs.keys.sorted() == (1...10).filter { $0 % every == 0 })
  }

  @Test func `the losses of an epoch's batches make its mean`() throws {
    let resolved = try experiment(every: 1)
    let story = try Story.of(resolved, dataset: try resolved.dataset.load())
    let losses = (1...5).compactMap { story.logs[$0]?.trainLoss }
    let sum = zip(losses, [48.0, 48, 48, 48, 8]).map { $0 * $1 }.reduce(0, +)
    // The same float32 losses added in two orders in float64.
    #expect(abs(sum / 200 - story.epochs[0].train.loss) < 1e-12)
  }

  @Test func `every instruction set and thread count logs the same bits`() throws {
    let resolved = try experiment(every: 1)
    let dataset = try resolved.dataset.load()
    let expected = try Story.of(resolved, dataset: dataset, threads: 1).logs
    #expect(expected.values.allSatisfy { $0.gradientNorm > 0 && $0.trainLoss > 0 })
    for kernels in Kernels.available {
      for threads in [1, 3] {
        let found = try Story.of(resolved, dataset: dataset, threads: threads, kernels: kernels)
        #expect(found.logs == expected, "\(kernels.name), \(threads) threads")
      }
    }
  }

  @Test func `the gradient's norm is that before it is clipped`() throws {
    let resolved = try experiment(every: 1)
    let clipped = try experiment(
      every: 1, optimizer: #"{ "type": "sgd", "learning_rate": 0.05, "clip_norm": 0.001 }"#)
    let dataset = try resolved.dataset.load()
    let free = try Story.of(resolved, dataset: dataset)
    let bound = try Story.of(clipped, dataset: dataset)
    #expect(bound.logs[1] == free.logs[1])
    #expect((bound.logs[10]?.gradientNorm ?? 0) > 0.001)
    #expect(bound.logs[10] != free.logs[10])
  }

  /// Plain SGD moves the weights by rate times gradient, so that the norm is in the weights too.
  @Test func `the gradient's norm is that of the step over the rate`() throws {
    let resolved = try experiment(every: 1)
    let story = try Story.of(resolved, dataset: try resolved.dataset.load())
    let rate = Double(resolved.schedule.rate(at: 0, of: resolved.totalSteps, base: 0.05))
    var squares = 0.0
    for (before, after) in zip(story.states[0].model, story.states[1].model) {
      for (first, second) in zip(before.values, after.values) {
        squares += (Double(second) - Double(first)) * (Double(second) - Double(first))
      }
    }
    let norm = try #require(story.logs[1]).gradientNorm
    // Weights near 0.1 move by 1e-4 and are rounded to 1e-8.
    #expect(abs(squares.squareRoot() / rate / norm - 1) < 1e-3)
  }
}
