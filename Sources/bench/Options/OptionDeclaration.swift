/// What the parser, the help and the completions know of an option.
package struct OptionDeclaration: Hashable, Sendable {
  /// Without the dashes.
  package let name: String
  /// The letter that stands for the name: `-o FILE`.
  let letter: Character?
  /// What stands for the value in the help, or nil for a flag.
  let placeholder: String?
  let isRepeatable: Bool
  var help: String
  /// What a shell offers for the value.
  let completion: Completion
  /// Another name for the same option, without the dashes; nil for none.
  var alternative: String?

  /// `--set PATH=JSON`
  package var synopsis: String {
    (letter.map { "-\($0), " } ?? "") + "--\(name)" + (placeholder.map { " " + $0 } ?? "")
  }

  /// Whether a word, without its value, names this option.
  func isNamed(by word: String) -> Bool {
    word == "--\(name)" || letter.map { word == "-\($0)" } ?? false
      || alternative.map { word == "--\($0)" } ?? false
  }
}

/// What a shell offers for the value of an option.
enum Completion: Hashable, Sendable {
  case nothing
  case files
  case folders
  case words([String])
}

/// An option of any type, as a verb lists it.
package protocol AnyOption: Sendable {
  var declaration: OptionDeclaration { get }
}
