/// The values of two groups, paired by seed or by fold.
struct TrialPairs {
  /// The positions of the values that have the same key.
  let positions: [(first: Int, second: Int)]
  let onlyFirst: [Int]
  let onlySecond: [Int]
  private let first: [Double]
  private let second: [Double]

  /// nil if two values of a group have the same key or one has none.
  init?(_ first: GroupComparison.Group, _ second: GroupComparison.Group) {
    guard let keys = first.trials, let others = second.trials else { return nil }
    let places = Dictionary(uniqueKeysWithValues: zip(others, others.indices))
    let known = Set(keys)
    positions = keys.indices.compactMap { index in
      places[keys[index]].map { (first: index, second: $0) }
    }
    onlyFirst = keys.indices.filter { places[keys[$0]] == nil }
    onlySecond = others.indices.filter { !known.contains(others[$0]) }
    self.first = first.sample.values
    self.second = second.sample.values
  }

  /// Whether both groups have the same keys.
  var isWhole: Bool { onlyFirst.isEmpty && onlySecond.isEmpty }

  var values: [(a: Double, b: Double)] {
    positions.map { (a: first[$0.first], b: second[$0.second]) }
  }

  var valuesOnlyInFirst: [Double] { onlyFirst.map { first[$0] } }

  var valuesOnlyInSecond: [Double] { onlySecond.map { second[$0] } }
}
