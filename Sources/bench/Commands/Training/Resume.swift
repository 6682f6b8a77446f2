import Datasets
import Execution
import Experiments
import JSON
import Reports
import Runs

extension Command {
  static let resume = Command(
    verb: "resume", operands: "RUN|CHECKPOINT", operandCount: 1...1,
    summary: "go on where a run stopped, bit for bit",
    options: [
      Options.from, Options.threads, Options.tensorBoard, Options.quiet, Options.resultFormat,
      Options.workspace,
    ],
    example: "bench resume lenet5-sgd-001",
    exits: "0 finished, 1 failed, 2 bad usage, 3 diverged, 4 held, 5 data, 130 Ctrl-C, saved"
  ) { arguments, terminal in
    let selection = try arguments.workspace().store.resolve(arguments.operands[0])
    let store = try arguments.workspaceToWrite(on: terminal).store
    let run = try store.run(selection.run.id)
    let isQuiet = try arguments[Options.quiet]
    let format = try arguments[Options.resultFormat]
    let results = terminal
    let terminal = terminal.speaking(format)
    let resources = try Machine.resources(arguments)
    WaitingOutput.begin()
    let training = try ResumedTraining(
      of: run, from: arguments.point(Options.from, step: selection.step),
      with: resources,
      by: { Machine.provenance(resources, in: store.workspace, on: terminal) })
    switch training {
    case .finished(let experiment):
      tellFinished(run, experiment, on: terminal, isQuiet: isQuiet)
      if format == .json { results.print(run.record.json) }
      return .done
    case .ready(let session, let report):
      terminal.print(report, isQuiet: isQuiet)
      let status = try session.perform(
        on: terminal, in: store.workspace, isQuiet: isQuiet,
        eventFolder: arguments[Options.tensorBoard])
      if format == .json { results.print(try store.run(selection.run.id).record.json) }
      return status
    }
  }

  private static func tellFinished(
    _ run: Run, _ experiment: ResolvedExperiment, on terminal: Terminal, isQuiet: Bool
  ) {
    guard !isQuiet else { return terminal.output.print(run.id) }
    let epochs = experiment.training.epochs
    let summary = run.record.summary
    terminal.messages.print("\(run.id) is finished, \(summary.epoch) of \(epochs) epochs")
    if let end = summary.earlyEnd(of: experiment.training, state: .finished) {
      return terminal.messages.print("  \(end)")
    }
    let more = max(epochs * 3 / 2, epochs + 1)
    terminal.advise("for more of them: \(command: .fork(run: run.id, epochs: more))")
  }
}
