/// Finds examples that are equal bit for bit, within parts and between them.
struct DuplicateSearch {
  /// A part and its examples.
  typealias Part = (name: CheckedPart, set: ExampleSet)

  private let parts: [Part]
  /// The first example of each group of equal ones: its part and its position there.
  private var firsts: [(part: Int, position: Int)] = []
  /// The first example of each group in each part, negative if it has none.
  private var firstInPart: [[Int]]
  /// The newest group with a hash, and for each group the next older one with the same hash.
  private var newest: [UInt64: Int] = [:]
  private var older: [Int] = []

  init(_ parts: [Part]) {
    self.parts = parts
    firstInPart = parts.map { _ in [] }
  }

  /// Returns what each part repeats of itself and of the parts before it, without those that repeat
  /// nothing.
  mutating func search() -> [Duplicates] {
    var found: [Duplicates] = []
    for (number, part) in parts.enumerated() {
      var own = parts[...number].map { Duplicates(earlier: $0.name, part: part.name) }
      for (position, hash) in part.set.hashes().enumerated() {
        let group = group(of: position, in: number, hash)
        for earlier in 0...number {
          let first = firstInPart[earlier][group]
          guard first >= 0 else { continue }
          own[earlier].add(
            first, of: parts[earlier].set, repeatedBy: position, of: part.set)
        }
        if firstInPart[number][group] < 0 { firstInPart[number][group] = position }
      }
      found += own.filter { $0.count > 0 }
    }
    return found
  }

  /// Returns the group of examples that one belongs to, a new one if it is the first.
  private mutating func group(of position: Int, in part: Int, _ hash: UInt64) -> Int {
    var next = newest[hash] ?? -1
    while next >= 0 {
      let first = firsts[next]
      if parts[part].set.isEqual(position, to: first.position, of: parts[first.part].set) {
        return next
      }
      next = older[next]
    }
    let group = firsts.count
    firsts.append((part, position))
    older.append(newest[hash] ?? -1)
    newest[hash] = group
    for index in firstInPart.indices { firstInPart[index].append(-1) }
    return group
  }
}

extension Duplicates {
  fileprivate mutating func add(
    _ first: Int, of set: ExampleSet, repeatedBy position: Int, of other: ExampleSet
  ) {
    count += 1
    if !other.hasTarget(position, of: set, at: first) { otherLabels += 1 }
    if pairs.count < Self.mostPairs {
      pairs.append(Pair(earlier: set.indices[first], repetition: other.indices[position]))
    }
  }
}
