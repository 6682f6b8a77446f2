/// An option with the type of its value.
///
/// The options of all verbs are declared in `Options`. A verb lists those that it takes, and reads
/// the value of one with `arguments[Options.threads]`.
package struct Option<Value: Sendable>: AnyOption {
  package private(set) var declaration: OptionDeclaration
  /// Returns the value of the texts that were given, nil where the option was not.
  let read: @Sendable (_ given: [String]?) throws -> Value

  /// Declares an option that is given or not.
  init(flag name: String, _ help: String) where Value == Bool {
    declaration = OptionDeclaration(
      name: name, letter: nil, placeholder: nil, isRepeatable: false, help: help,
      completion: .nothing)
    read = { $0 != nil }
  }

  /// Declares an option with a value. The value is nil where the option is not given.
  init<Parsed>(
    _ name: String, letter: Character? = nil, _ placeholder: String, _ help: String,
    _ parser: ValueParser<Parsed>
  ) where Value == Parsed? {
    declaration = OptionDeclaration(
      name: name, letter: letter, placeholder: placeholder, isRepeatable: false, help: help,
      completion: parser.completion)
    read = { given in try given?.last.map { try parser.parse($0, name) } }
  }

  /// Declares an option that may be given several times. The values are in the order given.
  init<Parsed>(
    repeatable name: String, _ placeholder: String, _ help: String, _ parser: ValueParser<Parsed>
  ) where Value == [Parsed] {
    declaration = OptionDeclaration(
      name: name, letter: nil, placeholder: placeholder, isRepeatable: true, help: help,
      completion: parser.completion)
    read = { given in try (given ?? []).map { try parser.parse($0, name) } }
  }

  /// Declares an option whose value may be left out. The value is `standard` where the option is
  /// given without one, and nil where it is not given.
  init<Parsed>(
    _ name: String, optional placeholder: String, standard: Parsed, _ help: String,
    _ parser: ValueParser<Parsed>
  ) where Value == Parsed? {
    declaration = OptionDeclaration(
      name: name, letter: nil, placeholder: placeholder, isRepeatable: false,
      hasOptionalValue: true, help: help, completion: parser.completion)
    read = { given in
      guard let given else { return nil }
      return try given.last.map { try parser.parse($0, name) } ?? standard
    }
  }

  private init(
    _ declaration: OptionDeclaration, read: @escaping @Sendable ([String]?) throws -> Value
  ) {
    self.declaration = declaration
    self.read = read
  }

  /// Returns the option with a default in place of nil.
  func defaulting<Parsed>(to standard: Parsed) -> Option<Parsed> where Value == Parsed? {
    Option<Parsed>(declaration) { given in try read(given) ?? standard }
  }

  /// Returns the option with the help of a verb for which it means something of its own.
  func described(_ help: String) -> Self {
    var option = self
    option.declaration.help = help
    return option
  }
  /// Returns the option with a second name, without the dashes.
  func named(also alternative: String) -> Self {
    var option = self
    option.declaration.alternative = alternative
    return option
  }
}
