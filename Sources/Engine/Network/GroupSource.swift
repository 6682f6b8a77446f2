/// A batch of examples, given out in groups of 16.
package protocol GroupSource: Sendable {
  /// Examples in the batch.
  var count: Int { get }

  /// Writes group `group` as x[F, 16]; lanes past the batch's end are 0.
  func loadInputs(of group: Int, into x: inout MutableSpan<Float>)
  /// Writes class labels of group `group`, at most 16.
  func loadLabels(of group: Int, into labels: inout MutableSpan<Int32>)
  /// Writes group `group` of the values to be learnt as t[K, 16]; class labels as one-hot vectors.
  func loadValues(of group: Int, into values: inout MutableSpan<Float>)
}
