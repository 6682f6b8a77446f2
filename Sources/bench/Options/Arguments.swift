import Experiments

/// A verb's options and operands as they were typed.
package struct Arguments: Sendable {
  package private(set) var operands: [String] = []
  package private(set) var asksForHelp = false
  private var given: [String: [String]] = [:]

  /// Reads the words after the verb.
  ///
  /// `--opt=value` and `--opt value` are the same; after `--` everything is an operand.
  package init(_ words: [String], for command: Command) throws(UsageError) {
    var rest = words[...]
    while let word = rest.popFirst() {
      if word == "--" {
        operands += rest
        break
      } else if word == "-h" || word == "--help" {
        asksForHelp = true
      } else if word.hasPrefix("-"), word != "-" {
        try read(option: word, &rest, for: command)
      } else {
        operands.append(word)
      }
    }
    guard !asksForHelp else { return }
    // Runs may be named by what they are instead.
    let needed = has(Option.filter.name) ? 0 : command.operandCount.lowerBound
    guard operands.count >= needed else {
      throw .missingOperands(of: command, given: operands.count)
    }
    guard operands.count <= command.operandCount.upperBound else {
      throw .extraOperand(operands[command.operandCount.upperBound], of: command)
    }
  }

  private mutating func read(
    option word: String, _ rest: inout ArraySlice<String>, for command: Command
  ) throws(UsageError) {
    let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    let typed = String(parts[0])
    guard let option = command.options.first(where: { $0.isNamed(by: typed) }) else {
      throw .unknownOption(typed, of: command)
    }
    guard given[option.name] == nil || option.isRepeatable else {
      throw .repeated(option, of: command)
    }
    let attached = parts.count > 1 ? String(parts[1]) : nil
    if option.value == nil {
      if let attached { throw .unexpectedValue(option, attached, of: command) }
      given[option.name] = []
    } else if let attached {
      given[option.name, default: []].append(attached)
    } else if let next = rest.first, !next.hasPrefix("--") {
      given[option.name, default: []].append(rest.removeFirst())
    } else {
      throw .missingValue(option, of: command)
    }
  }

  /// Whether the option was given.
  package func has(_ option: String) -> Bool { given[option] != nil }

  /// The value of an option; nil where it was not given.
  package func value(_ option: String) -> String? { given[option]?.last }

  /// Every value of a repeatable option, in the order given.
  package func values(_ option: String) -> [String] { given[option] ?? [] }

  /// Returns the option's value as an integer in `range`.
  package func integer(_ option: String, in range: ClosedRange<Int>) throws(UsageError) -> Int? {
    guard let text = value(option) else { return nil }
    guard let integer = Int(text), range.contains(integer), text.first != "+" else {
      let isTooLarge = Int(text) == nil && text.allSatisfy { "0"..."9" ~= $0 } && !text.isEmpty
      let expected = isTooLarge ? "no more than \(range.upperBound)" : Self.words(for: range)
      throw .value(text, of: option, expected: expected)
    }
    return integer
  }

  /// Returns both ends of `A..B`.
  package func range(_ option: String) throws(UsageError) -> ClosedRange<Int>? {
    guard let text = value(option) else { return nil }
    let ends = text.split(separator: "..", omittingEmptySubsequences: false).map { Int($0) }
    guard ends.count == 2, let first = ends[0], let last = ends[1], first >= 0, first <= last else {
      throw .value(text, of: option, expected: "A..B with 0 <= A <= B, as 1..5 (both included)")
    }
    return first...last
  }

  /// Returns the option's value as one of an enumeration's names.
  package func choice<Choice: RawRepresentable<String> & CaseIterable>(
    _ option: String, default standard: Choice
  ) throws(UsageError) -> Choice {
    guard let text = value(option) else { return standard }
    guard let choice = Choice(rawValue: text) else {
      let names = Choice.allCases.map(\.rawValue)
      let all = names.dropLast().joined(separator: ", ") + " or " + (names.last ?? "")
      let question = didYouMean(nearestNames(to: text, among: names)).map { "; " + $0 } ?? ""
      throw .value(text, of: option, expected: all + question)
    }
    return choice
  }

  private static func words(for range: ClosedRange<Int>) -> String {
    range.upperBound == .max
      ? "a whole number, \(range.lowerBound) or more"
      : "a whole number from \(range.lowerBound) to \(range.upperBound)"
  }
}
