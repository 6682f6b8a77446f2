import Datasets
import Engine
import Experiments

/// Collects what the further metrics of a part follow from, batch by batch.
struct FurtherMetrics {
  private let metrics: [MetricQuantity]
  private let needsRanks: Bool
  private let units: TargetUnits
  private var counts: ClassCounts?
  private var errors: ValueErrors?
  /// The outputs of one example.
  private var outputs: [Float]

  /// Whether the network has to keep its outputs for these metrics.
  static func needOutputs(_ metrics: [MetricQuantity]) -> Bool {
    metrics.contains { $0 == .top5Accuracy || $0.isMeasured(isClassification: false) }
  }

  /// - Parameters:
  ///   - metrics: what to measure.
  ///   - outputs: the outputs of an example.
  ///   - units: those of learnt values.
  init(
    _ metrics: [MetricQuantity], of examples: ExampleSet, outputs: Int, units: TargetUnits
  ) {
    self.metrics = metrics
    self.units = units
    needsRanks = metrics.contains(.top5Accuracy)
    self.outputs = [Float](repeating: 0, count: outputs)
    guard !metrics.isEmpty else { return }
    switch examples.targets {
    // One output answers for two classes.
    case .classes: counts = ClassCounts(classes: max(2, outputs))
    case .values(let labels, let width):
      errors = ValueErrors(
        labels: (examples.fileValues ?? labels).map { Double($0) }, width: width)
    }
  }

  /// Adds a batch that the network has just evaluated.
  mutating func add(_ range: Range<Int>, of source: OrderedExamples, in results: BatchResults) {
    guard !metrics.isEmpty else { return }
    for (i, position) in range.enumerated() {
      let example = Int(source.order[position])
      switch source.examples.targets {
      case .classes(let classes):
        let label = Int(classes[example])
        let (winner, value) = results.prediction(of: i)
        counts?.add(label: label, answer: value.isNaN ? nil : winner)
        guard needsRanks, !value.isNaN else { continue }
        results.readOutputs(of: i, into: &outputs)
        counts?.addRanked(label: label, outputs: outputs)
      case .values(let labels, let width):
        results.readOutputs(of: i, into: &outputs)
        let labels = source.examples.fileValues ?? labels
        for k in 0..<width {
          errors?.add(
            target: k, label: Double(labels[example * width + k]),
            prediction: units.value(k, of: outputs[k]))
        }
      }
    }
  }

  /// The values, once all batches were added.
  var values: [MetricQuantity: Double] {
    var values: [MetricQuantity: Double] = [:]
    for metric in metrics {
      values[metric] = counts?.value(of: metric) ?? errors?.value(of: metric)
    }
    return values
  }
}
