package import Experiments
import Files
import JSON
package import Runs

/// The facts about a run besides its metrics, one per line.
package struct RunFacts: Sendable {
  package let run: Run
  package let summary: RunSummary
  let outline: TrainingOutline?
  let checkpoints: [CheckpointListing]
  /// Why checkpoints cannot be listed; nil if they can.
  private let checkpointsProblem: RunError?
  /// The meaning of `latest` and `best`; nil while the run is training, and if no checkpoint can be
  /// used.
  private let usable: (latest: Int, best: Int?)?
  /// The runs that were forked from it.
  let forks: [Run]
  private let library: ExperimentLibrary

  /// - Parameters:
  ///   - library: the current definitions.
  ///   - forks: the runs that were forked from it, newest first.
  package init(_ run: Run, library: ExperimentLibrary, forks: [Run] = []) throws(RunError) {
    self.run = run
    self.forks = forks.reversed()
    self.library = library
    summary = try run.summary()
    outline = try? run.outline()
    do {
      checkpoints = try run.checkpoints()
      checkpointsProblem = nil
    } catch {
      checkpoints = []
      checkpointsProblem = error.fault?.problem.isMissing == true ? nil : error
    }
    // While the run is training, `watch` asks twice a second, and the answer would soon be
    // outdated.
    usable = run.state == .running ? nil : (try? run.usableSteps()) ?? nil
  }

  /// Returns the curves of the training loss and of the preferred metric, side by side if they fit;
  /// empty before the second epoch.
  package func curves(width: Int, style: TextStyle) -> [String] {
    guard width >= Curve.columns, let metrics = try? run.metrics() else { return [] }
    let names = ["train_loss", preferredMetric(among: metrics.metricNames) ?? "train_loss"]
    let curves = (names[0] == names[1] ? [names[0]] : names).compactMap { name in
      Curve(name.escaped, epochs: metrics.epochs, values: metrics.values(of: name) ?? [])
    }
    let drawn = curves.map { $0.lines(style: style) }
    let isWide = drawn.count == 2 && width >= 2 * Curve.columns + 3
    let lines = isWide ? zip(drawn[0], drawn[1]).map { "\($0)   \($1)" } : drawn.flatMap(\.self)
    return lines.map { String($0.reversed().drop { $0 == " " }.reversed()) }
  }

  /// `epoch 40 of 40, step 3160`
  package var place: String {
    let outline = run.hasItsDefinition ? outline : nil
    let epochs = outline.map { " of \($0.training.epochs)" } ?? ""
    let step = max(summary.step, usable?.latest ?? 0)
    let end = outline.flatMap { summary.earlyEnd(of: $0.training, state: run.state) }
    return "epoch \(summary.epoch)\(epochs), step \(step)\(end.map { ", \($0)" } ?? "")"
  }

  /// The name and the text of each fact.
  package var lines: [(name: String, text: String)] {
    var record = run.record
    record.summary = summary
    var lines = record.imported.map { importLines($0) } ?? trainingLines(record)
    if let failure = record.failure { lines.append(("failure", failure)) }
    if !record.note.isEmpty { lines.append(("note", record.note)) }
    if !record.tags.isEmpty { lines.append(("tags", record.tags.joined(separator: ", "))) }
    return lines.map { ($0.0, $0.1.escaped) }
  }

  private func importLines(_ source: ImportSource) -> [(String, String)] {
    [
      ("imported", "from \(source.file), SHA-256 \(source.sha256.prefix(16))"),
      ("time", run.record.createdAt.printed),
    ]
  }

  private func trainingLines(_ record: RunRecord) -> [(String, String)] {
    let from = record.provenance
    var lines = [
      ("definition", "\(record.experiment), seed \(record.seed), \(origin)"),
      ("time", "\(record.createdAt.printed), \(record.cost)"),
      (
        "machine",
        "\(from.host), \(from.os), \(from.cpu), \(from.threads) threads, \(from.isa), "
          + "bench \(from.benchVersion), numerics \(record.numericsVersion)"
      ),
    ]
    if let parent = record.parent {
      lines.insert(("parent", parent.lineage), at: 1)
    }
    if let initial = record.initialWeights {
      lines.insert(
        ("started from", "\(initial.words), weights \(initial.sha256.prefix(16))"), at: 1)
    }
    if let commit = from.gitCommit {
      let dirty = from.gitDirty == true ? " with uncommitted changes" : ""
      lines.append(("code", "git \(commit.prefix(7))\(dirty)"))
    }
    let names = ClassNames(try? run.definition(), data: record.data)
    if let classes = names.legend { lines.append(("classes", classes)) }
    lines.append(("weights", "\(record.shortDigest)   run key \(record.runKey.prefix(16))"))
    lines.append(("checkpoints", checkpointText))
    lines.append(("segments", segmentText))
    if !forks.isEmpty { lines.append(("forked to", forkText)) }
    lines.append(("verified", record.verificationText))
    return lines
  }

  private var origin: String {
    let file = "\(library.label)/\(run.record.experiment).json"
    guard library.names.contains(run.record.experiment) else { return "no \(file) today" }
    let known = run.record.data == nil ? nil : try? run.resolvedExperiment().dataset
    guard let today = try? library.resolve(run.record.experiment, known: known),
      let definition = try? run.definition()
    else { return "\(file) cannot be resolved today" }
    // The value of a range that was not given follows from the files.
    let filled = Set(today.defaultRanges).intersection(run.record.data?.defaultRanges ?? [])
    let differences = DefinitionDifference.differences(among: [today.definition, definition])
      .differing.filter { !filled.contains(JSONPath($0.path)) }
    guard !differences.isEmpty else { return "as in \(file) today" }
    let shown = differences.prefix(3).map { difference in
      "\(difference.path)=\(difference.values[1]?.canonicalText ?? "null")"
    }
    let more = differences.count > 3 ? " and \(differences.count - 3) more" : ""
    return "\(file) today but for \(shown.joined(separator: " "))\(more)"
  }

  private var checkpointText: String {
    guard !checkpoints.isEmpty else { return checkpointsProblem?.message ?? "none" }
    let steps = checkpoints.map { checkpoint -> String in
      let roles = roles(of: checkpoint)
      return "\(checkpoint.step)" + (roles.isEmpty ? "" : " (\(roles.joined(separator: ", ")))")
    }
    let shown = steps.count > 8 ? steps.prefix(2) + ["…"] + steps.suffix(5) : steps[...]
    let bytes = checkpoints.reduce(0) { $0.addingSaturated($1.bytes) }
    return "step \(shown.joined(separator: ", ")), \(bytes.inBytes)"
  }

  /// Returns `best validation_loss`, `latest`, or `not usable` for a checkpoint newer than the
  /// latest.
  func roles(of checkpoint: CheckpointListing) -> [String] {
    guard let usable else { return [] }
    let metric = outline?.checkpoint.best.rawValue
    return (checkpoint.step == usable.best ? metric.map { ["best \($0)"] } ?? [] : [])
      + (checkpoint.step == usable.latest ? ["latest"] : [])
      + (checkpoint.step > usable.latest ? ["not usable"] : [])
  }

  /// `lenet5-sgd-003 at step 790 (epoch 10), lenet5-sgd-004 at step 3160 (epoch 40)`
  private var forkText: String {
    let shown = forks.prefix(8).compactMap { fork in
      fork.record.parent.map { "\(fork.id) at step \($0.source.step) (epoch \($0.epoch))" }
    }
    return shown.joined(separator: ", ") + (forks.count > 8 ? " and \(forks.count - 8) more" : "")
  }

  private var segmentText: String {
    let segments = run.record.segments
    let count = segments.reduce(0) { $0.addingSaturated($1.starts) }
    guard count > 1 else {
      return switch run.state {
      case .interrupted: "1, interrupted"
      case .pruned: "1, pruned"
      default: "1, never interrupted"
      }
    }
    let starts = segments.dropFirst().map { "step \($0.fromStep)" }
    let shown = starts.count > 8 ? ["…"] + starts.suffix(7) : starts[...]
    return "\(count), resumed at \(shown.joined(separator: ", "))"
  }
}
