import Experiments

/// What a claim of two trainings leaves open, whether one setting is better than the other, and the
/// commands that answer it: some seeds of each, and the groups they make.
package struct SettingQuestion: Hashable, Sendable {
  private let commands: [TrainingCommand]
  /// What tells the groups apart; none where that is too much for one command.
  private let keys: [String]

  private static let seeds = 1...5
  private static let mostKeys = 3

  /// - Parameter commands: of each run what trains its setting; nil: nothing does.
  /// - Returns: nil unless a claim was made of two runs that do not differ in their seeds alone.
  package init?(_ comparison: Comparison, _ commands: [TrainingCommand?]) {
    let commands = commands.compactMap(\.self)
    let paths = comparison.differences.filter { $0.path != "seed" }
    guard comparison.runs.count == 2, commands.count == 2, comparison.contrasts[1] != nil,
      !paths.isEmpty, commands[0] != commands[1]
    else { return nil }
    self.commands = commands
    let shared = paths.filter { !$0.values.contains(nil) }.map(\.path)
    let keys = comparison.settingKey.map { [$0] } ?? shared
    self.keys = keys.count <= Self.mostKeys ? keys : []
  }

  /// The question, and a command a line, each as it is typed into a shell.
  ///
  /// The last one names exactly the runs of the others: with `--needed` and `--quiet` they train
  /// nothing twice and print ids alone.
  ///
  /// - Parameters:
  ///   - bench: how the program is called.
  ///   - workspace: where `--workspace` had to be given.
  package func lines(bench: String, workspace: String?) -> [String] {
    let place = workspace.map { ["--workspace \($0.shellQuoted)"] } ?? []
    let options =
      ["--seeds \(Self.seeds.lowerBound)..\(Self.seeds.upperBound)", "--needed"] + place
    var lines = commands.map { $0.text(bench: bench, options: options) }
    if !keys.isEmpty {
      let runs = commands.map { "$(\($0.text(bench: bench, options: options + ["--quiet"])))" }
      let words =
        [bench.shellQuoted, "compare"] + place + ["--group-by", keys.joined(separator: ",")]
      lines.append((words + runs).joined(separator: " "))
    }
    return ["next  is the setting better? \(Self.seeds.count) seeds of each would say:"]
      + lines.map { "      " + $0 }
  }
}
