import Experiments
import Runs

extension Command {
  static let fork = Command(
    verb: "fork", operands: "RUN", operandCount: 1...1,
    summary: "a new run from a run's checkpoint, with a changed definition",
    options: [
      .value(
        "from", "WHERE", "step-N, best or latest; default latest, the newest whole checkpoint"),
      .value(
        "set", "PATH=JSON", "replace a value, e.g. --set optimizer.learning_rate=0.05 (repeatable)",
        isRepeatable: true),
      .value("epochs", "N", "short for --set training.epochs=N; those of RUN count"),
      .value("seed", "N", "the seed, default RUN's"),
      .value("name", "ID", "the run's id, default NAME-001, -002, …"),
      .value("threads", "N", "threads, default all cores; never changes a result"),
      .flag("quiet", "print only the id"), .workspace,
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
    let store = try arguments.workspace().store
    let selection = try store.resolve(arguments.operands[0])
    let seed = try arguments.integer("seed", in: 0...Int.max)
    return try RunFork(
      parent: selection.run, point: resumePoint(arguments.value("from"), step: selection.step),
      overrides: arguments.overrides() + (seed.map { [.seed($0)] } ?? []),
      name: arguments.value("name"),
      threads: arguments.threads() ?? Machine.cores,
      kernels: Machine.kernels(), workspace: store.workspace, terminal: terminal,
      isQuiet: arguments.has("quiet")
    ).perform()
  }
}
