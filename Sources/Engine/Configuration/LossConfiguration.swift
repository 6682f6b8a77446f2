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
    /// −Σ p·t·log σ(o) + (1 − t)·log(1 − σ(o)) of logits, with the weight p of ones.
    case binaryCrossEntropyWithLogits(positiveWeight: Double)
    /// Σ |o − t|.
    case l1
    /// Σ ½ (o − t)², or δ·(|o − t| − ½δ) beyond δ.
    case huber(delta: Double)

    /// Whether an example's target is the label of its class, not values. Only then it can be mixed
    /// with another: the loss is λ · loss(own label) + (1 − λ) · loss(partner's label).
    package var takesLabels: Bool {
      switch self {
      case .softmaxCrossEntropy, .softmaxBinaryCrossEntropy, .nll: true
      case .mse, .binaryCrossEntropy, .binaryCrossEntropyWithLogits, .l1, .huber: false
      }
    }
  }

  /// The factors of the losses of examples by their class.
  package enum ClassWeights: Hashable, Sendable {
    /// One for each class.
    case list([Double])
    /// n ÷ (k · n_c) for the n_c of n training examples in one of k classes.
    case balanced
  }

  package enum Reduction: String, Hashable, Sendable, CaseIterable {
    /// Over all elements for losses of values, over examples otherwise, as PyTorch's. With class
    /// weights the gradient is divided by the sum of the weights of the batch's examples.
    case mean
    case sum
  }

  package var kind: Kind
  package var reduction: Reduction
  /// ε of softmax_cross_entropy: the share of a label that all classes have in common.
  package var labelSmoothing = 0.0
  /// Of softmax_cross_entropy; nil if all classes count alike.
  package var classWeights: ClassWeights?

  package init(_ kind: Kind, reduction: Reduction = .mean) {
    self.kind = kind
    self.reduction = reduction
  }

  /// Returns what the terms of an example are multiplied by in a loss of values.
  ///
  /// - Parameter outputs: the outputs of an example.
  package func shareOfTerms(outputs: Int) -> Double {
    let scale = if case .mse(let scale) = kind { scale } else { 1.0 }
    return reduction == .mean ? scale / Double(outputs) : scale
  }

  /// Returns the loss with weights in place of `balanced`.
  ///
  /// A class without examples counts as if it had one.
  ///
  /// - Parameter counts: the training examples in each class.
  package func balanced(over counts: [Int]) -> LossConfiguration {
    guard classWeights == .balanced else { return self }
    let total = counts.reduce(0, +)
    var loss = self
    loss.classWeights = .list(counts.map { Double(total) / Double(counts.count * max($0, 1)) })
    return loss
  }
}
