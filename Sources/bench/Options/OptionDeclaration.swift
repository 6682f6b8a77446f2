/// What the parser, the help and the completions know of an option.
package struct OptionDeclaration: Hashable, Sendable {
  /// Without the dashes.
  package let name: String
  /// The letter that stands for the name: `-o FILE`.
  let letter: Character?
  /// What stands for the value in the help, or nil for a flag.
  let placeholder: String?
  let isRepeatable: Bool
  /// Whether it may be given without a value.
  var hasOptionalValue = false
  var help: String
  /// The kind of the value, which a shell completes.
  let completion: Completion
  /// Another name for the same option, without the dashes; nil for none.
  var alternative: String?

  /// `--set PATH=JSON`
  package var synopsis: String {
    (letter.map { "-\($0), " } ?? "") + "--\(name)"
      + (placeholder.map { hasOptionalValue ? " [\($0)]" : " " + $0 } ?? "")
  }

  /// Whether a word, without its value, names this option.
  func isNamed(by word: String) -> Bool {
    word == "--\(name)" || letter.map { word == "-\($0)" } ?? false
      || alternative.map { word == "--\($0)" } ?? false
  }
}

/// An option of any type, as a verb lists it.
package protocol AnyOption: Sendable {
  var declaration: OptionDeclaration { get }
}
