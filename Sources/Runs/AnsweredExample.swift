/// An example and what a network answers, for checking other forms of the network.
package struct AnsweredExample: Hashable, Sendable {
  /// As in the data set, before any normalisation.
  package let raw: [Float]
  /// As the network takes it.
  package let input: [Float]
  /// The probability of each class, or values in the data's units.
  package let outputs: [Float]
  /// The class, or the first of the values to learn; nil for an example without.
  package let target: Double?

  package init(raw: [Float], input: [Float], outputs: [Float], target: Double?) {
    self.raw = raw
    self.input = input
    self.outputs = outputs
    self.target = target
  }

  /// The same example with other answers.
  package func answered(_ outputs: [Float]) -> AnsweredExample {
    AnsweredExample(raw: raw, input: input, outputs: outputs, target: target)
  }
}
