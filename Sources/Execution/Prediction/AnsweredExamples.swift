import Datasets
import Engine
import Experiments
package import Runs
import Training

extension TrainedModel {
  /// Returns examples with the network's answers: of the data's test part, spread evenly; as many
  /// as are missing are drawn, all of them if the data cannot be read.
  ///
  /// - Throws: a `DatasetError` if the encoding does not fit the data set.
  package func answeredExamples(
    _ count: Int, with resources: ComputeResources
  ) throws -> [AnsweredExample] {
    var raw = (try? experiment.dataset.rawExamples(count)) ?? []
    let width = experiment.rawShape.count
    raw.removeAll { $0.count != width }
    while raw.count < count { raw.append(drawnExample(number: raw.count)) }
    let examples = try experiment.dataset.examples(
      raw: raw, of: experiment.rawShape, outputs: outputs, encoding: encoding)
    let predictor = try Predictor(
      experiment, weights: weights, threads: resources.threads, kernels: resources.kernels)
    var answers: [AnsweredExample] = []
    predictor.forEachAnswer(to: examples) { outputs in
      answers.append(
        AnsweredExample(raw: raw[answers.count], outputs: encoding.inFileUnits(outputs)))
    }
    return answers
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
