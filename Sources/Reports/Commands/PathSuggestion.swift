package import Datasets
import Experiments

/// What a claim of two trainings leaves open, whether one setting is better than the other, and the
/// commands that answer it: some seeds of each, and the groups they make.
package struct PathSuggestion: Hashable, Sendable {
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

  /// The question, and a command a line.
  ///
  /// The last one names exactly the runs of the others: they train nothing twice and print ids
  /// alone.
  package var lines: [Remedy] {
    func training(_ command: TrainingCommand, quietly: Bool) -> ProgramCommand {
      command.command(seeds: Self.seeds, onlyNeeded: true, quietly: quietly)
    }
    var answers = commands.map { training($0, quietly: false) }
    if !keys.isEmpty {
      let runs = commands.map { training($0, quietly: true) }
      answers.append(.compareRuns(of: runs, groupedBy: keys))
    }
    return ["next  is the setting better? \(Self.seeds.count) seeds of each would say:"]
      + answers.map { "      \(command: $0)" }
  }
}
