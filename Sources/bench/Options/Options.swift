import Datasets
import Engine
package import Experiments
import Reports

/// The options of all verbs, each declared once: its name, what stands for its value, its help, its
/// type and its default. A verb for which an option means something of its own describes it anew.
package enum Options {
  // What every verb that reads runs or experiments takes.
  static let workspace = Option(
    "workspace", "DIR", "default BENCH_WORKSPACE, else the nearest folder with experiments/",
    .text(completing: .folders))
  static let format = Option(
    "format", "FORMAT", "table, markdown, csv or json; default table",
    ValueParser<TableFormat>.choice
  ).defaulting(to: .table)
  static let resultFormat = Option(
    "format", "FORMAT", "text or json; default text", ValueParser<ResultFormat>.choice
  ).defaulting(to: .text)
  static let onlyJSON = Option(
    "format", "FORMAT", "json, which it always is", ValueParser<OnlyJSON>.choice)
  static let manual = Option(flag: "man", "print the page for man, bench.1")
  package static let quiet = Option(flag: "quiet", "print only the id")
  static let yes = Option(flag: "yes", "do not ask")
  package static let dryRun = Option(
    flag: "dry-run", "check and print what would run; write nothing")

  // Definitions.
  package static let set = Option(
    repeatable: "set", "PATH=JSON",
    "replace a value, e.g. --set optimizer.learning_rate=0.05 (repeatable)", .override)
  package static let epochs = Option(
    "epochs", "N", "short for --set training.epochs=N", .integer(in: 1...Int.max))
  package static let initialWeights = Option(
    "init", "FILE|RUN", "weights to start from; of a run its best, or RUN:latest, RUN:step-N",
    .text(completing: .any([.runs, .files])))
  package static let seed = Option(
    "seed", "N", "the seed, default the definition's", .integer(in: 0...Int.max))
  package static let seeds = seeds(most: mostRuns)
  package static let folds = Option(
    "folds", "N", "one run per fold of N, each the test part once", .integer(in: 2...1000))
  static let name = Option("name", "ID", "the run's id, default NAME-001, -002, …", .text)

  // Training.
  package static let needed = Option(
    flag: "needed", "do nothing if a finished run with the same key exists; print its id")
  static let resume = Option(
    flag: "resume", "as --needed, and go on with an unfinished run with the same key")
  static let from = Option(
    "from", "WHERE", "step-N, best or latest; default latest, the newest whole checkpoint", .point)
  static let tensorBoardFolder = "tensorboard"
  static let tensorBoard = Option(
    "tensorboard", optional: "DIR", standard: tensorBoardFolder,
    "also write TensorBoard event files to DIR/RUN; default tensorboard",
    .text(completing: .folders))
  static let threads = threads(jobs: 1)
  static let jobs = Option("jobs", "N", "runs at once, default 1", .integer(in: 1...256))
  static let retry = Option(
    "retry", "failed", "train those that failed once more",
    ValueParser<RetriedState>.choice)
  static let seconds = Option(
    "seconds", "S", "how long to train each experiment, default 2", .integer(in: 1...3600)
  ).defaulting(to: 2)

  // Slurm.
  package static let slurm = Option(
    flag: "slurm", "submit an array of workers to Slurm, and leave")
  static let workers = Option(
    "workers", "N", "workers to submit, default 8 or as many as there are runs",
    .integer(in: 1...100_000))
  package static let sbatch = Option(
    repeatable: "sbatch", "OPTION", "an option for sbatch, e.g. --sbatch=--partition=long", .text)
  static let worker = Option(
    flag: "worker", "share the runs with other workers by leases, as a job of Slurm does")

  // Data sets.
  static let timeout = Option(
    "timeout", "SECONDS", "fetch: try again after so long without data, default 30",
    .integer(in: 1...86_400)
  ).defaulting(to: 30)

  // New definitions.
  static let data = Option(
    "from", "DATA", "a folder of pictures, an npz or a table to train on",
    .text(completing: .files))
  static let label = Option(
    "label", "COLUMN",
    "a table's column to learn, name or index; default label, class, … or the last",
    .text)
  static let like = Option(
    "like", "EXPERIMENT", "copy this experiment's definition", .text(completing: .experiments))

  /// The most runs that one command trains.
  static let mostRuns = 10_000

  /// - Parameter most: the number of seeds that a command with its experiments may have.
  static func seeds(most: Int) -> Option<ClosedRange<Int>?> {
    Option(
      "seeds", "A..B", "one run per seed, both ends included",
      ValueParser { text, option in
        let range = try ValueParser.range.parse(text, option)
        // Both ends count, and their difference is never too large for an Int.
        guard range.upperBound - range.lowerBound >= most else { return range }
        throw UsageError(
          problem: "--\(option) '\(text)': expected no more than \(most.counted) seeds",
          advice: [
            "one command trains at most \(mostRuns.counted) runs, one per experiment and seed"
          ])
      })
  }

  /// - Parameter jobs: the number of jobs at once, which share the threads that a program can have.
  static func threads(jobs: Int) -> Option<Int?> {
    Option(
      "threads", "N", "threads, default all cores; never changes a result",
      ValueParser { text, option in
        let most = max(1, WorkerPool.mostThreads / jobs)
        do {
          return try ValueParser.integer(in: 1...most).parse(text, option)
        } catch let error as UsageError where jobs > 1 {
          throw UsageError(
            problem: error.problem + " with \(jobs) jobs at once",
            advice: ["all jobs together have at most \(WorkerPool.mostThreads) threads"])
        }
      })
  }
}

extension ValueParser where Value == DefinitionOverride {
  /// `PATH=JSON`
  static let override = ValueParser(completion: .settings) { text, _ in
    try DefinitionOverride(parsing: text)
  }
}

/// The runs of a sweep that may be tried again.
package enum RetriedState: String, CaseIterable, Sendable {
  case failed
}
