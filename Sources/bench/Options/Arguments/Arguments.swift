/// A verb's options and operands as they were typed.
package struct Arguments: Sendable {
  package private(set) var operands: [String] = []
  package private(set) var asksForHelp = false
  private var given: [String: [String]] = [:]
  /// The options with a value in the order in which they were typed.
  private(set) var sequence: [(option: String, text: String)] = []
  /// The option that takes options that are not known; nil: they are refused.
  private var taker: OptionDeclaration?
  /// The places of options for the taker that are followed by a word without a dash, which may be
  /// meant as their value.
  private var followed: [Int] = []

  /// Reads the words after the verb.
  ///
  /// `--opt=value` and `--opt value` are the same; after `--` everything is an operand.
  package init(_ words: [String], for command: Command) throws(UsageError) {
    if let (flag, taker) = command.passing,
      words.prefix(while: { $0 != "--" }).contains("--\(flag.declaration.name)")
    {
      self.taker = taker.declaration
    }
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        operands += rest
        break
      } else if word == "-h" || word == "--help" {
        asksForHelp = true
      } else if word.hasPrefix("-"), word != "-" {
        try read(option: word, &rest, of: words, for: command)
      } else {
        operands.append(word)
      }
    }
    guard !asksForHelp else { return }
    // Runs may be named by what they are instead.
    let needed =
      has(Options.filter) || command.itemized.map { given[$0.item.declaration.name] != nil } == true
      ? 0 : command.operandCount.lowerBound
    guard operands.count >= needed else {
      throw .missingOperands(of: command, given: operands.count)
    }
    // Where options are passed on, the verb takes the fewest operands that it can.
    let spare = operands.count - command.operandCount.lowerBound
    if let taker, spare > 0, !followed.isEmpty {
      throw .separateValues(of: followed.suffix(spare), for: taker, words, of: command)
    }
    guard operands.count <= command.operandCount.upperBound else {
      throw .extraOperand(operands[command.operandCount.upperBound], of: command)
    }
  }

  private mutating func read(
    option word: String, _ rest: inout ArraySlice<String>, of words: [String], for command: Command
  ) throws(UsageError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let typed = String(parts[0])
    let options = command.options.map(\.declaration)
    guard let option = options.first(where: { $0.isNamed(by: typed) }) else {
      if let taker {
        if parts.count == 1, rest.first?.hasPrefix("-") == false {
          followed.append(rest.startIndex - 1)
        }
        return given[taker.name, default: []].append(word)
      }
      throw .unknownOption(typed, at: rest.startIndex - 1, of: words, for: command)
    }
    guard given[option.name] == nil || option.isRepeatable || isAnew(option, of: command) else {
      throw .repeated(option, of: command)
    }
    let attached = parts.count > 1 ? String(parts[1]) : nil
    if option.placeholder == nil {
      if let attached { throw .unexpectedValue(option, attached, of: command) }
      given[option.name] = []
    } else if let attached {
      add(attached, to: option)
    } else if option.hasOptionalValue, rest.first?.hasPrefix("-") != false {
      given[option.name] = []
    } else if let next = rest.first, !next.hasPrefix("--") {
      add(rest.removeFirst(), to: option)
    } else {
      throw .missingValue(option, of: command)
    }
  }

  private mutating func add(_ text: String, to option: OptionDeclaration) {
    given[option.name, default: []].append(text)
    sequence.append((option.name, text))
  }

  /// Whether an option may be given again, because the item it applies to was named since.
  private func isAnew(_ option: OptionDeclaration, of command: Command) -> Bool {
    guard let (item, details) = command.itemized,
      details.contains(where: { $0.declaration.name == option.name }),
      let last = sequence.last(where: {
        [option.name, item.declaration.name].contains($0.option)
      })
    else { return false }
    return last.option == item.declaration.name
  }

  /// The value of an option.
  ///
  /// Throws a `UsageError` that names the option, or the error of what its text is parsed as.
  package subscript<Value>(_ option: Option<Value>) -> Value {
    get throws { try option.read(given[option.declaration.name]) }
  }

  /// Whether the option was given.
  func has(_ option: some AnyOption) -> Bool { given[option.declaration.name] != nil }

  /// The text that was last given for an option, or nil.
  func text(of option: some AnyOption) -> String? { given[option.declaration.name]?.last }
}
