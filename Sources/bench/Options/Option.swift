/// One long option of a verb, as it is parsed and as `-h` prints it.
package struct Option: Hashable, Sendable {
  /// Without the dashes.
  package let name: String
  /// What stands for its value in the help; nil: a flag.
  let value: String?
  let isRepeatable: Bool
  let help: String

  static func flag(_ name: String, _ help: String) -> Option {
    Option(name: name, value: nil, isRepeatable: false, help: help)
  }

  static func value(
    _ name: String, _ value: String, _ help: String, isRepeatable: Bool = false
  ) -> Option {
    Option(name: name, value: value, isRepeatable: isRepeatable, help: help)
  }

  /// `--set PATH=JSON`
  package var synopsis: String { "--\(name)" + (value.map { " " + $0 } ?? "") }

  static let workspace = value(
    "workspace", "DIR", "default BENCH_WORKSPACE, else the nearest folder with experiments/")
  static let filter = value("where", "EXPR", "the runs for which this holds, see bench runs -h")
  static let format = value("format", "FORMAT", "table, markdown, csv or json; default table")
}
