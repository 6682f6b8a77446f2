import Reports
import Runs

extension Command {
  static let verify = Command(
    verb: "verify", operands: "RUN", operandCount: 1...1,
    summary: "train again from checkpoint to checkpoint: the same bits?",
    options: [
      .flag("quick", "check only the files: digests, structure, what they say of each other"),
      .value("from", "step-N", "start at this checkpoint; default the first weights"),
      .value("to", "step-N", "end at this checkpoint; default the end"),
      .value("jobs", "N", "segments at once; default as many as keep all cores busy"),
      .value("threads", "N", "threads a segment; default the cores shared out; changes no result"),
      .format, .flag("quiet", "print only the id, and that only if nothing differs"), .workspace,
    ],
    notes: [
      "What came of the whole of it, or a difference in a part, is noted in the run's run.json:",
      "bench show RUN, bench runs --where 'verified == true'.",
    ],
    example: "bench verify lenet5-sgd-001",
    exits: "0 the same bits, 1 a difference, 2 bad usage, 4 held, 5 data, 130 Ctrl-C"
  ) { arguments, terminal in
    let session = VerificationSession(
      terminal: terminal, format: try arguments.choice("format", default: TableFormat.table),
      isQuiet: arguments.has("quiet"))
    let jobs = try arguments.integer("jobs", in: 1...256)
    let threads = try arguments.threads(jobs: jobs ?? 1)
    let from = try step(arguments, "from")
    let to = try step(arguments, "to")
    let selection = try arguments.workspace().store.resolve(arguments.operands[0])
    if arguments.has("quick") {
      for option in ["from", "to", "jobs", "threads"] where arguments.has(option) {
        throw UsageError.conflict("quick", option, because: "nothing is trained")
      }
      return try session.check(selection.run)
    }
    return try session.verify(
      selection.run, from: from, to: to ?? selection.step, jobs: jobs, threads: threads)
  }

  /// Reads `step-N`.
  private static func step(
    _ arguments: Arguments, _ option: String
  ) throws(UsageError) -> Int? {
    guard let text = arguments.value(option) else { return nil }
    guard text.hasPrefix("step-"), let step = Int(text.dropFirst(5)), step >= 0 else {
      throw .value(text, of: option, expected: "step-N, as step-79")
    }
    return step
  }
}
