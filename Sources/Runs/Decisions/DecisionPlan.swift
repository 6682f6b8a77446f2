package import Experiments
import Files
package import JSON

/// What a decision between two settings will do, fixed before its first training.
package struct DecisionPlan: Hashable, Sendable {
  /// One of the two settings.
  package struct Side: Hashable, Sendable {
    package let experiment: String
    /// The overrides, each as `PATH=JSON`.
    package let settings: [String]
    /// The resolved definition without its seed.
    package let definition: JSONValue
    /// The run key of this definition without a seed. Two runs of a side have equal ones.
    package let key: String

    /// - Parameters:
    ///   - dataSHA256: the digest of the data files.
    ///   - initialSHA256: the digest of given weights; nil for drawn ones.
    package init(
      _ experiment: ResolvedExperiment, settings: [String], dataSHA256: String,
      initialSHA256: String?
    ) {
      self.experiment = experiment.name
      self.settings = settings
      definition = experiment.definition.withoutSeed
      key = RunKey.key(
        definition: definition, dataSHA256: dataSHA256, initialSHA256: initialSHA256)
    }

    init(experiment: String, settings: [String], definition: JSONValue, key: String) {
      self.experiment = experiment
      self.settings = settings
      self.definition = definition
      self.key = key
    }
  }

  /// What determines a decision. The same demand finds the same plan.
  package struct Demand: Hashable, Sendable {
    package let base: Side
    package let other: Side
    /// `test_accuracy`, or `best:test_accuracy`.
    package let metric: String
    /// The smallest difference that matters, in the metric's unit; nil: any.
    package let margin: Double?
    /// The error of all looks together.
    package let alpha: Double
    /// The fewest pairs after which something can be claimed.
    package let minimum: Int
    /// nil: no maximum, with a test that needs none.
    package let maximum: Int?
    /// The first seed that was asked for; nil: fresh ones.
    package let firstSeed: Int?

    package init(
      base: Side, other: Side, metric: String, margin: Double?, alpha: Double, minimum: Int,
      maximum: Int?, firstSeed: Int?
    ) {
      self.base = base
      self.other = other
      self.metric = metric
      self.margin = margin
      self.alpha = alpha
      self.minimum = minimum
      self.maximum = maximum
      self.firstSeed = firstSeed
    }
  }

  package let demand: Demand
  /// The p value at which each look claims a difference, from the minimum on; empty without a
  /// maximum.
  package let limits: [Double]
  package let firstSeed: Int
  /// The seeds among those of the plan that runs of either side had before there was a plan.
  package let seenSeeds: [Int]
  /// The ids of the earlier decisions between the same two settings.
  package let earlier: [String]
  package let createdAt: Timestamp
  package let benchVersion: String

  package init(
    _ demand: Demand, limits: [Double], firstSeed: Int, seenSeeds: [Int], earlier: [String],
    createdAt: Timestamp, benchVersion: String
  ) {
    self.demand = demand
    self.limits = limits
    self.firstSeed = firstSeed
    self.seenSeeds = seenSeeds
    self.earlier = earlier
    self.createdAt = createdAt
    self.benchVersion = benchVersion
  }

  package var id: String { demand.id }

  /// The seeds of a plan without a maximum end somewhere too.
  package static let mostPairs = 5000

  /// The most pairs that may be trained.
  package var pairs: Int { demand.maximum ?? Self.mostPairs }

  /// The seed of a pair, counted from 0.
  package func seed(ofPair pair: Int) -> Int { firstSeed + pair }
}

extension DecisionPlan.Demand {
  /// `lenet5-sgd-1f3a90c27e`
  package var id: String {
    let lines = [
      "bench decision 1", "base \(base.key)", "other \(other.key)", "metric \(metric)",
      "margin \(margin.map { JSONValue.number($0).canonicalText } ?? "none")",
      "alpha \(JSONValue.number(alpha).canonicalText)", "minimum \(minimum)",
      "maximum \(maximum.map(String.init) ?? "none")",
      "seeds \(firstSeed.map(String.init) ?? "fresh")",
    ]
    let text = lines.map { $0 + "\n" }.joined()
    return "\(base.experiment)-\(SHA256.hash(Array(text.utf8)).description.prefix(10))"
  }

  /// Whether another decision is between the same two settings, whichever is the base.
  func hasSides(of other: DecisionPlan.Demand) -> Bool {
    Set([base.key, self.other.key]) == Set([other.base.key, other.other.key])
  }
}

extension JSONValue {
  /// A definition without its seed, and without what does not affect training.
  package var withoutSeed: JSONValue {
    guard case .object(var members) = self else { return self }
    for key in ["seed", "description", "$schema"] { members[key] = nil }
    return .object(members)
  }
}
