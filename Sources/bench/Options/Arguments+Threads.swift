import Datasets
import Engine

extension Arguments {
  /// Returns how many threads `--threads` asks for, for each of so many jobs at once; nil where it
  /// is not given.
  ///
  /// - Throws: `UsageError` with the range that can be had.
  func threads(jobs: Int = 1) throws(UsageError) -> Int? {
    do {
      return try integer("threads", in: 1...max(1, WorkerPool.mostThreads / jobs))
    } catch  where jobs > 1 {
      throw UsageError(
        problem: error.problem + " with \(jobs) jobs at once",
        advice: ["all jobs together have at most \(WorkerPool.mostThreads) threads"])
    }
  }
}
