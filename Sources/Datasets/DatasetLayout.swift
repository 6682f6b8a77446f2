package import Engine

/// The layout of a data set's files: the size of one example and the number of examples. Everything
/// else that a definition needs follows from the definition itself.
package struct DatasetLayout: Hashable, Sendable {
  /// One example as stored, `[1, 28, 28]` or `[F]`.
  package let rawShape: Shape
  package let trainCount: Int
  package let testCount: Int

  package init(rawShape: Shape, trainCount: Int, testCount: Int) {
    self.rawShape = rawShape
    self.trainCount = trainCount
    self.testCount = testCount
  }

  /// Whether files of this source can be so: no file that can be read holds more than 1 GiB.
  package func isPossible(for source: DatasetSource) -> Bool {
    let limit = 1 << 30
    let sizes = rawShape.dimensions + [trainCount, testCount]
    guard sizes.allSatisfy((1...limit).contains) else { return false }
    let count = rawShape.dimensions.reduce(1) { min($0, limit) * $1 }
    return rawShape.dimensions.count == (source.hasImages ? 3 : 1) && count <= limit
  }
}

extension DatasetSource {
  /// What is learnt from an example.
  package var target: DatasetTarget {
    switch self {
    case .mnist, .fashionMNIST: .classes(10)
    case .idx(let source): .classes(source.classCount)
    case .csv(let source):
      source.classes.map { .classes($0.count) } ?? .values(max(1, source.label.count))
    case .xor: .classes(2)
    case .linearRegression: .values(1)
    }
  }

  /// Whether both parts are rows of one file, so that test and training examples must not overlap.
  var isOneFile: Bool { if case .csv(let source) = self { source.test == nil } else { false } }
}
