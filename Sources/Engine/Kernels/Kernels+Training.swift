import CKernels

extension Kernels {
  /// Writes the losses and predictions of outputs[G, K, 16] to `loss`, and the gradient of the
  /// outputs unless `gradient` is empty.
  ///
  /// - Parameter examples: the number of examples in all groups. Later lanes get gradient 0.
  func evaluate(
    _ loss: LossArguments, outputs: Span<Float>, examples: Int, gradient: inout MutableSpan<Float>
  ) {
    precondition(outputs.count == loss.lanes && examples <= loss.examples)
    precondition(gradient.isEmpty || gradient.count == outputs.count)
    withUnsafePointer(to: loss.terms) { terms in
      table.pointee.loss(
        terms, Int32(loss.width), Int32(examples), outputs.address,
        gradient.isEmpty ? nil : gradient.address)
    }
  }

  package func allFinite(_ x: Span<Float>) -> Bool {
    x.isEmpty || table.pointee.all_finite(Int64(x.count), x.address) == 1
  }
}

/// A loss, the targets of some groups, and the positions of the results.
struct LossArguments {
  let terms: bench_loss
  /// Outputs of an example.
  let width: Int
  /// How many there is room for.
  let examples: Int

  /// Floats of the groups' outputs.
  var lanes: Int { examples * width }

  /// - Parameters:
  ///   - width: the outputs of one example.
  ///   - batch: the examples of the whole batch.
  ///   - groups: the groups whose targets are in the workspace and whose results are written.
  ///   - isMixed: whether the examples are mixed with others, whose labels are in the workspace.
  init(
    _ loss: Loss, width: Int, batch: Int, groups: Range<Int>, isMixed: Bool,
    workspace: ThreadWorkspace, results: BatchResults
  ) {
    precondition(!isMixed || !loss.needsValues)
    self.width = width
    examples = groups.count * laneCount
    let places = groups.lowerBound * laneCount..<groups.upperBound * laneCount
    var losses = results.losses.mutableSpan(places)
    var predictions = results.predictions.mutableSpan(places)
    var probabilities = results.probabilities.mutableSpan(places)
    var firstOutputs = results.firstOutputs.mutableSpan(places)
    var terms = loss.terms(width: width, batch: batch)
    terms.labels = workspace.labels.span(0..<examples).address
    terms.values = workspace.values.span(0..<examples * width).address
    (terms.losses, terms.predictions) = (losses.address, predictions.address)
    (terms.probabilities, terms.first_outputs) = (probabilities.address, firstOutputs.address)
    if isMixed {
      terms.partner_labels = workspace.partnerLabels.span(0..<examples).address
      terms.own_shares = workspace.labelShares.span(0..<examples).address
      var scratch = workspace.values.mutableSpan(0, width * laneCount)
      terms.partner_gradient = scratch.address
    }
    self.terms = terms
  }
}
