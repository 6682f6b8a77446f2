import Datasets
import Experiments
import JSON
import Runs

/// The two settings of `bench decide` as its arguments say them.
struct DecisionSides: Sendable {
  /// One of them, resolved with the definition's own seed.
  struct Side: Sendable {
    let experiment: ResolvedExperiment
    let dataSHA256: String
    let side: DecisionPlan.Side
    private let overrides: [DefinitionOverride]

    fileprivate init(
      _ name: String, _ overrides: [DefinitionOverride], in workspace: Workspace
    ) throws {
      experiment = try workspace.library.resolve(name, overrides: overrides)
      dataSHA256 = try experiment.dataset.dataSHA256()
      self.overrides = overrides
      let given = try workspace.store.givenWeights(of: experiment)
      side = DecisionPlan.Side(
        experiment, settings: overrides.map { "\($0.path)=\($0.value.canonicalText)" },
        dataSHA256: dataSHA256, initialSHA256: given?.origin.sha256)
    }

    /// The setting with another seed. The data files are taken to be what they were.
    func resolved(
      seed: Int, in library: ExperimentLibrary
    ) throws(DefinitionError) -> ResolvedExperiment {
      try library.resolve(
        experiment.name, overrides: overrides + [.seed(seed)], known: experiment.dataset)
    }
  }

  let base: Side
  let other: Side

  /// - Throws: a `UsageError` if the arguments do not say two settings, and the error of a definition
  ///   or of data that cannot be read.
  init(_ arguments: Arguments, in workspace: Workspace) throws {
    let experiment = arguments.operands[0]
    let shared =
      try (arguments[Options.epochs].map { [.epochs($0)] } ?? [])
      + arguments.initialWeights(in: workspace)
    let changes = try arguments[Options.set]
    var names: [String] = []
    var settings: [DefinitionOverride] = []
    for text in try arguments[Options.against] {
      if text.contains("=") {
        settings.append(try DefinitionOverride(parsing: text))
      } else {
        names.append(text)
      }
    }
    guard names.count <= 1 else {
      throw UsageError(
        problem: "--against names two experiments: \(names[0]), \(names[1])",
        advice: ["a decision is between two settings: name one"])
    }
    for change in changes + settings where change.path.description == "seed" {
      throw UsageError(
        problem: "\(change.text): a decision gives both runs of a pair the same seed",
        advice: ["choose its seeds: --seeds 1.."])
    }
    base = try Side(names.first ?? experiment, shared + settings, in: workspace)
    other = try Side(experiment, shared + changes, in: workspace)
  }
}
