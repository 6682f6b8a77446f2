import Engine

/// Looks for columns of a table from which nothing can be learnt.
struct ColumnCheck {
  /// The columns with the same value in every row, by their position among the inputs.
  private(set) var constant: [Int] = []
  /// The columns that number the rows, or that have another text in nearly every row.
  private(set) var counting: [Int] = []
  /// How many values are no number (NaN).
  private(set) var missingCount = 0

  /// The fewest rows from which something is concluded.
  static let fewestRows = 8

  /// - Parameters:
  ///   - set: the training examples; of pictures nothing is found.
  ///   - columns: the columns that the inputs are made of; empty if they have no names.
  init(_ set: ExampleSet, _ columns: [LearntEncoding.Column]) {
    guard case .floats(let floats) = set.values else { return }
    missingCount = floats.count { $0.isNaN }
    guard set.shape.dimensions.count == 1, set.count >= Self.fewestRows else { return }
    let isNamed = columns.reduce(0) { $0 + $1.values.count } == set.width
    let all =
      isNamed
      ? columns
      : (0..<set.width).map { LearntEncoding.Column(name: nil, index: $0, values: .number()) }
    var first = 0
    for (place, column) in all.enumerated() {
      let inputs = first..<first + column.values.count
      first = inputs.upperBound
      if inputs.allSatisfy({ Self.isConstant($0, set, floats) }) {
        constant.append(place)
      } else if case .categories(let names) = column.values {
        if 10 * names.count > 9 * set.count { counting.append(place) }
      } else if Self.counts(inputs.lowerBound, set, floats) {
        counting.append(place)
      }
    }
  }

  private static func isConstant(_ input: Int, _ set: ExampleSet, _ floats: [Float]) -> Bool {
    let floats = floats.span
    let first = floats[input]
    for row in 1..<set.count where floats[row * set.width + input] != first { return false }
    return true
  }

  /// Whether the values are the rows' numbers, times a factor and plus a constant.
  private static func counts(_ input: Int, _ set: ExampleSet, _ floats: [Float]) -> Bool {
    let (floats, indices) = (floats.span, set.indices.span)
    let last = set.count - 1
    let (start, end) = (Double(floats[input]), Double(floats[last * set.width + input]))
    let rows = Double(indices[last] - indices[0])
    guard rows > 0, start != end else { return false }
    let step = (end - start) / rows
    // What float32 may round away, and less than half a row.
    let tolerance = min(0.4, 0.01 + 4e-7 * max(abs(start), abs(end)) / abs(step)) * abs(step)
    for row in 0...last {
      let expected = start + Double(indices[row] - indices[0]) * step
      guard abs(Double(floats[row * set.width + input]) - expected) <= tolerance else {
        return false
      }
    }
    return true
  }
}
