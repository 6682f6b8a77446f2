extension Command {
  static let run = Command(
    verb: "run", operands: "EXPERIMENT…", operandCount: 1...1000,
    summary: "train; one run per experiment and seed",
    options: [
      .value(
        "set", "PATH=JSON", "replace a value, e.g. --set optimizer.learning_rate=0.05 (repeatable)",
        isRepeatable: true),
      .value("epochs", "N", "short for --set training.epochs=N"),
      .value("seed", "N", "the seed, default the definition's"),
      .value("seeds", "A..B", "one run per seed, both ends included"),
      .value("name", "ID", "the run's id, default NAME-001, -002, …"),
      .flag("needed", "do nothing if a finished run with the same key exists; print its id"),
      .flag("resume", "as --needed, and go on with an unfinished run with the same key"),
      .flag("dry-run", "check and print what would run; write nothing"),
      .value(
        "threads", "N", "threads a run, default the cores shared out; never changes a result"),
      .value("jobs", "N", "runs at once, default 1"),
      .flag("quiet", "print only the id"),
      .workspace,
    ],
    notes: [
      "The key of a run stands for its definition, data and numerics: the same key, the same bits.",
      "seconds: wall time of training and evaluating; loading data and saving are not counted.",
      "With --resume a job that is started again goes on where it stopped, or is done at once.",
    ],
    example: "bench run lenet5-sgd --seeds 1..5 --set optimizer.learning_rate=0.05",
    exits: "0 finished, 1 failed, 2 bad usage or definition, 3 diverged, 5 data, 130 Ctrl-C, saved"
  ) { arguments, terminal in
    let batch = try RunBatch(arguments, on: terminal)
    return try arguments.has("dry-run") ? batch.rehearse() : batch.perform()
  }
}
