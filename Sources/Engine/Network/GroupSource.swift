/// Examples in an order, of which batches are consecutive ones, given out in groups of 16.
///
/// A batch is no value of its own: making one for every step would count references, and each count
/// waits for all that was stored before.
package protocol GroupSource: Sendable {
  /// How many there are.
  var count: Int { get }

  /// Writes the inputs at `positions`, at most 16, as x[F, 16]; later lanes are 0.
  func loadInputs(_ positions: Range<Int>, into x: inout MutableSpan<Float>)
  /// Writes their class labels.
  func loadLabels(_ positions: Range<Int>, into labels: inout MutableSpan<Int32>)
  /// Writes the values to be learnt of them as t[K, 16]; class labels as one-hot vectors.
  func loadValues(_ positions: Range<Int>, into values: inout MutableSpan<Float>)
}
