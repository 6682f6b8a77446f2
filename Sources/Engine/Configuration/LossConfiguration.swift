/// The function that training makes small, with PyTorch's reductions.
package struct LossConfiguration: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// −log softmax(logits)[label].
    case softmaxCrossEntropy
    /// `scale` · Σ (o − t)².
    case mse(scale: Double)
  }

  package enum Reduction: String, Hashable, Sendable, CaseIterable {
    /// Over examples for cross-entropy, over all elements for mse, as PyTorch's.
    case mean
    case sum
  }

  package var kind: Kind
  package var reduction: Reduction

  package init(_ kind: Kind, reduction: Reduction = .mean) {
    self.kind = kind
    self.reduction = reduction
  }

  /// Whether targets are class labels; a regression has no accuracy.
  package var isClassification: Bool {
    switch kind {
    case .softmaxCrossEntropy: true
    case .mse: false
    }
  }
}
