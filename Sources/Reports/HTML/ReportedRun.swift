import Datasets
import Engine
package import Experiments
package import Runs

/// A run with everything a page shows of it, read once.
package struct ReportedRun: Sendable {
  /// A wrong answer, and what it was asked of.
  struct Mistake: Sendable {
    let answer: PredictionsTable.Answer
    /// nil where the data are no images or not here.
    let image: GrayImage?
  }

  /// The Euclidean norm of each tensor at one checkpoint.
  struct WeightNorms: Sendable {
    let step: Int
    let norms: [(name: String, value: Double)]
  }

  package let compared: ComparedRun
  let run: Run
  let facts: RunFacts
  let timing: TimingTable
  let confusion: ConfusionMatrix?
  /// The surest ones first.
  let mistakes: [Mistake]
  /// Of a first convolution, an output channel each.
  let filters: [GrayImage]
  let weightNorms: [WeightNorms]

  private static let mostMistakes = 24
  private static let mostFilters = 64
  private static let mostCheckpoints = 50

  /// - Parameter isDetailed: whether pictures and checkpoints are read too.
  /// - Throws: `RunError` where definition or metrics cannot be read; what else is missing is left
  ///   out of the page.
  package init(_ run: Run, library: ExperimentLibrary, isDetailed: Bool) throws {
    self.run = run
    compared = try ComparedRun(run)
    facts = try RunFacts(run, library: library)
    timing = (try? run.timing()) ?? TimingTable()
    confusion = compared.predictions.flatMap { ConfusionMatrix($0) }
    guard isDetailed else {
      (mistakes, filters, weightNorms) = ([], [], [])
      return
    }
    let experiment = try? run.resolvedExperiment()
    mistakes = Self.mistakes(compared.predictions, of: experiment)
    let steps = ((try? run.checkpoints()) ?? []).suffix(Self.mostCheckpoints).map(\.step)
    let checkpoints = steps.compactMap { step in
      (try? run.checkpoint(step: step)).map { (step: step, model: $0.weights) }
    }
    filters = checkpoints.last.map { Self.filters($0.model) } ?? []
    weightNorms = checkpoints.map { checkpoint in
      WeightNorms(
        step: checkpoint.step,
        norms: checkpoint.model.filter { $0.name.hasSuffix(".weight") }.map {
          (
            name: $0.name,
            value: $0.values.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
          )
        })
    }
  }

  private static func mistakes(
    _ predictions: PredictionsTable?, of experiment: ResolvedExperiment?
  ) -> [Mistake] {
    let wrong = (predictions?.answers ?? []).filter { !$0.isRight }
    let worst = wrong.sorted { left, right in
      left.probability == right.probability
        ? left.index < right.index : left.probability > right.probability
    }.prefix(mostMistakes)
    guard !worst.isEmpty else { return [] }
    let test = (try? experiment?.dataset.load())?.test
    return worst.map { Mistake(answer: $0, image: test?.image(of: $0.index)) }
  }

  /// The first channel of each filter of a first convolution.
  private static func filters(_ model: [NamedTensor]) -> [GrayImage] {
    guard let first = model.first(where: { $0.name.hasSuffix(".weight") }),
      first.dimensions.count == 4
    else { return [] }
    let (height, width) = (first.dimensions[2], first.dimensions[3])
    let size = first.dimensions[1] * height * width
    return (0..<min(first.dimensions[0], mostFilters)).map { filter in
      let start = filter * size
      return GrayImage(
        width: width, height: height,
        values: Array(first.values[start..<start + height * width]))
    }
  }
}

extension ExampleSet {
  /// The picture at a position of the data set's own part; nil where it is not in this set or has
  /// not one channel.
  fileprivate func image(of index: Int) -> GrayImage? {
    guard shape.dimensions.count == 3, shape.dimensions[0] == 1,
      let position = indices.firstIndex(of: index)
    else { return nil }
    let memory = SharedMemory<Float>(count: shape.count * laneCount)
    var lanes = memory.mutableSpan(0..<memory.count)
    let chosen = [Int32(position)]
    gather(chosen.span, into: &lanes)
    let values = (0..<shape.count).map { lanes[$0 * laneCount] }
    return GrayImage(
      width: shape.dimensions[2], height: shape.dimensions[1], values: values)
  }
}
