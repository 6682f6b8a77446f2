import Files
package import Runs

/// Hands a sweep to Slurm: an array of workers.
package struct SweepSubmission {
  package static let scriptFile = "job.sh"
  package static let preambleFile = "preamble.sh"
  private static let logs = "logs"
  private static let maximumPreamble = 1 << 20

  package let script: JobScript
  /// The path of job.sh, from the root.
  package let path: String
  /// The folder of the workers' logs, from the workspace.
  package var printedLogs: String { "runs/.sweeps/\(sweep)/\(Self.logs)" }
  private let sweep: String
  private let store: RunStore

  /// Makes the script, and writes nothing.
  ///
  /// The preamble is `preamble.sh` beside job.sh, else the one in `runs/.sweeps/`, which all sweeps
  /// of the workspace share.
  ///
  /// - Parameters:
  ///   - command: starts a worker; its program is a path from the root.
  ///   - workspace: its path from the root.
  /// - Throws: a `RunError` if the preamble cannot be read.
  package init(
    of sweep: String, workers: Int, command: [String], workspace: String, in store: RunStore
  ) throws(RunError) {
    self.sweep = sweep
    self.store = store
    var preamble = try store.sweepFolder(sweep)?
      .readIfPresent(Self.preambleFile, limit: Self.maximumPreamble)
    if preamble == nil { preamble = try store.sweepsFile(Self.preambleFile) }
    let folder = "runs/.sweeps/\(sweep)"
    script = JobScript(
      name: "bench-\(sweep)", workers: workers, workspace: workspace,
      logs: "\(workspace)/\(folder)/\(Self.logs)", command: command,
      preamble: preamble.map { String(decoding: $0, as: UTF8.self) })
    path = "\(workspace)/\(folder)/\(Self.scriptFile)"
  }

  /// Writes job.sh and makes the folder of its logs.
  ///
  /// - Throws: a `RunError` if they cannot be written.
  package func write() throws(RunError) {
    let folder = try store.makeSweepFolder(sweep)
    do {
      _ = try folder.makeFolder(Self.logs)
    } catch {
      if error.fault?.problem.isTaken != true { throw error }
    }
    try folder.publish(Array(script.text.utf8), as: Self.scriptFile)
  }

  /// Submits the script, and notes the job.
  ///
  /// - Parameter options: further options of `sbatch`.
  /// - Throws: `SlurmRefusal`, or a `RunError` if the job cannot be noted.
  package func submit(options: [String]) throws -> SlurmJob {
    let job = try SlurmJob.submit(path, options: options)
    try SubmittedJobs(in: try store.makeSweepFolder(sweep)).add(job, workers: script.workers)
    return job
  }
}
