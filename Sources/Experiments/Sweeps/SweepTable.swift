import Datasets
import Engine
import JSON

/// The keys of a sweep, `experiments/sweeps/NAME.json`.
let sweepDescription = ObjectDescription(
  noun: "the sweep",
  keys: [
    KeyDescription("$schema", .text, .none, "The path of the JSON Schema, for editors."),
    KeyDescription("description", .text, .none, "One line about the sweep."),
    KeyDescription("base", .text, .required, "The name of the experiment that is varied."),
    KeyDescription(
      "grid", settings, .none,
      "Values of settings by their paths. Every combination is a point; grid, zip and random "
        + "multiply."),
    KeyDescription(
      "zip", settings, .none,
      "Values of settings that change together: lists of one length, taken element by element."),
    KeyDescription("random", .object(randomDescription), .none, "Points drawn at random."),
    KeyDescription(
      "tpe", .object(proposalDescription), .none,
      "Points that a tree-structured Parzen estimator proposes, a round at a time."),
    KeyDescription(
      "seed", .integer(0...Int.max), .implied(0), "The seed of random and tpe."),
    KeyDescription(
      "seeds",
      .list(of: .integer(0...Int.max), noun: "seed", count: 1...1000), .none,
      "The seeds that each point is trained with; without it the base's."),
    KeyDescription(
      "folds", .integer(2...1000), .none,
      "The number of folds. Each point is trained once for each, which is then its test part."),
    KeyDescription(
      "decide_by", .choice(metricChoice), .none,
      "The metric that chooses the best point, by its last value; no test metric."),
    KeyDescription(
      "halving", .object(halvingDescription), .none,
      "Ends the worse points early: synchronous successive halving."),
    KeyDescription(
      "confirm_seeds", .integer(2...1000), .none,
      "Train base and the best point with this many fresh seeds each, and compare them."),
  ])

private let settings = ValueKind.map(
  of: .list(of: .any, noun: "value", count: 1...10_000), noun: "setting")

private let space = ValueKind.map(of: .object(distributionDescription), noun: "setting")

private let randomDescription = ObjectDescription(
  noun: "random",
  keys: [
    KeyDescription("points", .integer(1...100_000), .required, "How many points to draw."),
    KeyDescription("space", space, .required, "What each setting is drawn from, by its path."),
  ])

private let proposalDescription = ObjectDescription(
  noun: "tpe",
  keys: [
    KeyDescription(
      "rounds", .integer(1...10_000), .required,
      "How many rounds. The first is drawn at random, each later one learns from those before."),
    KeyDescription("points", .integer(1...10_000), .required, "The number of points in a round."),
    KeyDescription("space", space, .required, "What each setting is drawn from, by its path."),
  ])

let halvingDescription = ObjectDescription(
  noun: "halving",
  keys: [
    KeyDescription(
      "factor", .integer(2...1000), .implied(3),
      "At each rung the best 1/factor of the points go on; the next rung is at factor times as "
        + "many epochs."),
    KeyDescription(
      "min_epochs", .integer(1...1_000_000), .required, "The epochs of the first rung."),
  ])

/// The keys of a distribution, of which exactly one is given.
private let distributionDescription = ObjectDescription(
  noun: "a distribution",
  keys: [
    KeyDescription(
      "uniform", pair(.number(anyNumber)), .none, "Numbers from the first on to below the second."),
    KeyDescription(
      "log_uniform", pair(.number(.positive.unrounded)), .none,
      "Numbers from the first to the second, whose logarithms are uniform."),
    KeyDescription(
      "integer", pair(.integer(-(1 << 53)...1 << 53)), .none,
      "Whole numbers from the first to the second, both included."),
    KeyDescription(
      "choice", .list(of: .any, noun: "value", count: 1...10_000), .none, "One of these values."),
  ])

private let anyNumber = NumberRange(lower: -Double(Float.greatestFiniteMagnitude)).unrounded

private func pair(_ kind: ValueKind) -> ValueKind {
  .list(of: kind, noun: "number", count: 2...2)
}
