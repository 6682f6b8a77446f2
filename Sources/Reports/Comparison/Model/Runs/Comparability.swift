package import Experiments
import JSON
import Runs

/// Whether two runs may be compared by a metric. Pairs, groups and each line of a table use this one
/// rule. Values that may not be compared are still shown.
package struct Comparability: Hashable, Sendable {
  /// The reason why a metric does not measure the same thing in both runs.
  package enum Obstacle: Hashable, Sendable {
    case dataset(first: String, other: String)
    /// The files differ, or the column of them that is learnt.
    case data
    /// The runs use different examples of the same data.
    case examples(Metric.Split)
    case loss
  }

  private enum SharedData: Hashable, Sendable {
    case all
    /// The files differ, but predictions.csv has the same label for each test example.
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

  /// Whether the files differ and only the labels show that the test examples are the same.
  var restsOnLabels: Bool { shared == .testExamples || first.isImported || other.isImported }

  /// The reason why no metric at all can be compared; nil if there is none.
  var dataObstacle: Obstacle? {
    let names = [first, other].map { $0.definition?[path: JSONPath("dataset.name")]?.string }
    if let name = names[0], let another = names[1], name != another {
      return .dataset(first: name, other: another)
    }
    return shared == .nothing ? .data : nil
  }

  /// Returns the reason why a metric cannot be compared; nil if it can, or if a run is imported and
  /// nothing is known.
  ///
  /// - Parameter acrossDraws: whether parts that different seeds draw in the same way count as the
  ///   same, as they do for groups of seeds, and so the folds of divisions of one kind.
  package func obstacle(to metric: String, acrossDraws: Bool = false) -> Obstacle? {
    guard let definition = first.definition, let another = other.definition else { return nil }
    if let dataObstacle { return dataObstacle }
    let metric = Metric(metric)
    if metric.quantity == "loss", definition["loss"] != another["loss"] { return .loss }
    return metric.split.flatMap { obstacle(on: $0, acrossDraws: acrossDraws) }
  }

  /// Returns the reason why metrics of a part cannot be compared; nil if they can.
  func obstacle(on part: Metric.Split, acrossDraws: Bool = false) -> Obstacle? {
    guard let definition = first.definition, let another = other.definition else { return nil }
    if let dataObstacle { return dataObstacle }
    if restsOnLabels { return part == .test ? nil : .data }
    let selection = definition.selection(of: part)
    let isSame =
      selection == another.selection(of: part)
      && definition.division(acrossDraws) == another.division(acrossDraws)
      && (selection?.object == nil || acrossDraws || definition["seed"] == another["seed"])
    if isSame { return nil }
    // Two different ranges are different examples. For a drawn or a whole part the predictions decide.
    let areRanges = selection?.range != nil && another.selection(of: part)?.range != nil
    let isKnownSame = part == .test && !areRanges && first.hasTestExamples(of: other)
    return isKnownSame ? nil : .examples(part)
  }
}

extension JSONValue {
  /// What divides the examples of a definition into parts.
  ///
  /// - Parameter acrossFolds: whether all folds of all divisions of one kind count as the same.
  fileprivate func division(_ acrossFolds: Bool) -> [JSONValue?] {
    let path = JSONPath("dataset")
    guard case .object(var folds)? = self[path: path]?["folds"] else {
      return [self[path: path]?["split"]]
    }
    if acrossFolds { (folds["index"], folds["seed"]) = (nil, nil) }
    return [self[path: path]?["split"], .object(folds)]
  }
}

extension ComparedRun {
  /// The other values of a definition that determine what is learnt from the files.
  private static let target = ["dataset.label", "dataset.header"]

  /// Whether both runs have the same data, as far as is known.
  fileprivate func hasData(of other: ComparedRun) -> Bool {
    guard let definition, let another = other.definition else { return true }
    if let dataSHA256, let digest = other.dataSHA256, dataSHA256 != digest { return false }
    return Self.target.allSatisfy {
      definition[path: JSONPath($0)] == another[path: JSONPath($0)]
    }
  }

  /// Whether both runs predicted the same examples with the same labels.
  fileprivate func hasTestExamples(of other: ComparedRun) -> Bool {
    guard let predictions, let others = other.predictions,
      let pairs = PairedPredictions(predictions, others)
    else { return false }
    return !pairs.isPartial && !pairs.examples.isEmpty
  }
}
