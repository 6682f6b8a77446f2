import Datasets
import Experiments
import Files
import JSON
import Runs

/// What `metadata_props` say of a model, lists as JSON.
struct ONNXMetadata {
  private(set) var entries: [(key: String, value: String)] = []

  init(_ model: TrainedModel, _ summary: ExportSummary) {
    let (input, output) = (summary.input, summary.output)
    add("run", model.run)
    add("experiment", model.experiment.name)
    add("step", "\(model.step)")
    add("weights_sha256", SHA256Digest.weights(model.weights).description)
    if let classes = output.classes { add("class_names", texts(classes)) }
    if let features = input.features { add("features", texts(features)) }
    add("preprocessing", summary.settings.hasPreprocessing ? "inside" : "outside")
    if input.padding > 0 { add("padding", "\(input.padding)") }
    if !input.fillings.isEmpty {
      add(
        "missing",
        JSONValue.array(input.fillings.map { $0.isNaN ? .null : .number(Double($0)) }).canonicalText
      )
    }
    // Numbers become (x ÷ divisor − mean) ÷ deviation.
    add("divisor", numbers(input.divisors.map { Double($0) }, else: 1))
    add("mean", numbers(input.means, else: 0))
    add("deviation", numbers(input.deviations, else: 1))
    if !output.means.isEmpty {
      add("value_mean", numbers(output.means, else: 0))
      add("value_deviation", numbers(output.deviations, else: 1))
    }
    let categories = input.columns.filter {
      if case .categories = $0.values { true } else { false }
    }
    if !categories.isEmpty { add("categories", Self.json(categories).canonicalText) }
  }

  private mutating func add(_ key: String, _ value: String) { entries.append((key, value)) }

  private func texts(_ values: [String]) -> String {
    JSONValue.array(values.map(JSONValue.string)).canonicalText
  }

  private func numbers(_ values: [Double], else value: Double) -> String {
    JSONValue.array((values.isEmpty ? [value] : values).map(JSONValue.number)).canonicalText
  }

  /// `[{"column": "colour", "names": ["red", "green"]}]`
  private static func json(_ columns: [LearntEncoding.Column]) -> JSONValue {
    .array(
      columns.map { column in
        guard case .categories(let names) = column.values else { return .null }
        return [
          "column": column.name.map(JSONValue.string) ?? .integer(column.index),
          "names": .array(names.map(JSONValue.string)),
        ]
      })
  }
}
