/// The mean and deviation of each column of numbers, for standardising.
///
/// A column that is constant in all rows has no deviation. It is only centred, so it becomes 0
/// there, as with scikit-learn's StandardScaler.
package struct ColumnScaling: Hashable, Sendable {
  package let means: [Double]
  /// 1 for a constant column.
  package let deviations: [Double]

  /// - Parameter deviations: as many as means.
  package init(means: [Double], deviations: [Double]) {
    precondition(means.count == deviations.count)
    self.means = means
    self.deviations = deviations
  }

  /// Population mean and deviation over `rows` of x[rows, width], in float64: the sum in the rows'
  /// order, then that of the squared differences from the mean.
  ///
  /// - Parameter value: returns a value of x by its place.
  @inline(__always)
  init(width: Int, rows: [Int], value: (Int) -> Float) {
    var sums = [Double](repeating: 0, count: width)
    for row in rows {
      for column in 0..<width { sums[column] += Double(value(row * width + column)) }
    }
    let means = sums.map { $0 / Double(rows.count) }
    var squares = [Double](repeating: 0, count: width)
    // Compared, not computed: the mean of equal values may be off by a rounding.
    var isConstant = [Bool](repeating: true, count: width)
    for row in rows {
      for column in 0..<width {
        let number = value(row * width + column)
        let difference = Double(number) - means[column]
        squares[column] += difference * difference
        if number != value(rows[0] * width + column) { isConstant[column] = false }
      }
    }
    self.means = means
    deviations = squares.enumerated().map { column, sum in
      isConstant[column] || sum == 0 ? 1 : (sum / Double(rows.count)).squareRoot()
    }
  }

  /// Returns (x − mean) ÷ deviation of a value of a column, rounded once.
  func scaled(_ value: Float, _ column: Int) -> Float {
    Float((Double(value) - means[column]) / deviations[column])
  }

  /// Returns the value of a column that was scaled to this one, rounded once.
  package func unscaled(_ value: Float, _ column: Int) -> Float {
    Float(Double(value) * deviations[column] + means[column])
  }
}
