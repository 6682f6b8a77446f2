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
    [
      "shape": .array(layout.rawShape.dimensions.map(JSONValue.integer)),
      "train_examples": .integer(layout.trainCount),
      "test_examples": .integer(layout.testCount),
      "default_ranges": .array(defaultRanges.map { .string($0.description) }),
    ]
  }

  init(_ fields: RecordFields) throws(RunRecordProblem) {
    let paths = try fields.strings("default_ranges").map { JSONPath($0) }
    self.init(
      layout: DatasetLayout(
        rawShape: Shape(try fields.counts("shape")),
        trainCount: try fields.count("train_examples"),
        testCount: try fields.count("test_examples")),
      defaultRanges: paths.filter(ResolvedExperiment.subsetRanges.contains))
  }
}
