/// A layer that does not fit its input: the key that is wrong, and why.
package struct ShapeMismatch: Error, Hashable, Sendable {
  /// The wrong key, such as `kernel_size`; nil if the layer itself is wrong.
  package let key: String?
  /// `5 does not fit an input of 16x4x4`.
  package let problem: String
  /// What would make the layer fit, such as `use kernel_size 4 or less`; nil if that is not known.
  package let advice: String?

  init(key: String?, problem: String, advice: String? = nil) {
    self.key = key
    self.problem = problem
    self.advice = advice
  }

  /// A kernel or window larger than its input.
  ///
  /// - Parameters:
  ///   - size: the kernel as the definition writes it.
  ///   - reason: what else makes it large, as ` with dilation 3`.
  ///   - largest: the kernel that would fit.
  ///   - isLeast: whether no smaller kernel than that exists.
  ///   - alternative: what else would do, as `, or "padding": "same" here`.
  static func kernel(
    _ size: String, doesNotFit input: Shape, because reason: String = "", largest: String,
    isLeast: Bool, alternative: String = ""
  ) -> ShapeMismatch {
    ShapeMismatch(
      key: "kernel_size", problem: "\(size)\(reason) does not fit an input of \(input)",
      advice: "use kernel_size \(largest)\(isLeast ? "" : " or less")" + alternative)
  }
}

/// The shape of one tensor of a layer, the name it has in a state dict, and its first values.
package struct ParameterShape: Hashable, Sendable {
  /// `weight`, `bias`, or the name of a running statistic.
  package let name: String
  /// PyTorch's: `[out, in, kH, kW]`, `[out, in]` or `[out]`.
  package let dimensions: [Int]
  /// Whether an optimizer updates the tensor. Running statistics are not trained.
  package let isTrained: Bool
  package let initializer: Initializer

  package init(
    name: String, dimensions: [Int], isTrained: Bool = true, initializer: Initializer
  ) {
    self.name = name
    self.dimensions = dimensions
    self.isTrained = isTrained
    self.initializer = initializer
  }

  /// The same parameter as one that training does not move.
  var untrained: ParameterShape {
    ParameterShape(name: name, dimensions: dimensions, isTrained: false, initializer: initializer)
  }

  package var count: Int { dimensions.reduce(1, *) }
}
