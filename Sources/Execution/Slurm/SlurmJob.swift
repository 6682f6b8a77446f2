package import Files

/// A job that Slurm accepted.
package struct SlurmJob: Hashable, Sendable {
  /// The number, as Slurm's programs take it.
  package let number: String
  /// The cluster, where several are known; nil: the one of this machine.
  package let cluster: String?

  package init(number: String, cluster: String?) {
    self.number = number
    self.cluster = cluster
  }

  /// Reads what `sbatch --parsable` prints: `4711`, or `4711;cluster`.
  package init?(parsable text: String) {
    let line = text.split(whereSeparator: \.isNewline).last ?? ""
    let parts = line.split(separator: ";", maxSplits: 1).map(String.init)
    guard let number = parts.first, Self.isNumber(number) else { return nil }
    self.init(number: number, cluster: parts.count > 1 ? parts[1] : nil)
  }

  static func isNumber(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  /// Submits a script.
  ///
  /// - Parameters:
  ///   - script: its path.
  ///   - options: further options of `sbatch`, as they are.
  /// - Throws: `SlurmRefusal` if there is no `sbatch` or if it refuses.
  package static func submit(
    _ script: String, options: [String]
  ) throws(SlurmRefusal) -> SlurmJob {
    let ending = try run(["sbatch", "--parsable"] + options + [script])
    guard ending.isSuccess, let job = SlurmJob(parsable: ending.output) else {
      throw .refused("sbatch", ending.messages)
    }
    return job
  }

  /// Ends the job, whether it waits or runs: its workers save first.
  ///
  /// - Throws: `SlurmRefusal` if there is no `scancel` or if it refuses.
  package func cancel() throws(SlurmRefusal) {
    let ending = try Self.run(["scancel"] + clusterOption + [number])
    guard ending.isSuccess else { throw .refused("scancel", ending.messages) }
  }

  private var clusterOption: [String] { cluster.map { ["--clusters=\($0)"] } ?? [] }

  private static func run(
    _ arguments: [String]
  ) throws(SlurmRefusal) -> SlurmProgram.Ending {
    do {
      return try SlurmProgram.run(arguments)
    } catch {
      throw error.isMissing ? .missing(arguments[0]) : .unusable(arguments[0], error)
    }
  }
}

/// Why Slurm did not do what it was asked.
package enum SlurmRefusal: Error, Hashable, Sendable {
  /// There is no such program on the PATH.
  case missing(String)
  case unusable(String, FileProblem)
  /// A program refused; with its own words.
  case refused(String, String)
}
