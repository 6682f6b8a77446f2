/// What a look at all examples of a data set found.
package struct DatasetCheck: Hashable, Sendable {
  package struct Part: Hashable, Sendable {
    package let name: CheckedPart
    package let count: Int
    /// The examples of each class; empty for a regression.
    package let classCounts: [Int]
  }

  /// The parts that have examples.
  package let parts: [Part]
  /// nil if the classes have only numbers, and for a regression.
  package let classNames: [String]?
  /// What a user should know before training.
  package private(set) var findings: [CheckFinding] = []

  /// How a definition takes its examples.
  package struct Order: Hashable, Sendable {
    /// Whether each epoch has an order of its own.
    package var isShuffled: Bool
    /// Whether the training examples are a range of their part, which has more.
    package var isRange: Bool

    package init(isShuffled: Bool, isRange: Bool) {
      self.isShuffled = isShuffled
      self.isRange = isRange
    }
  }

  /// - Parameters:
  ///   - dataset: any scaling of its values will do, except for bytes of pictures, which are taken
  ///     as they are stored.
  ///   - names: the names of the classes if the data have none.
  package init(
    _ dataset: LoadedDataset, in order: Order, classNames names: [String]? = nil
  ) {
    let sets = [
      (CheckedPart.train, dataset.train), (.validation, dataset.validation), (.test, dataset.test),
    ].compactMap { name, set in
      set.flatMap { $0.count > 0 ? (name: name, set: $0) : nil }
    }
    let classCount = dataset.target.classCount ?? 0
    parts = sets.map { name, set in
      Part(name: name, count: set.count, classCounts: set.classCounts(classCount))
    }
    classNames = dataset.facts.classNames ?? (classCount > 0 ? names : nil)
    let learnt = dataset.encoding.learnt?.columns ?? []
    var search = DuplicateSearch(sets)
    findings = search.search().map(CheckFinding.duplicates)
    for part in parts {
      let missing = part.classCounts.indices.filter { part.classCounts[$0] == 0 }
      if !missing.isEmpty { findings.append(.missingClasses(part.name, missing.map(name))) }
    }
    if !order.isShuffled || order.isRange, dataset.train.isInClassOrder {
      findings.append(.classOrder(order))
    }
    add(ColumnCheck(dataset.train, learnt), named: learnt.isEmpty ? dataset.inputColumns : learnt)
  }

  private mutating func add(
    _ columns: ColumnCheck, named inputs: [LearntEncoding.Column]
  ) {
    if !columns.constant.isEmpty || !columns.counting.isEmpty {
      func name(_ place: Int) -> String {
        guard inputs.indices.contains(place) else { return String(place) }
        return inputs[place].name.flatMap { $0.isEmpty ? nil : $0 } ?? String(inputs[place].index)
      }
      if !columns.constant.isEmpty {
        findings.append(.constantColumns(columns.constant.map(name)))
      }
      if !columns.counting.isEmpty {
        findings.append(.countingColumns(columns.counting.map(name)))
      }
    }
    if columns.missingCount > 0 { findings.append(.notNumbers(columns.missingCount)) }
  }

  /// Whether all examples of a data set can be checked in a moment.
  package static func isQuick(for dataset: LoadedDataset) -> Bool {
    let count = dataset.train.count + (dataset.validation?.count ?? 0) + dataset.test.count
    return count <= 200_000 && dataset.train.width <= (1 << 27) / max(1, count)
  }

  /// The name of a class, or its number.
  package func name(_ label: Int) -> String {
    guard let classNames, classNames.indices.contains(label) else { return String(label) }
    return classNames[label]
  }
}

extension ExampleSet {
  /// The number of examples of each class; empty for values.
  fileprivate func classCounts(_ count: Int) -> [Int] {
    guard case .classes(let classes) = targets else { return [] }
    var counts = [Int](repeating: 0, count: count)
    for label in classes where Int(label) < count { counts[Int(label)] += 1 }
    return counts
  }

  /// Whether all examples of a class follow each other, in two classes or more with at least two
  /// examples each on average.
  fileprivate var isInClassOrder: Bool {
    guard case .classes(let classes) = targets else { return false }
    let distinct = Set(classes).count
    guard distinct > 1, classes.count >= 2 * distinct else { return false }
    return zip(classes, classes.dropFirst()).count { $0 != $1 } == distinct - 1
  }
}
