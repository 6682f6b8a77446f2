import Experiments
import Reports
import Runs

extension Terminal {
  /// Says what is about to be trained: two lines on a terminal, else one of `key=value`.
  func announce(_ recorder: RunRecorder) {
    let experiment = recorder.experiment
    let from = recorder.record.provenance
    guard messages.isTerminal else {
      let facts = [
        "run=\(recorder.id)", "experiment=\(experiment.name)",
        "parameters=\(experiment.parameterCount)", "epochs=\(experiment.training.epochs)",
        "seed=\(experiment.seed)", "threads=\(from.threads)", "isa=\(from.isa)",
      ]
      messages.print(facts.joined(separator: " "))
      return
    }
    let id = messages.style.painted(recorder.id, .strong)
    messages.print("\(id)  \(experiment.description.escaped)")
    let count = from.threads == 1 ? "1 thread" : "\(from.threads) threads"
    messages.print("\(experiment.summary) · \(count), \(from.isa)")
  }

  /// Proposes what to do with a finished run.
  func hintNext(after id: String, of experiment: ResolvedExperiment, before: String?) {
    let bench = ProgramName.current
    if let before {
      hint("next  \(bench) compare \(before) \(id)")
    } else {
      hint("next  \(bench) show \(id)     its metrics, checkpoints and origin")
      hint("      \(bench) run \(experiment.name) --set optimizer.learning_rate=0.05")
      hint("      \(bench) compare \(id) latest     what differs, and which is better")
      hint("      \(bench) verify \(id)     train it again, prove the same bits")
    }
  }
}
