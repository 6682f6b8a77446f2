import Datasets
import Experiments
import JSON
import Reports
import Runs

/// The values that there are now of each kind.
struct CompletionValues {
  typealias Offer = CompletionRequest.Offer

  /// nil before the verb.
  let command: Command?
  let operands: [String]
  let workspace: Workspace?
  /// What was typed of the value.
  let typed: String

  init(for command: Command?, operands: [String], workspace: Workspace?, typed: String) {
    self.command = command
    self.operands = operands
    self.workspace = workspace
    self.typed = typed
  }

  /// What the shell adds by itself.
  func shellKinds(of kind: Completion) -> [String] {
    switch kind {
    case .files, .datasets: ["files"]
    case .folders: ["folders"]
    case .any(let kinds): kinds.flatMap(shellKinds)
    default: []
    }
  }

  /// All values of a kind; the caller leaves out those that begin otherwise.
  func offers(of kind: Completion) -> [Offer] {
    switch kind {
    case .nothing, .files, .folders: return []
    case .words(let words): return words.map { Offer(word: $0, summary: "") }
    case .experiments: return experiments
    case .runs: return runs
    case .checkpoints: return checkpoints
    case .settings: return settings
    case .tags: return tags
    case .metrics(let withBest):
      return metrics.map { Offer(word: $0, summary: "its last value") }
        + (withBest ? metrics.map { Offer(word: "best:\($0)", summary: "its best value") } : [])
    case .directions:
      return metrics.flatMap { name in
        [
          Offer(word: "\(name)=higher", summary: "higher values are better"),
          Offer(word: "\(name)=lower", summary: "lower values are better"),
        ]
      }
    case .expression: return afterLast(" (", fields)
    case .fields(let areSigned): return listed(fields, areSigned: areSigned)
    case .paths(let words):
      return listed(
        words.map { Offer(word: $0, summary: "") } + definitionPaths, areSigned: false)
    case .datasets:
      return PublishedDataset.all.map { Offer(word: $0.name, summary: $0.title) }
    case .verbs: return Command.all.map { Offer(word: $0.verb, summary: $0.summary) }
    case .options: return options
    case .topics:
      // Of hundreds of parts of a definition, those at the top first.
      return HelpTopic.all.filter { !typed.isEmpty || !$0.name.contains(".") }
        .map { Offer(word: $0.name, summary: $0.summary) }
    case .any(let kinds): return kinds.flatMap(offers)
    }
  }

  /// The options of the verb.
  private var options: [Offer] {
    let declared = (command?.options ?? []).map(\.declaration)
    return declared.map { Offer(word: "--\($0.name)", summary: $0.help) }
      + [Offer(word: "--help", summary: "options and an example")]
  }

  private var experiments: [Offer] {
    guard let library = workspace?.library else { return [] }
    return library.names.filter { $0.hasPrefix(typed) && !operands.contains($0) }.map { name in
      let definition = try? library.definition(name)
      return Offer(word: name, summary: definition?.value["description"]?.string ?? "")
    }
  }

  private var runs: [Offer] {
    guard let store, let ids = try? store.ids() else { return [] }
    let found = ids.reversed().filter { $0.hasPrefix(typed) && !operands.contains($0) }
    let described = found.prefix(Self.mostDescribed).map { id in
      Offer(word: id, summary: (try? store.run(id)).map(Self.summary) ?? "")
    }
    return described + found.dropFirst(Self.mostDescribed).map { Offer(word: $0, summary: "") }
      + [Offer(word: RunID.newest, summary: "the newest run")]
  }

  /// Reading run.json of more would be felt.
  private static let mostDescribed = 100

  private static func summary(of run: Run) -> String {
    let record = run.record
    let summary = record.summary
    let metric = summary.metrics.last.map { ", \($0.name) \($0.last.fixed(4))" } ?? ""
    return "\(run.state.rawValue), epoch \(summary.epoch)\(metric)"
  }

  private var checkpoints: [Offer] {
    let words = [
      Offer(word: "latest", summary: "the newest whole checkpoint"),
      Offer(word: "best", summary: "the checkpoint of the best epoch"),
    ]
    guard let store, let name = operands.first, let run = try? store.resolve(name).run,
      let found = try? run.checkpoints()
    else { return words }
    return words
      + found.map { Offer(word: "step-\($0.step)", summary: "\($0.bytes) bytes") }
  }

  private var store: RunStore? {
    // An index would be written, and completing must not write.
    workspace.map { RunStore(workspace: $0, fewestIndexed: .max) }
  }

  private var tags: [Offer] {
    let field = QueryField("tags")
    guard let found = try? store?.find(RunSearch(showing: [field])) else { return [] }
    var counts: [String: Int] = [:]
    for run in found.runs {
      for tag in run.value(of: field)?.array ?? [] { counts[tag.string ?? "", default: 0] += 1 }
    }
    return counts.sorted { $0.key < $1.key }.map {
      Offer(word: $0.key, summary: $0.value == 1 ? "1 run" : "\($0.value) runs")
    }
  }

  private var metrics: [String] {
    let own = MetricName.allCases.map(\.rawValue)
    let found = (try? store?.find(RunSearch(limit: 1)).runCounts.metrics) ?? []
    return own + found.filter { !own.contains($0) }.sorted()
  }

  private var definitionPaths: [Offer] {
    DefinitionPaths.all.map { path in
      Offer(word: path, summary: DefinitionPaths.summary(at: JSONPath(path)) ?? "")
    }
  }

  private var fields: [Offer] {
    QueryField.Fact.allCases.map { Offer(word: $0.rawValue, summary: "of the run") }
      + metrics.map { Offer(word: $0, summary: "the metric's last value") }
      + metrics.map { Offer(word: "best:\($0)", summary: "the metric's best value") }
      + definitionPaths
  }

  /// Values after the last comma of what was typed, maybe with a sign.
  private func listed(_ offers: [Offer], areSigned: Bool) -> [Offer] {
    let start = String(
      typed.prefix(
        upTo: typed.lastIndex(of: ",").map { typed.index(after: $0) }
          ?? typed.startIndex))
    let isSigned = areSigned && typed.dropFirst(start.count).hasPrefix("-")
    return offers.map { Offer(word: start + (isSigned ? "-" : "") + $0.word, summary: $0.summary) }
  }

  /// Values after the last of these characters in what was typed.
  private func afterLast(_ ends: String, _ offers: [Offer]) -> [Offer] {
    let start = String(
      typed.prefix(
        upTo: typed.lastIndex { ends.contains($0) }.map {
          typed.index(after: $0)
        } ?? typed.startIndex))
    return offers.map { Offer(word: start + $0.word, summary: $0.summary) }
  }
}
