import Execution
import Experiments
import JSON
import Reports
import Runs

extension Command {
  static let fork = Command(
    verb: "fork", operands: "RUN", operandCount: 1...1,
    summary: "a new run from a run's checkpoint, with a changed definition",
    options: [
      Options.from, Options.set,
      Options.epochs.described("short for --set training.epochs=N; those of RUN count"),
      Options.seed.described("the seed, default RUN's"),
      Options.name, Options.threads, Options.tensorBoard, Options.quiet, Options.resultFormat,
      Options.workspace,
    ],
    notes: [
      "The definition is RUN's, changed by --set. Everything may change but the weights' shapes.",
      "  weights     taken over",
      "  epoch       goes on: --epochs 60 from epoch 40 trains 20 more",
      "  step        goes on too, for the schedule; where an epoch has more or fewer steps than",
      "              before, it is epoch x steps, and only an epoch's end can be forked",
      "  optimizer   momentum and moments taken over if the new one has the same; else from 0",
      "  metrics     rows of the epochs before are RUN's; nan where they mean something else now",
      "  best        of this run's own checkpoints, its first included",
      "  patience    of early stopping goes on if only epochs change, else starts here",
      "RUN is only read, also while it trains; the fork does not need it afterwards.",
    ],
    example: "bench fork lenet5-sgd-001 --epochs 60 --set optimizer.learning_rate=0.001",
    exits: "0 finished, 1 failed, 2 bad usage or no fit, 3 diverged, 5 data, 130 Ctrl-C, saved"
  ) { arguments, terminal in
    let store = try arguments.workspace().knowingLocks(isWriting: false).store
    let selection = try store.resolve(arguments.operands[0])
    let seed = try arguments[Options.seed]
    let isQuiet = try arguments[Options.quiet]
    let format = try arguments[Options.resultFormat]
    let results = terminal
    let terminal = terminal.speaking(format)
    let resources = try Machine.resources(arguments)
    WaitingOutput.begin()
    let fork = try ForkedTraining(
      of: selection.run, at: arguments.point(Options.from, step: selection.step),
      changedBy: arguments.overrides() + (seed.map { [.seed($0)] } ?? []),
      name: arguments[Options.name], in: store, with: resources,
      by: { Machine.provenance(resources, in: store.workspace, on: terminal) })
    let recorder = fork.session.recorder
    for warning in fork.source.warnings { terminal.warning(warning) }
    if !isQuiet {
      terminal.announce(recorder)
      let report = ForkReport(
        source: fork.source, plan: fork.plan, experiment: recorder.experiment,
        columns: recorder.metrics.metricNames)
      for line in report.lines { terminal.messages.printFolded(line.escaped) }
      for warning in recorder.experiment.warnings { terminal.warning(warning) }
    }
    let status = try fork.session.perform(
      on: terminal, in: store.workspace, isQuiet: isQuiet,
      eventFolder: arguments[Options.tensorBoard])
    if format == .json { results.print(try store.run(recorder.id).record.json) }
    if status == .done, !isQuiet {
      terminal.hintNext(after: recorder.id, of: recorder.experiment, before: selection.run.id)
    }
    return status
  }
}
