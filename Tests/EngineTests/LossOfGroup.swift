import CKernels

/// What a kernel set makes of the loss of one group.
struct LossOfGroup {
  /// What a prediction is before.
  static let untouched: Int32 = 9

  var gradient: [Float]
  var losses = [Float](repeating: 0, count: 16)
  var predictions = [Int32](repeating: untouched, count: 16)
  var probabilities = [Float](repeating: 0, count: 16)
  var firstOutputs = [Float](repeating: 0, count: 16)

  /// - Parameters:
  ///   - parameter: δ, or the weight of ones.
  ///   - smoothing: of labels, with the weights of the classes.
  ///   - partners: the labels of the examples that these are mixed with; empty if they are not.
  ///   - shares: of their own labels.
  init(
    _ kind: Int, of outputs: [Float], labels: [Int32] = [], values: [Float] = [], examples: Int,
    lossScale: Float = 1, gradientScale: Float = 1, parameter: Float = 0, smoothing: Float = 0,
    classWeights: [Float] = [], partners: [Int32] = [], shares: [Float] = [],
    _ set: bench_kernels
  ) {
    gradient = outputs
    let width = outputs.count / 16
    var loss = bench_loss()
    loss.kind = Int32(kind)
    (loss.loss_scale, loss.gradient_scale) = (lossScale, gradientScale)
    (loss.parameter, loss.share, loss.spread) = (parameter, 1 - smoothing, smoothing / Float(width))
    loss.total_weight = classWeights.reduce(0, +)
    var scratch = outputs
    classWeights.withUnsafeBufferPointer { weights in
      partners.withUnsafeBufferPointer { partners in
        shares.withUnsafeBufferPointer { shares in
          scratch.withUnsafeMutableBufferPointer { scratch in
            loss.class_weights = weights.baseAddress
            loss.partner_labels = partners.isEmpty ? nil : partners.baseAddress
            (loss.own_shares, loss.partner_gradient) = (shares.baseAddress, scratch.baseAddress)
            evaluate(&loss, labels, values, outputs, examples: examples, set)
          }
        }
      }
    }
  }

  private mutating func evaluate(
    _ loss: inout bench_loss, _ labels: [Int32], _ values: [Float], _ outputs: [Float],
    examples: Int, _ set: bench_kernels
  ) {
    labels.withUnsafeBufferPointer { labels in
      values.withUnsafeBufferPointer { values in
        losses.withUnsafeMutableBufferPointer { losses in
          predictions.withUnsafeMutableBufferPointer { predictions in
            probabilities.withUnsafeMutableBufferPointer { probabilities in
              firstOutputs.withUnsafeMutableBufferPointer { firstOutputs in
                (loss.labels, loss.values) = (labels.baseAddress, values.baseAddress)
                loss.losses = losses.baseAddress
                loss.predictions = predictions.baseAddress
                loss.probabilities = probabilities.baseAddress
                loss.first_outputs = firstOutputs.baseAddress
                set.loss(&loss, Int32(outputs.count / 16), Int32(examples), outputs, &gradient)
              }
            }
          }
        }
      }
    }
  }
}
