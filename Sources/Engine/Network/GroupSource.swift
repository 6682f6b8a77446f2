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

  /// Whether each example is mixed with another one of its batch, its partner. Such examples have
  /// class labels.
  var isMixed: Bool { get }
  /// Writes the class labels of their partners, and the shares of their own labels in the loss, from
  /// 0 to 1. Called only if they are mixed.
  func loadPartners(
    _ positions: Range<Int>, labels: inout MutableSpan<Int32>, shares: inout MutableSpan<Float>)
}

extension GroupSource {
  package var isMixed: Bool { false }

  package func loadPartners(
    _ positions: Range<Int>, labels: inout MutableSpan<Int32>, shares: inout MutableSpan<Float>
  ) {
    preconditionFailure("these examples are not mixed")
  }
}
