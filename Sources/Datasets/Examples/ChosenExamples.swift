import Engine

/// The positions of the chosen examples in their parts, which a split may have made.
struct ChosenExamples {
  let train: [Int]
  let validation: [Int]?
  let test: [Int]

  /// - Parameter content: holds all examples that the selections reach.
  init(
    _ description: DatasetDescription, _ content: DatasetContent, in opened: OpenedDataset,
    seed: UInt64
  ) {
    let isOnePart = description.facts.isOnePart && opened.parts == nil
    train = Self.positions(
      description.train, classes: { opened.trainClasses(of: content) },
      stream: Philox(seed: seed, purpose: .subset, index: 0)
    ) { description.drawableTrain(isOneFile: isOnePart) }
    let taken = isOnePart ? Set(train) : []
    let range = isOnePart ? description.validation : nil
    test = Self.positions(
      description.test, classes: { opened.testClasses(of: content) },
      stream: Philox(seed: seed, purpose: .subset, index: 1)
    ) {
      (0..<description.layout.testCount).filter {
        !taken.contains($0) && range?.contains($0) != true
      }
    }
    validation = description.validation.map(Array.init)
  }

  private static func positions(
    _ selection: ExampleSelection, classes: () -> [UInt16]?, stream: Philox,
    among available: () -> [Int]
  ) -> [Int] {
    switch selection {
    case .range(let range): return Array(range)
    case .drawn(let count, let isStratified):
      let draw = ExampleDraw(available: available(), stream: stream)
      guard isStratified, let classes = classes() else { return draw.positions(count) }
      return draw.positions(count, stratifiedBy: classes)
    }
  }
}
