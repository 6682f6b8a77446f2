import Datasets
import Experiments
import JSON

extension UsageError {
  /// An option that a verb does not have. One that names a value of the definition, as other tools
  /// have it (`--lr 0.1`, `--batch-size 64`), is answered with the same command that sets the value by
  /// its path.
  ///
  /// - Parameters:
  ///   - option: the option without its value.
  ///   - place: where it is among the words after the verb.
  static func unknownOption(
    _ option: String, at place: Int, of words: [String], for command: Command
  ) -> UsageError {
    let problem = "bench \(command.verb): unknown option '\(option)'"
    let name = String(option.drop { $0 == "-" })
    let options = command.options.map(\.declaration)
    let paths = DefinitionPaths.meant(byOption: name)
    let habit = paths.compactMap { path in
      options.first { path == $0.name || path.hasSuffix(".\($0.name)") }?.name
    }
    let names = (options.map(\.name) + ["help"]).map { "--" + $0 }
    let near = habit.isEmpty ? nearestNames(to: option, among: names) : ["--\(habit[0])"]
    let takesPaths = options.contains { $0.name == Options.set.declaration.name }
    if takesPaths, habit.isEmpty, let path = paths.first {
      let typed = Self.command(command.verb, words, setting: path, at: place)
      let rest = paths.count > 1 ? [didYouMean(paths).map { Remedy($0) }].compactMap { $0 } : []
      return UsageError(
        problem: problem,
        advice: ["\(path) is a value of the definition: \(command: .typed(typed))"] + rest)
    }
    return UsageError(
      problem: problem,
      advice: [didYouMean(near, then: "all options: \(command: .help(verb: command.verb))")])
  }

  /// The words with the option and its value replaced by `--set PATH=VALUE`.
  private static func command(
    _ verb: String, _ words: [String], setting path: String, at place: Int
  ) -> [String] {
    var place = words.indices.contains(place) ? place : 0
    let before = words[..<place]
    let parts = words[place].split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    place += 1
    var value = parts.count > 1 ? String(parts[1]) : nil
    if value == nil, place < words.count, !words[place].hasPrefix("--") {
      value = words[place]
      place += 1
    }
    let target = JSONPath(path)
    let isObject = value.flatMap { try? JSONValue(parsing: $0) }?.object != nil
    let typed = isObject ? target : DefinitionPaths.typePath(at: target) ?? target
    let sample =
      DefinitionPaths.values(at: typed).first?.text
      ?? DefinitionPaths.sample(at: typed)?.canonicalText ?? "VALUE"
    return [verb] + before + ["--set", "\(typed)=\(value ?? sample)"] + words[place...]
  }
}
