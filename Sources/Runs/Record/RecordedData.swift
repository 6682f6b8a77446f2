package import Datasets
import Engine
import Experiments
package import JSON

/// The layout of a run's data files when it began, so that its definition can be resolved without
/// them.
package struct RecordedData: Hashable, Sendable {
  package let layout: DatasetLayout
  /// The ranges of definition.json that the experiment did not give: all of their part.
  package let defaultRanges: [JSONPath]

  package init(layout: DatasetLayout, defaultRanges: [JSONPath]) {
    self.layout = layout
    self.defaultRanges = defaultRanges
  }

  /// The data of a run that is about to start; nil if the experiment was resolved without its data.
  init?(_ experiment: ResolvedExperiment) {
    guard let layout = experiment.dataset.layout else { return nil }
    self.init(layout: layout, defaultRanges: experiment.defaultRanges)
  }
}

extension RecordedData {
  var json: JSONValue {
    var members: [String: JSONValue] = [
      "shape": .array(layout.rawShape.dimensions.map(JSONValue.integer)),
      "train_examples": .integer(layout.trainCount),
      "test_examples": .integer(layout.testCount),
      "default_ranges": .array(defaultRanges.map { .string($0.description) }),
    ]
    if let count = layout.validationCount { members["validation_examples"] = .integer(count) }
    if let facts = layout.facts {
      members["pictures"] = .bool(facts.holdsPictures)
      members["one_part"] = .bool(facts.isOnePart)
      switch facts.target {
      case .classes(let count): members["classes"] = .integer(count)
      case .values(let count): members["values"] = .integer(count)
      }
      if let names = facts.classNames {
        members["class_names"] = .array(names.map(JSONValue.string))
      }
    }
    return .object(members)
  }

  init(_ fields: RecordFields) throws(RunRecordProblem) {
    let paths = try fields.strings("default_ranges").map { JSONPath($0) }
    self.init(
      layout: DatasetLayout(
        rawShape: Shape(try fields.counts("shape")),
        trainCount: try fields.count("train_examples"),
        testCount: try fields.count("test_examples"),
        validationCount: try fields.optionalCount("validation_examples"),
        facts: try Self.facts(fields)),
      defaultRanges: paths.filter(ResolvedExperiment.subsetRanges.contains))
  }

  /// What only the data say; nil if the definition says it all.
  private static func facts(_ fields: RecordFields) throws(RunRecordProblem) -> DatasetFacts? {
    guard let holdsPictures = try fields.optionalBool("pictures") else { return nil }
    let target =
      if let count = try fields.optionalCount("classes") { DatasetTarget.classes(count) } else {
        DatasetTarget.values(try fields.count("values"))
      }
    return DatasetFacts(
      target: target,
      classNames: fields.value("class_names") == nil ? nil : try fields.strings("class_names"),
      holdsPictures: holdsPictures, isOnePart: try fields.bool("one_part"))
  }
}
