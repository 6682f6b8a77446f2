/// An example and what a network answers, for checking other forms of the network.
package struct AnsweredExample: Hashable, Sendable {
  /// As in the data set, before any normalisation.
  package let raw: [Float]
  /// The probability of each class, or values in the data's units.
  package let outputs: [Float]

  package init(raw: [Float], outputs: [Float]) {
    self.raw = raw
    self.outputs = outputs
  }
}
