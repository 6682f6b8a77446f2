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

  /// Population mean and deviation over `rows` of `values[rows, width]`, in float64: the sum in
  /// the rows' order, then that of the squared differences from the mean.
  init(of values: [Float], width: Int, rows: [Int]) {
    var sums = [Double](repeating: 0, count: width)
    for row in rows {
      for column in 0..<width { sums[column] += Double(values[row * width + column]) }
    }
    let means = sums.map { $0 / Double(rows.count) }
    var squares = [Double](repeating: 0, count: width)
    for row in rows {
      for column in 0..<width {
        let difference = Double(values[row * width + column]) - means[column]
        squares[column] += difference * difference
      }
    }
    self.means = means
    // Compared, not computed: the mean of equal values may be off by a rounding.
    deviations = squares.enumerated().map { column, sum in
      let first = values[rows[0] * width + column]
      let isConstant = rows.allSatisfy { values[$0 * width + column] == first }
      return isConstant || sum == 0 ? 1 : (sum / Double(rows.count)).squareRoot()
    }
  }

  /// Returns (x − mean) ÷ deviation of each value of a row, rounded once.
  func scaled(_ row: ArraySlice<Float>) -> [Float] {
    row.enumerated().map { column, value in
      Float((Double(value) - means[column]) / deviations[column])
    }
  }
}
