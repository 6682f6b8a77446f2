/// One option of a verb, as it is parsed and as `-h` prints it.
package struct Option: Hashable, Sendable {
  /// Without the dashes.
  package let name: String
  /// What stands for its value in the help; nil: a flag.
  let value: String?
  let isRepeatable: Bool
  /// The letter that stands for the name: `-o FILE`.
  var letter: Character?
  let help: String

  static func flag(_ name: String, _ help: String) -> Option {
    Option(name: name, value: nil, isRepeatable: false, letter: nil, help: help)
  }

  static func value(
    _ name: String, _ value: String, _ help: String, isRepeatable: Bool = false
  ) -> Option {
    Option(name: name, value: value, isRepeatable: isRepeatable, letter: nil, help: help)
  }

  /// `--set PATH=JSON`
  package var synopsis: String {
    (letter.map { "-\($0), " } ?? "") + "--\(name)" + (value.map { " " + $0 } ?? "")
  }

  /// Whether a word, without its value, names this option.
  func isNamed(by word: String) -> Bool {
    word == "--\(name)" || letter.map { word == "-\($0)" } ?? false
  }

  static let workspace = value(
    "workspace", "DIR", "default BENCH_WORKSPACE, else the nearest folder with experiments/")
  static let filter = value("where", "EXPR", "the runs for which this holds, see bench runs -h")
  static func output(_ help: String) -> Option {
    var option = value("output", "FILE", help)
    option.letter = "o"
    return option
  }

  static let format = value("format", "FORMAT", "table, markdown, csv or json; default table")
}
