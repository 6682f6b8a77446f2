import Datasets
import Engine
import Experiments
package import Runs
import Training

extension TrainedModel {
  /// Returns examples with the network's answers: of the test part, or of validation if there is no
  /// test, spread evenly.
  ///
  /// - Parameter fills: whether as many as are missing are drawn, all of them if the data cannot
  ///   be read.
  /// - Throws: a `DatasetError` if the data cannot be read and no examples are drawn, or if the
  ///   encoding does not fit the data set.
  package func answeredExamples(
    _ count: Int, fills: Bool = true, with resources: ComputeResources
  ) throws -> [AnsweredExample] {
    let width = experiment.rawShape.count
    let dataset = experiment.dataset
    var found = fills ? (try? dataset.rawExamples(count)) ?? [] : try dataset.rawExamples(count)
    found.removeAll { $0.values.count != width }
    var raw = found.map(\.values)
    if fills {
      for number in raw.count..<max(count, raw.count) { raw.append(drawnExample(number: number)) }
    }
    let inputs = try outputs(ofFirst: 0, for: raw, resources)
    let predictor = try Predictor(
      experiment, weights: weights, threads: resources.threads, kernels: resources.kernels)
    let answers = predictor.answers(to: try encoded(raw, outputs: outputs))
    return answers.indices.map { number in
      AnsweredExample(
        raw: raw[number], input: inputs[number],
        outputs: encoding.inFileUnits(answers[number]),
        target: number < found.count ? found[number].target : nil)
    }
  }

  /// Returns the largest size of the input, and of each layer's output, over examples of the
  /// training part.
  ///
  /// - Throws: a `DatasetError` if the data cannot be read.
  package func activationRanges(
    over count: Int, with resources: ComputeResources
  ) throws -> [Float] {
    let raw = try experiment.dataset.rawExamples(count, isTraining: true).map(\.values)
    var ranges: [Float] = []
    for layers in 0...experiment.layers.count {
      var largest: Float = 0
      for values in try outputs(ofFirst: layers, for: raw, resources) {
        for value in values { largest = max(largest, abs(value)) }
      }
      ranges.append(largest)
    }
    return ranges
  }

  private func encoded(_ raw: [[Float]], outputs: Int) throws -> ExampleSet {
    try experiment.dataset.examples(
      raw: raw, of: experiment.rawShape, outputs: outputs, encoding: encoding)
  }

  /// The outputs of the first layers, or the encoded inputs.
  private func outputs(
    ofFirst layers: Int, for raw: [[Float]], _ resources: ComputeResources
  ) throws -> [[Float]] {
    let predictor = try Predictor(
      firstLayers: layers, of: experiment, weights: weights, threads: resources.threads,
      kernels: resources.kernels)
    return predictor.answers(to: try encoded(raw, outputs: predictor.width))
  }

  /// Random values of the right size.
  private func drawnExample(number: Int) -> [Float] {
    let stream = Philox(
      seed: 0, purpose: .generator, index: UInt32(number), subIndex: UInt32.max)
    return (0..<experiment.rawShape.count).map { place in
      let share = stream.uniform(place)
      switch encoding.scaling {
      case .images: return Float(Int(share * 256))
      case .columns(let scaling?):
        return Float(scaling.means[place] + (4 * share - 2) * scaling.deviations[place])
      case .columns(nil): return Float(4 * share - 2)
      }
    }
  }
}

extension Predictor {
  /// Returns the outputs of each example in its order.
  fileprivate func answers(to examples: ExampleSet) -> [[Float]] {
    var found: [[Float]] = []
    forEachAnswer(to: examples) { found.append($0) }
    return found
  }
}
