import Datasets
import Experiments
import Reports
import Runs

extension Terminal {
  /// Says what is about to be trained: two lines on a terminal, else one of `key=value`.
  func announce(_ recorder: RunRecorder) {
    let experiment = recorder.experiment
    let from = recorder.record.provenance
    guard messages.canRedraw else {
      let facts = [
        "run=\(recorder.id)", "experiment=\(experiment.name)",
        "parameters=\(experiment.parameterCount)", "epochs=\(experiment.training.epochs)",
        "seed=\(experiment.seed)", "threads=\(from.threads)", "isa=\(from.isa)",
      ]
      messages.print(facts.joined(separator: " "))
      return
    }
    announce(recorder.id, experiment.description)
    messages.print("\(experiment.summary) · \(Self.counted(from.threads)), \(from.isa)")
  }

  /// Says of an experiment what is the same for all its runs of one command.
  func announce(_ experiment: ResolvedExperiment) {
    announce(experiment.name, experiment.description)
    messages.print(experiment.summaryOfAllSeeds)
  }

  /// `5 runs, 2 at once with 1 thread each, avx512`
  func announce(runs: Int, jobs: Int, threads: Int, isa: String) {
    let way =
      jobs > 1
      ? "\(jobs) at once with \(Self.counted(threads)) each"
      : "one after the other, \(Self.counted(threads))"
    messages.printFolded("\(runs) runs, \(way), \(isa)")
  }

  private func announce(_ name: String, _ description: String) {
    messages.printFolded("\(name)  \(description.escaped)") { line in
      messages.style.painted(name, .strong) + line.dropFirst(name.count)
    }
  }

  private static func counted(_ threads: Int) -> String {
    threads == 1 ? "1 thread" : "\(threads) threads"
  }

  /// Prints what resuming found and did.
  func print(_ report: ResumeReport, isQuiet: Bool) {
    for warning in report.warnings { self.warning(warning) }
    guard !isQuiet else { return }
    for line in report.lines { messages.print(line.escaped) }
  }

  func tellNotNeeded(_ id: String) {
    messages.printFolded("\(id) is this run: same run key, finished; nothing to do")
  }

  /// Names a run of the same key that was begun and is not gone on with.
  func tellPassedOver(_ run: Run) {
    guard run.state != .running else {
      return note(
        "\(run.id) has the same run key and is being trained: \(command: .watch(run: run.id))")
    }
    note(
      "\(run.id) has the same run key and is \(run.state.rawValue); this one starts at step 0. "
        + "To go on with it: \(command: .resume(run: run.id)), or this command with --resume")
  }

  /// Proposes what to do with a finished run.
  func hintNext(after id: String, of experiment: ResolvedExperiment, before: String?) {
    if let before {
      hint("next  \(command: .compare([before, id]))")
    } else {
      let change = ["optimizer.learning_rate=0.05"]
      hint("next  \(command: .show(id))     its metrics, checkpoints and origin")
      hint("      \(command: .run(experiment: experiment.name, settings: change))")
      hint("      \(command: .compare([id, "latest"]))     what differs, and which is better")
      hint("      \(command: .verify(run: id))     train it again, prove the same bits")
    }
  }
}
