import Engine

/// The positions of the examples that a split gives to each part, ascending.
///
/// The test part takes its share first, validation takes its share of all examples from the rest,
/// and training has what is left. A share is rounded to the nearest number of examples, but to at
/// least 1. Both draw by the Philox stream (seed, split, 0); see `ExampleDraw`.
///
/// Folds are dealt: the examples, in the order of a permutation by the stream (seed, split, 1), go
/// to one fold after the other. If stratified, those of class 0 are dealt first, then those of
/// class 1, and so on.
///
/// Groups are whole. A part takes the groups, in the order of a permutation of them, that bring it
/// nearer to its share; a fold takes the next group if it has the fewest examples so far.
struct SplitParts: Sendable {
  private(set) var train: [Int]
  private(set) var validation: [Int]?
  /// nil if the data set's own test part is used.
  private(set) var test: [Int]?

  /// The facts about examples that a split needs.
  struct Examples {
    let count: Int
    /// The class of each example; nil for a regression or if they are not needed.
    var classes: [UInt16]?
    /// The group of each example; nil without groups.
    var groups: [Int]?
  }

  init(
    _ split: DatasetSplit?, _ fold: DatasetFold?, of examples: Examples
  ) throws(DatasetError) {
    let all = Array(0..<examples.count)
    train = all
    if let fold {
      let numbers = SplitDraw(examples, fold.isStratified, fold.seed, stream: 1)
        .folds(of: fold.count)
      guard Set(numbers).count == fold.count else {
        throw .fewExamples(.folds(fold.count), available: examples.count)
      }
      test = all.filter { numbers[$0] == fold.index }
    }
    guard let split else {
      remove()
      return
    }
    let draw = SplitDraw(examples, split.isStratified, split.seed, stream: 0)
    if fold == nil, let share = split.test {
      test = draw.part(of: train, count: Self.count(share, of: examples.count))
    }
    remove()
    if let share = split.validation {
      let part = draw.part(of: train, count: Self.count(share, of: examples.count))
      validation = part
      let taken = Set(part)
      train.removeAll(where: taken.contains)
    }
    guard !train.isEmpty, test?.isEmpty != true, validation?.isEmpty != true else {
      throw .fewExamples(.split, available: examples.count)
    }
  }

  private mutating func remove() {
    guard let test else { return }
    let taken = Set(test)
    train.removeAll(where: taken.contains)
  }

  static func count(_ share: Double, of count: Int) -> Int {
    max(1, Int((share * Double(count)).rounded()))
  }
}

/// Draws parts of examples without repetition.
private struct SplitDraw {
  let examples: SplitParts.Examples
  let isStratified: Bool
  let stream: Philox

  init(_ examples: SplitParts.Examples, _ isStratified: Bool, _ seed: UInt64, stream: UInt32) {
    self.examples = examples
    self.isStratified = isStratified
    self.stream = Philox(seed: seed, purpose: .split, index: stream)
  }

  /// Returns the fold, from 0, of each example.
  func folds(of count: Int) -> [Int] {
    var folds = [Int](repeating: 0, count: examples.count)
    guard examples.groups == nil else { return groupFolds(of: count) }
    var order = stream.permutation(of: examples.count).map { Int($0) }
    if isStratified, let classes = examples.classes {
      // Stable: examples of one class keep their order.
      order = order.enumerated()
        .sorted { (classes[$0.element], $0.offset) < (classes[$1.element], $1.offset) }
        .map(\.element)
    }
    for (turn, example) in order.enumerated() { folds[example] = turn % count }
    return folds
  }

  private func groupFolds(of count: Int) -> [Int] {
    var folds = [Int](repeating: 0, count: examples.count)
    var sizes = [Int](repeating: 0, count: count)
    for group in shuffledGroups(of: Array(0..<examples.count)) {
      let smallest = sizes.indices.min { (sizes[$0], $0) < (sizes[$1], $1) } ?? 0
      for example in group { folds[example] = smallest }
      sizes[smallest] += group.count
    }
    return folds
  }

  /// Returns one part of about this size, ascending.
  func part(of available: [Int], count: Int) -> [Int] {
    if examples.groups != nil { return groupPart(of: available, count: count) }
    let draw = ExampleDraw(available: available, stream: stream)
    guard isStratified, let classes = examples.classes else {
      return draw.positions(min(count, available.count))
    }
    return draw.positions(min(count, available.count), stratifiedBy: classes)
  }

  private func groupPart(of available: [Int], count: Int) -> [Int] {
    var part: [Int] = []
    for group in shuffledGroups(of: available)
    where (count - part.count - group.count).magnitude < (count - part.count).magnitude {
      part += group
    }
    return part.sorted()
  }

  /// Returns the members of each group, the groups in random order.
  private func shuffledGroups(of available: [Int]) -> [[Int]] {
    let groups = examples.groups ?? []
    let members = Dictionary(grouping: available) { groups[$0] }
    let names = members.keys.sorted()
    return stream.permutation(of: names.count).map { members[names[Int($0)]] ?? [] }
  }
}
