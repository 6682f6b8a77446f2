/// The loss to minimise, with PyTorch's reductions.
package struct LossConfiguration: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    /// −log softmax(logits)[label].
    case softmaxCrossEntropy
    /// `scale` · Σ (o − t)².
    case mse(scale: Double)
    /// −Σ t·log p + (1 − t)·log(1 − p) of probabilities, logs at least −100.
    case binaryCrossEntropy
    /// The same of softmax(logits), logs at least log(1e-9).
    case softmaxBinaryCrossEntropy
    /// −log p[label] of probabilities.
    case nll
  }

  package enum Reduction: String, Hashable, Sendable, CaseIterable {
    /// Over all elements for mse and binary_cross_entropy, over examples otherwise, as PyTorch's.
    case mean
    case sum
  }

  package var kind: Kind
  package var reduction: Reduction

  package init(_ kind: Kind, reduction: Reduction = .mean) {
    self.kind = kind
    self.reduction = reduction
  }

  /// Whether targets must be class labels.
  package var needsClasses: Bool {
    switch kind {
    case .softmaxCrossEntropy, .softmaxBinaryCrossEntropy, .nll: true
    case .mse, .binaryCrossEntropy: false
    }
  }
}
