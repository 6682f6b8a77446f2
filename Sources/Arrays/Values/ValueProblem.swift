/// Values of an array that cannot be used. Indices are positions in each dimension, from 0.
package enum ValueProblem: Error, Hashable, Sendable {
  case notFinite(String, index: [Int])
  case exceedsFloat(Double, index: [Int])
  case notInteger(String, index: [Int])
  case notChannelsLast(shape: [Int])
}

extension ValueProblem: CustomStringConvertible {
  package var description: String {
    switch self {
    case .notFinite(let value, let index):
      "\(value) at \(Self.text(index)), expected a finite number; "
        + "replace it (numpy.nan_to_num) or leave the example out"
    case .exceedsFloat(let value, let index):
      "\(value) at \(Self.text(index)), expected at most \(Float.greatestFiniteMagnitude), "
        + "the largest float32; scale the values"
    case .notInteger(let value, let index):
      "\(value) at \(Self.text(index)), expected an integer of 64 bits with a sign"
    case .notChannelsLast(let shape):
      "the shape \(Arrays.text(shape)) has no channels to move, expected examples x height x "
        + "width x channels, or examples x positions x channels"
    }
  }

  /// Returns `[3, 0]`.
  private static func text(_ index: [Int]) -> String {
    "[" + index.map(String.init).joined(separator: ", ") + "]"
  }
}
