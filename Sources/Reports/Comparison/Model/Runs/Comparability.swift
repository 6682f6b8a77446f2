package import Experiments
import JSON
import Runs

/// Whether two runs may be judged against each other by a metric: one rule for pairs, for groups
/// and for each line of a table. What may not be judged is still shown.
package struct Comparability: Hashable, Sendable {
  /// Why a metric does not measure the same thing in both.
  package enum Obstacle: Hashable, Sendable {
    case dataset(first: String, other: String)
    /// Other files, or another column of them that is to be learnt.
    case data
    /// Other examples of the same data.
    case examples(Metric.Split)
    case loss
  }

  private enum SharedData: Hashable, Sendable {
    case all
    /// The files differ, yet both were tested on the same examples: predictions.csv has the same
    /// label for each.
    case testExamples
    case nothing
  }

  private let first: ComparedRun
  private let other: ComparedRun
  private let shared: SharedData

  package init(_ first: ComparedRun, _ other: ComparedRun) {
    self.first = first
    self.other = other
    if first.hasData(of: other) {
      shared = .all
    } else {
      shared = first.hasTestExamples(of: other) ? .testExamples : .nothing
    }
  }

  /// Whether the files differ, and only their labels say that the test examples are the same.
  var restsOnLabels: Bool { shared == .testExamples }

  /// Why nothing can be compared, whatever the metric.
  var dataObstacle: Obstacle? {
    let names = [first, other].map { $0.definition?[path: JSONPath("dataset.name")]?.string }
    if let name = names[0], let another = names[1], name != another {
      return .dataset(first: name, other: another)
    }
    return shared == .nothing ? .data : nil
  }

  /// Why a metric cannot be compared; nil where it can, as far as is known: of an imported run only
  /// the person who imported it can know.
  ///
  /// - Parameter acrossDraws: whether parts drawn alike by other seeds will do, as they do for
  ///   groups of seeds.
  package func obstacle(to metric: String, acrossDraws: Bool = false) -> Obstacle? {
    guard let definition = first.definition, let another = other.definition else { return nil }
    if let dataObstacle { return dataObstacle }
    let metric = Metric(metric)
    if metric.quantity == "loss", definition["loss"] != another["loss"] { return .loss }
    return metric.split.flatMap { obstacle(on: $0, acrossDraws: acrossDraws) }
  }

  /// Why what is measured on a part cannot be compared.
  func obstacle(on part: Metric.Split, acrossDraws: Bool = false) -> Obstacle? {
    guard let definition = first.definition, let another = other.definition else { return nil }
    if let dataObstacle { return dataObstacle }
    if restsOnLabels { return part == .test ? nil : .data }
    let selection = definition.selection(of: part)
    let isSame =
      selection == another.selection(of: part)
      && (selection?.object == nil || acrossDraws || definition["seed"] == another["seed"])
    if isSame { return nil }
    // Two ranges say it themselves; what is drawn, or a whole part, is known by the predictions.
    let areRanges = selection?.range != nil && another.selection(of: part)?.range != nil
    let isKnownSame = part == .test && !areRanges && first.hasTestExamples(of: other)
    return isKnownSame ? nil : .examples(part)
  }
}

extension Comparability.Obstacle {
  /// `the runs were not tested on the same examples`
  package var sentence: String {
    switch self {
    case .dataset(let first, let other): "dataset.name is \(first) and \(other)"
    case .data: "the data are not the same"
    case .examples(.test): "the runs were not tested on the same examples"
    case .examples(.validation): "the runs were not validated on the same examples"
    case .examples(.train): "the runs were not trained on the same examples"
    case .loss: "the losses are not the same"
    }
  }
}

extension ComparedRun {
  /// What else of a definition says what is to be learnt from the files.
  private static let target = ["dataset.label", "dataset.header"]

  /// Whether nothing is known that says otherwise.
  fileprivate func hasData(of other: ComparedRun) -> Bool {
    guard let definition, let another = other.definition else { return true }
    if let dataSHA256, let digest = other.dataSHA256, dataSHA256 != digest { return false }
    return Self.target.allSatisfy {
      definition[path: JSONPath($0)] == another[path: JSONPath($0)]
    }
  }

  /// Whether both predicted the same examples with the same labels.
  fileprivate func hasTestExamples(of other: ComparedRun) -> Bool {
    guard let predictions, let others = other.predictions,
      let pairs = PairedPredictions(predictions, others)
    else { return false }
    return !pairs.isPartial && !pairs.examples.isEmpty
  }
}
