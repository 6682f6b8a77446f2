package import Datasets
package import Engine
import Experiments
import Runs

/// The examples a run was trained and tested on.
package enum RunData: Sendable {
  case loaded(LoadedDataset)
  /// Why not, a sentence without its end.
  case missing(String)
}

/// The gradient of a run's loss at any weights.
package struct GradientMeasure {
  /// The examples of the gradients, or why there are none, in one sentence.
  let words: String
  /// Returns the gradient of each trained tensor; nil if there are none.
  let values: (([NamedTensor]) -> [NamedTensor])?

  private init(_ words: String, _ values: (([NamedTensor]) -> [NamedTensor])?) {
    self.words = words
    self.values = values
  }

  /// The gradients of the mean training loss over this many examples, spread evenly over the
  /// training part.
  package static func over(
    _ count: Int, values: @escaping ([NamedTensor]) -> [NamedTensor]
  ) -> GradientMeasure {
    GradientMeasure(
      "Euclidean norms at the saved checkpoints. The gradient is that of the mean training loss "
        + "over \(count.counted) examples spread evenly over the training part, without "
        + "augmentation, dropout, weight decay and clipping.", values)
  }

  /// - Parameter reason: a sentence without its end.
  package static func none(because reason: String) -> GradientMeasure {
    GradientMeasure("No gradients: \(reason).", nil)
  }
}

/// The parts of a page that need a run's data and checkpoints.
package struct RunDetails: Sendable {
  /// A wrong answer and its example.
  struct Mistake: Sendable {
    let answer: PredictionsTable.Answer
    /// nil if the data are not images or are missing.
    let image: RasterImage?
  }

  /// The surest ones first.
  let mistakes: [Mistake]
  /// Why wrong answers have no images; nil if they have, or if there is nothing to show.
  let pictureProblem: String?
  let firstLayer: FirstLayer?
  let norms: [CheckpointNorms]
  /// The examples of the gradients, or why there are none, in one sentence.
  let gradientWords: String
  /// Checkpoints that cannot be read.
  let unreadable: [Int]

  private static let mostMistakes = 24
  private static let mostCheckpoints = 12

  package init(_ reported: ReportedRun, data: RunData, gradient: GradientMeasure) {
    let run = reported.run
    let experiment = try? run.resolvedExperiment()
    (mistakes, pictureProblem) = Self.mistakes(reported.compared.predictions, data)
    let usable = (try? run.usableSteps()) ?? nil
    let saved = ((try? run.checkpoints()) ?? []).map(\.step)
    let steps = Self.chosen(saved, best: usable?.best)
    let read = steps.map { step in
      (step: step, model: try? run.checkpoint(step: step, of: experiment).weights)
    }
    let models = read.compactMap { read in read.model.map { (step: read.step, model: $0) } }
    unreadable = read.filter { $0.model == nil }.map(\.step)
    firstLayer = experiment.flatMap { experiment in
      models.last.flatMap { FirstLayer($0.model, of: experiment) }
    }
    norms = models.map { step, model in
      CheckpointNorms(
        step: step, model: model, gradient: gradient.values?(model),
        layers: experiment?.layers ?? [])
    }
    gradientWords = gradient.words
  }

  /// Chooses some of many checkpoints, evenly spread and including the first, the best and the
  /// last.
  package static func chosen(_ steps: [Int], best: Int?) -> [Int] {
    guard steps.count > mostCheckpoints else { return steps }
    let some = (0..<mostCheckpoints).map { steps[$0 * (steps.count - 1) / (mostCheckpoints - 1)] }
    return steps.filter { some.contains($0) || $0 == best }
  }

  private static func mistakes(
    _ predictions: PredictionsTable?, _ data: RunData
  ) -> ([Mistake], String?) {
    let wrong = (predictions?.answers ?? [])
      .filter { $0.isAnswered && !$0.isRight && $0.probability.isFinite }
    let worst = wrong.sorted { left, right in
      left.probability == right.probability
        ? left.index < right.index : left.probability > right.probability
    }.prefix(mostMistakes)
    guard !worst.isEmpty else { return ([], nil) }
    switch data {
    case .missing(let reason): return (worst.map { Mistake(answer: $0, image: nil) }, reason)
    case .loaded(let dataset):
      let mistakes = worst.map { Mistake(answer: $0, image: dataset.test.image(of: $0.index)) }
      let isWithout = mistakes.allSatisfy { $0.image == nil }
      return (mistakes, isWithout ? "the examples are not images with one channel or three" : nil)
    }
  }
}

/// The Euclidean norm of each trained tensor at one checkpoint, and of its gradient.
struct CheckpointNorms: Hashable, Sendable {
  struct Tensor: Hashable, Sendable {
    /// `4 conv2d`
    let layer: String
    /// `weight`
    let name: String
    let count: Int
    let norm: Double
    /// nil if it is not known.
    let gradient: Double?
  }

  let step: Int
  let tensors: [Tensor]

  init(
    step: Int, model: [NamedTensor], gradient: [NamedTensor]?,
    layers: [ResolvedLayer]
  ) {
    self.step = step
    tensors = model.compactMap { tensor in
      let words = tensor.name.split(separator: ".")
      guard words.count == 3, let index = Int(words[1]), !words[2].hasPrefix("running_") else {
        return nil
      }
      let type = layers.first { $0.index == index }.map { " \($0.type)" } ?? ""
      return Tensor(
        layer: "\(index)\(type)", name: String(words[2]), count: tensor.values.count,
        norm: tensor.norm, gradient: gradient?.first { $0.name == tensor.name }?.norm)
    }
  }
}

extension ExampleSet {
  /// Returns the image at a position of the data set's part; nil if it is not in this set or has
  /// neither one channel nor three. A picture in colour is shown as it is stored: scaling by channel
  /// would change its colours.
  fileprivate func image(of index: Int) -> RasterImage? {
    guard shape.dimensions.count == 3, [1, 3].contains(shape.dimensions[0]),
      let position = indices.firstIndex(of: index)
    else { return nil }
    if shape.dimensions[0] == 3, let picture = storedPicture(at: position) {
      let size = picture.shape.dimensions
      return RasterImage(width: size[2], height: size[1], planes: picture.bytes)
    }
    let memory = SharedMemory<Float>(count: shape.count * laneCount)
    var lanes = memory.mutableSpan(0..<memory.count)
    let chosen = [Int32(position)]
    gather(chosen.span, into: &lanes)
    let values = (0..<shape.count).map { lanes[$0 * laneCount] }
    return RasterImage(
      width: shape.dimensions[2], height: shape.dimensions[1], values: values)
  }
}
