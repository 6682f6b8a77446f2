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
  /// The path of job.sh, as messages print it.
  package let printedPath: String
  private let folder: RunFolder

  /// Writes job.sh and the folder of its logs.
  ///
  /// The preamble is `preamble.sh` beside job.sh, else the one in `runs/.sweeps/`, which all sweeps
  /// of the workspace share.
  ///
  /// - Parameters:
  ///   - command: starts a worker; its program is a path from the root.
  ///   - workspace: its path from the root.
  /// - Throws: a `RunError` if the script cannot be written, or the preamble cannot be read.
  package init(
    of sweep: String, workers: Int, command: [String], workspace: String, in store: RunStore
  ) throws(RunError) {
    folder = try store.makeSweepFolder(sweep)
    try Self.makeLogs(in: folder)
    var preamble = try folder.readIfPresent(Self.preambleFile, limit: Self.maximumPreamble)
    if preamble == nil { preamble = try store.sweepsFile(Self.preambleFile) }
    script = JobScript(
      name: "bench-\(sweep)", workers: workers, workspace: workspace,
      logs: "runs/.sweeps/\(sweep)/\(Self.logs)", command: command,
      preamble: preamble.map { String(decoding: $0, as: UTF8.self) })
    path = "\(workspace)/runs/.sweeps/\(sweep)/\(Self.scriptFile)"
    printedPath = folder.path(of: Self.scriptFile)
    try folder.publish(Array(script.text.utf8), as: Self.scriptFile)
  }

  private static func makeLogs(in folder: RunFolder) throws(RunError) {
    do {
      _ = try folder.makeFolder(logs)
    } catch {
      if error.fault?.problem.isTaken != true { throw error }
    }
  }

  /// Submits the script, and notes the job.
  ///
  /// - Parameter options: further options of `sbatch`.
  /// - Throws: `SlurmRefusal`, or a `RunError` if the job cannot be noted.
  package func submit(options: [String]) throws -> SlurmJob {
    let job = try SlurmJob.submit(path, options: options)
    try SubmittedJobs(in: folder).add(job, workers: script.workers)
    return job
  }
}
