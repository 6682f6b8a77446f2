import Experiments

/// What `bench decide` takes.
extension Options {
  static let against = Option(
    repeatable: "against", "OTHER",
    "the experiment to compare with, or PATH=JSON for the base (repeatable)", .text)
  static let maximumPairs = Option(
    "max-seeds", "N", "at most this many pairs, default 20; also --max",
    .integer(in: 3...mostPairs)
  ).named(also: "max")
  static let noMaximum = Option(
    flag: "no-maximum", "go on until a claim, by a test that costs a third more seeds")
  static let pairSeeds = Option(
    "seeds", "A..[B]", "the seeds from A on, default fresh ones; B also ends them",
    ValueParser { text, option in
      guard text.hasSuffix(".."), let first = Int(text.dropLast(2)), first >= 0 else {
        return PairSeeds(try seeds(most: mostPairs, atLeast: 3, text, option))
      }
      return PairSeeds(first: first)
    })

  /// The boundaries of so many pairs are computed in a few seconds.
  static let mostPairs = 200

  private static func seeds(
    most: Int, atLeast least: Int, _ text: String, _ option: String
  ) throws -> ClosedRange<Int> {
    let range = try ValueParser.range.parse(text, option)
    let isTooLong = range.upperBound - range.lowerBound >= most
    guard !isTooLong, range.count >= least else {
      throw UsageError.value(text, of: option, expected: "\(least) to \(most) seeds, or A..")
    }
    return range
  }
}

/// The seeds that a person chose for the pairs of a decision.
struct PairSeeds: Hashable, Sendable {
  let first: Int
  /// nil: as many as are needed.
  let count: Int?

  init(first: Int) {
    self.first = first
    count = nil
  }

  init(_ range: ClosedRange<Int>) {
    first = range.lowerBound
    count = range.count
  }
}
