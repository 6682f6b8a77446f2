import Engine
import Experiments
import JSON
import Reports
import Testing

struct DrawnSplitTests {
  private func definition(train: JSONValue, validation: JSONValue = .null, test: JSONValue)
    -> JSONValue
  {
    ["dataset": ["subset": ["train": train, "validation": validation, "test": test]]]
  }

  private static let draws: [(JSONValue, JSONValue, Double)] = [
    (["count": 160], ["count": 40], 0.25), (["count": 100], [0, 50], 0.5),
    ([0, 200], ["count": 50], 0.25),
  ]

  @Test(arguments: draws)
  func `a split is drawn where the seed draws either part`(
    train: JSONValue, test: JSONValue, overlap: Double
  ) throws {
    let split = try #require(
      DrawnSplit(definition(train: train, test: test), metric: "test_accuracy"))
    #expect(split.overlap == overlap)
  }

  @Test func `ranges are no draws, nor is what a metric does not depend on`() {
    let ranges = definition(train: [0, 100], validation: [100, 150], test: [0, 50])
    #expect(DrawnSplit(ranges, metric: "test_loss") == nil)
    let test = definition(train: [0, 100], validation: [100, 150], test: ["count": 50])
    #expect(DrawnSplit(test, metric: "validation_loss") == nil)
    #expect(DrawnSplit(test, metric: "train_loss") == nil)
    #expect(DrawnSplit(test, metric: "f1") == nil)
  }

  @Test func `validation goes by its own examples, and training has no correction`() {
    let drawn = definition(train: ["count": 100], validation: [150, 175], test: [0, 50])
    #expect(DrawnSplit(drawn, metric: "validation_accuracy")?.overlap == 0.25)
    let training = DrawnSplit(drawn, metric: "train_loss")
    #expect(training != nil && training?.overlap == nil)
    let whole = DrawnSplit(
      definition(train: ["count": 100], test: .null), metric: "test_accuracy")
    #expect(whole != nil && whole?.overlap == nil)
  }

  /// NumPy and SciPy by Nadeau's and Bengio's formula, with 0.25 test examples a training example.
  @Test func `the corrected test has the larger variance`() throws {
    let (a, b) = (StatisticsTests.a, StatisticsTests.b)
    let paired = try #require(
      MeanDifference(pairs: zip(a, b).map { (a: $0, b: $1) }, overlap: 0.25))
    #expect(abs(paired.pValue - 0.17703390007752523) < 1e-10)
    #expect(abs(paired.interval.lowerBound - -0.001963751265465683) < 1e-12)
    #expect(abs(paired.interval.upperBound - 0.007603751265465684) < 1e-12)
    let welch = try #require(MeanDifference(Sample(a), Sample(b), overlap: 0.25))
    #expect(abs(welch.pValue - 0.33874729464127884) < 1e-10)
    #expect(abs(welch.degreesOfFreedom - 7.744524465915316) < 1e-10)
  }

  /// Two learners that are equal on average over data sets: a threshold half-way between the
  /// classes' means of one feature each, over 10 drawn splits of 160 and 40 of 200 examples. Of 600
  /// data sets 5% are 30, with a deviation of 5.3.
  @Test func `equal learners over drawn splits are told apart in 5 of 100 cases`() throws {
    var (plain, corrected) = (0, 0)
    for set in 0..<600 {
      let pairs = Self.splits(of: UInt64(set))
      let first = try #require(MeanDifference(pairs: pairs))
      let second = try #require(MeanDifference(pairs: pairs, overlap: 0.25))
      if first.pValue < 0.05 { plain += 1 }
      if second.pValue < 0.05 { corrected += 1 }
    }
    #expect(plain > 90, "\(plain) of 600")
    #expect(corrected < 46, "\(corrected) of 600")
  }

  /// Both learners' accuracies over ten splits of a data set.
  private static func splits(of set: UInt64) -> [(a: Double, b: Double)] {
    let features = (0..<2).map { feature in
      Philox(seed: set, purpose: .generator, index: UInt32(feature))
        .normal(count: 200, deviation: 1).enumerated()
        .map { row, value in Double(value) + (row % 2 == 0 ? 0.5 : -0.5) }
    }
    return (0..<10).map { split in
      let stream = Philox(seed: set, purpose: .subset, index: UInt32(split))
      let places = (0..<200).map { stream.uniform($0) }
      let order = (0..<200).sorted { places[$0] < places[$1] }
      let shares = features.map { accuracy($0, train: order[..<160], test: order[160...]) }
      return (a: shares[0], b: shares[1])
    }
  }

  /// Even rows are of one class, odd ones of the other.
  private static func accuracy(
    _ feature: [Double], train: ArraySlice<Int>, test: ArraySlice<Int>
  ) -> Double {
    let means = (0..<2).map { parity in
      let rows = train.filter { $0 % 2 == parity }
      return rows.reduce(0) { $0 + feature[$1] } / Double(max(1, rows.count))
    }
    let middle = (means[0] + means[1]) / 2
    let right = test.count { (feature[$0] > middle) == (($0 % 2 == 0) == (means[0] > means[1])) }
    return Double(right) / Double(test.count)
  }
}
