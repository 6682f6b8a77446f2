package import Datasets
import Experiments

/// The question that a claim about two trainings leaves open, whether one setting is better than
/// the other, and the commands that answer it: several seeds of each, compared in groups.
package struct PathSuggestion: Hashable, Sendable {
  private let commands: [TrainingCommand]
  /// The settings in which the groups differ; empty if there are too many for one command.
  private let keys: [String]

  private static let seeds = 1...5
  private static let mostKeys = 3

  /// - Parameter commands: for each run, the command that trains its setting; nil if there is none.
  /// - Returns: nil unless a claim was made about two runs that differ in more than their seeds.
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

  /// The question, followed by one command per line.
  ///
  /// The last one names exactly the runs of the others: it repeats them so that they train nothing
  /// again and print only ids.
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
