import Datasets
import Runs

extension Command {
  static let resume = Command(
    verb: "resume", operands: "RUN|CHECKPOINT", operandCount: 1...1,
    summary: "go on where a run stopped, bit for bit",
    options: [
      .value(
        "from", "WHERE", "step-N, best or latest; default latest, the newest whole checkpoint"),
      .value("threads", "N", "threads, default all cores; never changes a result"),
      .flag("quiet", "print only the id"), .workspace,
    ],
    example: "bench resume lenet5-sgd-001",
    exits: "0 finished, 1 failed, 2 bad usage, 3 diverged, 4 held, 5 data, 130 Ctrl-C, saved"
  ) { arguments, terminal in
    let store = try arguments.workspace().store
    let selection = try store.resolve(arguments.operands[0])
    let point = try resumePoint(arguments.value("from"), step: selection.step)
    let threads = try arguments.threads() ?? Machine.cores
    return try RunResumption(
      run: selection.run, point: point, threads: threads, kernels: Machine.kernels(),
      workspace: store.workspace, terminal: terminal, isQuiet: arguments.has("quiet")
    ).perform()
  }

  /// Reads `--from`; a checkpoint's path says its step itself.
  static func resumePoint(
    _ text: String?, step: Int?
  ) throws(UsageError) -> ResumePoint {
    switch (text, step) {
    case (nil, nil), ("latest", nil): return .latest
    case (nil, let step?): return .step(step)
    case ("best", nil): return .best
    case (let text?, nil):
      if text.hasPrefix("step-"), let step = Int(text.dropFirst(5)), step >= 0 {
        return .step(step)
      }
      throw .value(text, of: "from", expected: "step-N, best or latest")
    case (let text?, let step?):
      throw UsageError(
        problem: "--from '\(text)': the checkpoint's path says step \(step) already",
        advice: ["leave one of them out"])
    }
  }
}
