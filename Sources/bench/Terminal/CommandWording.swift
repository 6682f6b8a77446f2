package import Datasets
import Runs

/// How commands of this program are typed into a shell, from where the user stands.
///
/// Every command that is printed is worded here.
package struct CommandWording: Hashable, Sendable {
  /// The program, as it can be called: `bench`, or a path.
  let program: String
  /// What `--workspace` must say; nil: the command finds the workspace without.
  package var workspace: String?
  /// The words of the command that was typed, from its verb on.
  package var typed: [String] = []

  package init(program: String, workspace: String? = nil, typed: [String] = []) {
    self.program = program
    self.workspace = workspace
    self.typed = typed
  }

  /// One line of advice.
  package func text(_ remedy: Remedy) -> String {
    remedy.parts.map { part in
      switch part {
      case .text(let text): text
      case .command(let command): text(command)
      }
    }
    .joined()
  }

  package func text(_ command: ProgramCommand) -> String {
    if case .example(let verb) = command { return example(of: verb) }
    if case .again(let options) = command { return again(with: options) }
    let words = Self.words(of: command)
    var typed = ([program] + words).map(\.shellQuoted)
    if case .compareRuns(let printers, _) = command {
      typed += printers.map { "$(\(text($0)))" }
    }
    if let workspace, Self.takesWorkspace(words) {
      // A value that begins so would be read as an option.
      typed.append(workspace.hasPrefix("--") ? "--workspace=" : "--workspace ")
      typed[typed.count - 1] += workspace.shellQuoted
    }
    return typed.joined(separator: " ")
  }

  /// The command that was typed, with an option and its value in place of its own, or at its end.
  private func again(with options: [String]) -> String {
    var words: [String] = []
    var rest = typed[...]
    let isRepeatable = options.first == "--\(Options.set.declaration.name)"
    while let word = rest.popFirst() {
      let isReplaced = !isRepeatable && (word == options.first || word.hasPrefix("\(options[0])="))
      guard isReplaced else {
        words.append(word)
        continue
      }
      if word == options.first, options.count > 1 { _ = rest.popFirst() }
    }
    let program = typed.isEmpty ? [] : [program]
    return (program + words + options).map(\.shellQuoted).joined(separator: " ")
  }

  private func example(of verb: String) -> String {
    let example = Command.all.first { $0.verb == verb }?.example ?? ""
    return program.shellQuoted + example.drop { $0 != " " }
  }

  private static func takesWorkspace(_ words: [String]) -> Bool {
    // Only one act of this verb is about a workspace.
    if words.first == "data", words.dropFirst().first != "check" { return false }
    guard let command = Command.all.first(where: { $0.verb == words.first }) else { return false }
    return command.options.contains { $0.declaration == Options.workspace.declaration }
      && !["help", helpOption].contains(words.last)
  }

  private static func words(ofSeeds seeds: ClosedRange<Int>) -> [String] {
    seeds.count == 1
      ? ["--seed", "\(seeds.lowerBound)"]
      : ["--seeds", "\(seeds.lowerBound)..\(seeds.upperBound)"]
  }

  /// The verb and what follows it, before quoting.
  private static func words(of command: ProgramCommand) -> [String] {
    switch command {
    case .initialize(let folder): ["init"] + (folder.map { [$0] } ?? [])
    case .list: ["list"]
    case .validate(let experiment): ["validate"] + (experiment.map { [$0] } ?? [])
    case .show(let name): ["show", name]
    case .run(let experiment, let seeds, let onlyNeeded, let quietly, let settings):
      ["run", experiment] + (seeds.map { words(ofSeeds: $0) } ?? [])
        + (onlyNeeded ? ["--needed"] : []) + (quietly ? ["--quiet"] : []) + words(of: settings)
    case .resume(let run, let step): ["resume", run] + words(from: step)
    case .fork(let run, let step, let epochs, let settings):
      ["fork", run] + words(from: step) + (epochs.map { ["--epochs", "\($0)"] } ?? [])
        + words(of: settings)
    case .compare(let runs): ["compare"] + runs
    case .compareRuns(_, let keys):
      ["compare", "--group-by", keys.joined(separator: ",")]
    case .runs(let condition, let order):
      ["runs"] + (condition.map { ["--where", $0] } ?? [])
        + (order.map { ["--sort=\($0)"] } ?? [])
    case .watch(let run): ["watch", run]
    case .sweep(let name, let retriesFailed):
      ["sweep", name] + (retriesFailed ? ["--retry", "failed"] : [])
    case .schema(let kind): ["schema", kind]
    case .sweepStatus(let name): ["sweep", "status", name]
    case .sweepCancel(let name): ["sweep", "cancel", name]
    case .remove(let condition): ["rm", "--where", condition]
    case .verify(let run): ["verify", run]
    case .receipt(let run): ["receipt", run]
    case .evaluate(let run, let step):
      ["evaluate", run] + (step.map { ["--checkpoint", "step-\($0)"] } ?? [])
    case .note(let run): ["note", run, "TEXT"]
    case .importFile(let file, let metrics):
      ["import", file, "--name", "ID"] + metrics.flatMap { ["--metric", $0] }
    case .tag(let run, let tag): ["tag", run, "--add", tag]
    case .untag(let run, let tag): ["tag", run, "--remove", tag]
    case .listGarbage: ["gc", "--dry-run"]
    case .fetchData(let dataset): ["data", "fetch", dataset]
    case .verifyData: ["data", "verify"]
    case .checkData(let name): ["data", "check", name]
    case .listData: ["data", "list"]
    case .typed(let words), .again(let words): words
    case .example(let verb): [verb]
    case .help(let verb): verb.map { [$0, helpOption] } ?? ["help"]
    }
  }

  private static func words(from step: Int?) -> [String] {
    step.map { ["--from", "step-\($0)"] } ?? []
  }

  /// Settings that have an option of their own are given by it.
  private static func words(of settings: [String]) -> [String] {
    settings.flatMap { setting in
      for (path, option) in [("seed=", "--seed"), ("training.epochs=", "--epochs")] {
        if setting.hasPrefix(path) { return [option, String(setting.dropFirst(path.count))] }
      }
      return ["--set", setting]
    }
  }

  private static let helpOption = "-h"
}
