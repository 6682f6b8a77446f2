/// A value that lies far from the others of its sample, such as that of a training that failed.
package struct FarValue: Hashable, Sendable {
  /// The position in the sample.
  package let index: Int
  package let value: Double
  package let isBelow: Bool

  /// The value that is farthest from the mean, if Grubbs's test finds it at 1%; otherwise nil. nil
  /// for fewer than three values, and if the others are all equal.
  ///
  /// The value is compared with the mean and the deviation of the others, by Student's t with n − 2
  /// degrees of freedom; p is multiplied by n, since the farthest one was chosen (Grubbs, Sample
  /// Criteria for Testing Outlying Observations, The Annals of Mathematical Statistics 21, 1950).
  package init?(in sample: Sample) {
    guard sample.count > 2 else { return nil }
    let mean = sample.mean
    let values = sample.values
    let distances = values.map { ($0 - mean).magnitude }
    guard let index = values.indices.max(by: { distances[$0] < distances[$1] }) else { return nil }
    var rest = values
    rest.remove(at: index)
    let others = Sample(rest)
    guard let deviation = others.deviation, deviation > 0 else { return nil }
    let count = Double(values.count)
    let t = (values[index] - others.mean) / (deviation * (1 + 1 / (count - 1)).squareRoot())
    let p = StudentT(degreesOfFreedom: count - 2).twoSidedP(t)
    guard p * count < 0.01 else { return nil }
    self.index = index
    value = values[index]
    isBelow = t < 0
  }
}
