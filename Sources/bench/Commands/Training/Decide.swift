extension Command {
  static let decide = Command(
    verb: "decide", operands: "EXPERIMENT", operandCount: 1...1,
    summary: "train pairs of fresh seeds until a claim can be made",
    options: [
      Options.set.described("a value of the other side, EXPERIMENT changed (repeatable)"),
      Options.against, Options.epochs.described("epochs of both sides"),
      Options.initialWeights.described("weights to start from; of a run its best, or RUN:step-N"),
      Options.metric.described(
        "default that of validation, without that part of test; or best:NAME"),
      Options.margin.described(
        "end also when it is less: points of accuracy, or the metric's unit"),
      Options.maximumPairs, Options.noMaximum, Options.pairSeeds,
      Options.dryRun.described("check and print what would be planned; write nothing"),
      Options.jobs.described("runs at once, default 1; more than 2 train pairs ahead"),
      Options.threads.described("threads a run, default the cores shared out"),
      Options.format, Options.workspace,
    ],
    notes: [
      "Both runs of a pair have the same seed. After each pair from the third on a paired t test",
      "claims a difference below a limit; after n of N pairs all looks together err in 5%*n/N.",
      "From 8 pairs on it gives up if the last has less than a 10% chance of a claim. A run that",
      "diverges loses its pair. The plan is written to runs/.decisions first; the same command",
      "finds it again, uses the runs there are, and ends with the same answer.",
      "Another decision between the same two settings spends another 5%, and says so.",
    ],
    example: "bench decide lenet5-sgd --epochs 4 --set optimizer.momentum=0.5",
    exits: "0 decided or given up, 1 failed, 2 bad usage, 4 held, 5 data, 130 Ctrl-C, saved"
  ) { arguments, terminal in
    let decision = try DecisionRun(arguments, on: terminal)
    return try arguments[Options.dryRun] ? decision.rehearse() : decision.perform()
  }
}
