import Datasets
import Execution
import Experiments
import Reports
import Runs

/// `bench sweep NAME --slurm` and `bench sweep cancel NAME`: hands a sweep to Slurm, and ends that.
struct SweepJob {
  private let name: String
  private let workspace: Workspace
  private let terminal: Terminal

  init(_ name: String, in workspace: Workspace, on terminal: Terminal) {
    self.name = name
    self.workspace = workspace
    self.terminal = terminal
  }

  /// Writes the script of the workers, submits it, and leaves.
  ///
  /// - Parameters:
  ///   - operand: the sweep as it was named: its name, or the path of its file.
  ///   - passedOn: options for each worker.
  ///   - isRehearsal: whether to print the script, and to write nothing.
  func submit(
    _ operand: String, workers: Int, options: [String], passedOn: [String],
    isRehearsal: Bool
  ) throws -> ExitStatus {
    let path = absolutePath(workspace.path)
    let sweep = SweepLibrary.isPath(operand) ? absolutePath(operand) : operand
    for text in [path, sweep, ProgramName.absolute] where text.contains(where: \.isNewline) {
      throw UsageError(
        problem: "'\(text.escaped)' has a line's end, which no option of a job script can have",
        advice: ["rename the folder"])
    }
    guard !path.contains("\\") else {
      throw UsageError(
        problem: "'\(path.escaped)' has a backslash, which no path of Slurm's logs can have",
        advice: ["rename the folder"])
    }
    let submission = try SweepSubmission(
      of: name, workers: workers,
      command: [ProgramName.absolute, "sweep", sweep, "--worker", "--workspace", path] + passedOn,
      workspace: path, in: workspace.store)
    guard !isRehearsal else {
      terminal.output.write(submission.script.text)
      return .done
    }
    try submission.write()
    do {
      let job = try submission.submit(options: options)
      let count = workers.counted(of: "worker")
      terminal.output.print("job \(job.number)  \(count) for \(name)")
      let logs = "\(workspace.printed(submission.printedLogs))/\(job.number)_*.log"
      terminal.advise(
        "how far it is: \(command: .sweepStatus(name))",
        "to end it: \(command: .sweepCancel(name))",
        "what the workers say: \(logs)")
      return .done
    } catch let refusal as SlurmRefusal {
      tell(refusal, of: submission)
      return .failed
    }
  }

  private func tell(_ refusal: SlurmRefusal, of submission: SweepSubmission) {
    switch refusal {
    case .missing(let program):
      terminal.error(
        "\(program): no such program on the PATH, so there is no Slurm here; nothing was submitted",
        advice: [
          "where there is: sbatch \(submission.path.shellQuoted)",
          "or train the sweep here: \(command: .sweep(name))",
          "this is \(submission.path):",
        ])
      terminal.messages.print(submission.script.text.escapedLines)
    default: tell(refusal)
    }
  }

  private func tell(_ refusal: SlurmRefusal) {
    switch refusal {
    case .missing(let program):
      terminal.error(
        "\(program): no such program on the PATH, so there is no Slurm here",
        advice: ["where there is: \(command: .sweepCancel(name))"])
    case .unusable(let program, let problem):
      terminal.error("\(program) cannot be run: \(problem)")
    case .refused(let program, let words):
      let lines = words.split(whereSeparator: \.isNewline).map { String($0) }
      terminal.error("\(program) refused", advice: lines.map { Remedy($0) })
    }
  }

  /// Ends every job of the sweep. Its workers save first.
  func cancel() throws -> ExitStatus {
    let jobs = try workspace.store.sweepFolder(name).map { try SubmittedJobs(in: $0).all() } ?? []
    guard !jobs.isEmpty else {
      // A sweep whose file is gone may still have jobs; without any, a wrong name is likelier.
      let library = SweepLibrary(of: workspace.library)
      if !library.names.contains(name) { _ = try library.resolve(name) }
      terminal.note("no job of Slurm was submitted for \(name)")
      return .done
    }
    var isRefused = false
    for job in jobs {
      do {
        try job.cancel()
        terminal.output.print("job \(job.number)  cancelled")
      } catch {
        isRefused = true
        tell(error)
      }
    }
    if !isRefused { terminal.advise("to go on: \(command: .sweep(name))") }
    return isRefused ? .failed : .done
  }

}

extension SweepJob {
  /// `bench sweep NAME --slurm`
  static func submit(
    _ operand: String, _ arguments: Arguments, on terminal: Terminal
  ) throws -> ExitStatus {
    let workspace = try arguments.workspace()
    let sweep = try SweepLibrary(of: workspace.library).resolve(operand)
    guard try !arguments[Options.worker] else {
      throw UsageError.conflict(Options.slurm, Options.worker, because: "one submits the other")
    }
    let jobs = try arguments[Options.jobs]
    let threads = try arguments[Options.threads(jobs: jobs ?? 1)]
    let passedOn =
      (jobs.map { ["--jobs", String($0)] } ?? [])
      + (threads.map { ["--threads", String($0)] } ?? [])
      + (try arguments[Options.retry] == nil ? [] : ["--retry", "failed"])
    let scheduler = SweepScheduler(sweep)
    let nothing = SweepProgress()
    let most = max(1, SweepEstimate(scheduler, scheduler.schedule(nothing), nothing).left)
    let job = SweepJob(sweep.name, in: workspace, on: terminal)
    return try job.submit(
      operand, workers: try arguments[Options.workers] ?? min(8, most),
      options: try arguments[Options.sbatch], passedOn: passedOn,
      isRehearsal: try arguments[Options.dryRun])
  }
}
