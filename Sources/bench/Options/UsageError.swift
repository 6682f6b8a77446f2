package import Datasets
import Experiments
import Reports

/// A mistake in the command line: what is wrong, and what to do instead.
package struct UsageError: Error, Hashable, Sendable {
  /// `bench run: unknown option '--epoch'`
  package let problem: String
  /// Lines of advice.
  package var advice: [Remedy]

  package init(problem: String, advice: [Remedy] = []) {
    self.problem = problem
    self.advice = advice
  }
}

extension UsageError {
  static func missingValue(_ option: OptionDeclaration, of command: Command) -> UsageError {
    UsageError(
      problem: "bench \(command.verb): --\(option.name) needs a value: \(option.synopsis)",
      advice: ["all options: \(command: .help(verb: command.verb))"])
  }

  static func unexpectedValue(
    _ option: OptionDeclaration, _ value: String, of command: Command
  ) -> UsageError {
    UsageError(
      problem: "bench \(command.verb): --\(option.name) takes no value, found '\(value)'",
      advice: ["all options: \(command: .help(verb: command.verb))"])
  }

  static func repeated(_ option: OptionDeclaration, of command: Command) -> UsageError {
    UsageError(
      problem: "bench \(command.verb): --\(option.name) is given twice",
      advice: ["say which is meant, once"])
  }

  /// - Parameter given: how many operands there are, fewer than needed.
  static func missingOperands(of command: Command, given: Int) -> UsageError {
    let nouns = command.operands.split(separator: " ").map { $0.filter { $0 != "…" } }
    let noun = nouns.first?.lowercased() ?? ""
    let things = given == 1 ? "1 \(noun) is" : "\(given) \(noun)s are"
    let problem =
      if given == 0 {
        "\(command.operands) is missing"
      } else if given < nouns.count, nouns[given] != nouns[0] {
        "\(nouns[given]) is missing"
      } else {
        "\(things) given, but it takes at least \(command.operandCount.lowerBound)"
      }
    return UsageError(
      problem: "bench \(command.verb): \(problem)",
      advice: ["as in: \(command: .example(verb: command.verb))"])
  }

  static func extraOperand(_ operand: String, of command: Command) -> UsageError {
    let taken = command.operands.isEmpty ? "takes none" : "takes \(command.operands)"
    return UsageError(
      problem: "bench \(command.verb): '\(operand)' is one argument too many: \(taken)",
      advice: ["as in: \(command: .example(verb: command.verb))"])
  }

  /// The values of options for another program were typed as separate words, and so read as operands.
  ///
  /// - Parameters:
  ///   - places: where the options are among the words after the verb.
  ///   - taker: the option whose values they are.
  static func separateValues(
    of places: some Collection<Int>, for taker: OptionDeclaration, _ words: [String],
    of command: Command
  ) -> UsageError {
    var typed = words
    for place in places.sorted(by: >) {
      // A short option takes its value without a sign.
      let sign = words[place].hasPrefix("--") ? "=" : ""
      typed.replaceSubrange(place...place + 1, with: ["\(words[place])\(sign)\(words[place + 1])"])
    }
    let options = places.map { words[$0] }.listed
    return UsageError(
      problem:
        "bench \(command.verb): a value for \(taker.name)'s \(options) must be in the same word",
      advice: ["as in: \(command: .typed([command.verb] + typed))"])
  }

  static func value(_ value: String, of option: String, expected: String) -> UsageError {
    UsageError(problem: "--\(option) '\(value)': expected \(expected)")
  }

  static func conflict(
    _ first: some AnyOption, _ second: some AnyOption, because reason: String
  ) -> UsageError {
    let names = "--\(first.declaration.name) and --\(second.declaration.name)"
    return UsageError(problem: "\(names) exclude each other: \(reason)")
  }

  /// Returns `did you mean X? all options: bench run -h`, or its second half.
  static func suggestion(
    for name: String, among names: [String], all command: ProgramCommand, _ things: String
  ) -> Remedy {
    didYouMean(nearestNames(to: name, among: names), then: "all \(things): \(command: command)")
  }
}
