extension Command {
  static let run = Command(
    verb: "run", operands: "EXPERIMENT…", operandCount: 1...Int.max,
    summary: "train; one run per experiment and seed",
    options: [
      Options.set, Options.epochs, Options.initialWeights, Options.seed, Options.seeds,
      Options.folds, Options.name, Options.needed, Options.resume, Options.dryRun,
      Options.threads.described(
        "threads a run, default the cores shared out; never changes a result"),
      Options.jobs, Options.tensorBoard, Options.quiet, Options.resultFormat, Options.workspace,
    ],
    notes: [
      "EXPERIMENT is a name in experiments/ or the path of a definition's file.",
      "The key of a run stands for its definition, data and numerics: the same key, the same bits.",
      "seconds: wall time of training and evaluating; loading data and saving are not counted.",
      "With --resume a job that is started again goes on where it stopped, or is done at once.",
    ],
    example: "bench run lenet5-sgd --seeds 1..5 --set optimizer.learning_rate=0.05",
    exits: "0 finished, 1 failed, 2 bad usage or definition, 3 diverged, 5 data, 130 Ctrl-C, saved"
  ) { arguments, terminal in
    let batch = try RunBatch(arguments, on: terminal)
    return try arguments[Options.dryRun] ? batch.rehearse() : batch.perform()
  }
}
