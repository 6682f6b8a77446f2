import JSON

extension DefinitionDifference {
  /// Returns a value as tables and sentences show it; `-` if the run has none.
  static func text(_ value: JSONValue?) -> String {
    guard let value else { return "-" }
    return value.string ?? value.canonicalText
  }

  /// `optimizer.learning_rate (0.05, 0.002)`
  var pathWithValues: String { "\(path) (\(values.map(Self.text).listed))" }
}
