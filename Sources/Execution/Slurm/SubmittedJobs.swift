import Files
package import Runs
import Tables

/// The jobs of a sweep: `runs/.sweeps/NAME/jobs.csv`, a row for each submission.
package struct SubmittedJobs {
  package static let file = "jobs.csv"
  private static let columns = ["job", "cluster", "workers", "submitted_at"]
  private static let maximumBytes = 1 << 20

  private let folder: RunFolder

  package init(in folder: RunFolder) {
    self.folder = folder
  }

  /// Adds a job that was submitted now.
  ///
  /// - Throws: a `RunError` if it cannot be written.
  package func add(_ job: SlurmJob, workers: Int) throws(RunError) {
    let file = try folder.open(Self.file, for: .appending)
    let row = CSVRow([
      job.number, job.cluster ?? "", String(workers), Timestamp.now().iso8601Seconds,
    ])
    // Two submissions at once may both write a header, which is no job.
    try file.write((try file.size() == 0 ? CSVRow(Self.columns).line : []) + row.line)
    try file.synchronize()
    try file.close()
    try folder.synchronize()
  }

  /// The jobs in the order of their submission.
  ///
  /// - Throws: a `RunError` if they cannot be read.
  package func all() throws(RunError) -> [SlurmJob] {
    let bytes = try folder.readIfPresent(Self.file, limit: Self.maximumBytes) ?? []
    return CSVLines(bytes).compactMap { row in
      guard row.count >= 2, SlurmJob.isNumber(row[0]) else { return nil }
      return SlurmJob(number: row[0], cluster: row[1].isEmpty ? nil : row[1])
    }
  }
}
