import Experiments
import JSON

extension JSONValue {
  /// The number, or null.
  static func optional(_ number: Double?) -> JSONValue { number.map { .number($0) } ?? .null }

  /// The number, or null.
  static func optional(_ number: Int?) -> JSONValue { number.map { .integer($0) } ?? .null }

  /// The text, or null.
  static func optional(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }

  /// `"higher"`, `"lower"`, or null.
  static func optional(_ direction: MetricDirection?) -> JSONValue {
    direction.map { .string($0.rawValue) } ?? .null
  }
}
