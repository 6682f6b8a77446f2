import Datasets
import Engine
import Execution
import Experiments
import Runs
import Synchronization
import Testing

/// The pairs of a decision: which are trained, in which order, and when it ends.
struct DecisionTrainingTests {
  /// Two settings of the tiny training: as it is, and with another rate.
  private static func experiment(isBase: Bool, seed: Int) throws -> ResolvedExperiment {
    let text = """
      {"dataset": {"name": "xor"}, "architecture": [{"type": "linear", "out_features": 1}],
       "loss": {"type": "mse"}, "optimizer": {"type": "sgd", "learning_rate": \(isBase ? 0.1 : 0.2)},
       "training": {"epochs": 2, "batch_size": 2}}
      """
    return try ExperimentDefinition(
      name: "tiny", parsing: Array(text.utf8), file: "tiny.json", overrides: [.seed(seed)]
    ).resolved(by: DataFileInspector())
  }

  private static func plan(pairs: Int) throws -> DecisionPlan {
    let sides = try [true, false].map { isBase in
      let experiment = try experiment(isBase: isBase, seed: 1)
      return DecisionPlan.Side(
        experiment, settings: [], dataSHA256: try experiment.dataset.dataSHA256(),
        initialSHA256: nil)
    }
    let demand = DecisionPlan.Demand(
      base: sides[0], other: sides[1], metric: "test_loss", margin: nil, alpha: 0.05, minimum: 3,
      maximum: pairs, firstSeed: nil)
    return DecisionPlan(
      demand, limits: (3...pairs).map { _ in 0.01 }, firstSeed: 5, seenSeeds: [], earlier: [],
      createdAt: .now(), benchVersion: "0")
  }

  /// Trains until so many pairs were judged.
  ///
  /// - Returns: the seeds and runs of the pairs, and whether it came to its end.
  private static func train(
    _ workspace: Workspace, jobs: Int = 1, pairs: Int = 6, until enough: Int,
    telling listener: StoryListener = StoryListener(hearsSteps: true)
  ) throws -> (pairs: [String], hasEnded: Bool) {
    let training = try DecisionTraining(
      try plan(pairs: pairs), in: RunStore(workspace: workspace), jobs: jobs,
      resources: TinyTraining.resources, resolving: { try experiment(isBase: $0, seed: $1) })
    var judged: [String] = []
    let outcome = try training.perform(
      on: WorkerPool(threads: jobs), by: { TinyTraining.provenance },
      listener: { _, _ in listener },
      needsMore: { pair in
        judged.append("\(pair.seed) \(pair.base.id) \(pair.other.id)")
        return judged.count < enough
      })
    if case .decided = outcome { return (judged, true) }
    return (judged, false)
  }

  private static let threePairs = [
    "5 tiny-001 tiny-002", "6 tiny-003 tiny-004", "7 tiny-005 tiny-006",
  ]

  @Test(arguments: [(1, 6), (2, 6), (3, 8), (4, 8), (6, 6)])
  func `pairs are judged in order, and none is trained that cannot be needed`(
    jobs: Int, runs: Int
  ) throws {
    try withWorkspace { workspace in
      let result = try Self.train(workspace, jobs: jobs, until: 3)
      #expect(result.pairs.map { $0.prefix(2) } == ["5 ", "6 ", "7 "] && result.hasEnded)
      if jobs == 1 { #expect(result.pairs == Self.threePairs) }
      #expect(try RunStore(workspace: workspace).ids().count == runs)
    }
  }

  @Test func `it ends with the last pair of the plan`() throws {
    try withWorkspace { workspace in
      let result = try Self.train(workspace, jobs: 4, pairs: 3, until: 100)
      #expect(result.pairs.count == 3 && result.hasEnded)
      #expect(try RunStore(workspace: workspace).ids().count == 6)
    }
  }

  @Test func `runs that have ended are used, an interrupted one is resumed`() throws {
    try withWorkspace { workspace in
      let stopping = StoryListener(hearsSteps: true, stopsAfter: 10)
      let first = try Self.train(workspace, until: 3, telling: stopping)
      #expect(first.pairs == [Self.threePairs[0]] && !first.hasEnded)
      let second = StoryListener(hearsSteps: false)
      #expect(try Self.train(workspace, until: 3, telling: second).pairs == Self.threePairs)
      let beginnings = second.story.filter { $0.hasPrefix("tiny") }
      #expect(
        beginnings == [
          "tiny-003 goes on", "tiny-004 begins", "tiny-005 begins", "tiny-006 begins",
        ])
      let third = StoryListener(hearsSteps: false)
      #expect(try Self.train(workspace, until: 3, telling: third).pairs == Self.threePairs)
      #expect(third.story == [])
    }
  }
}
