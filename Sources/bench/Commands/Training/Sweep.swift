import Datasets
import Experiments
import Reports
import Runs

extension Command {
  static let sweep = Command(
    verb: "sweep", operands: "[status|best|cancel] NAME|FILE", operandCount: 1...2,
    summary: "many runs: grids, searches",
    options: [
      Options.jobs.described("runs at once, default as many as train most examples a second"),
      Options.threads.described("threads a run, default the processors shared out"),
      Options.retry, Options.dryRun, Options.slurm, Options.workers, Options.sbatch,
      Options.worker, Options.format, Options.quiet, Options.workspace,
    ],
    passing: (Options.slurm, to: Options.sbatch),
    notes: [
      "NAME is experiments/sweeps/NAME.json; its keys: bench schema sweep. What has a finished run is",
      "done, what was interrupted goes on, and nothing else is touched: the same command, called again",
      "after anything, completes the sweep, and several processes may work on it at once. Runs are",
      "called NAME-POINT-sSEED; a point that fails does not stop the others.",
      "  status   how far it is, from the folder alone",
      "  best     the best point, and how to train it",
      "  cancel   end its jobs on Slurm; their workers save first",
      "With --slurm, options that bench does not know go to sbatch, the value after an equals sign:",
      "--partition=long. Lines for the nodes (modules, variables) stand in",
      "runs/.sweeps/NAME/preamble.sh, or in runs/.sweeps/.",
    ],
    example: "bench sweep lenet5-grid --jobs 2",
    exits: "0 finished, 1 some failed, 2 bad usage, 3 some diverged, 5 data, 130 Ctrl-C, saved"
  ) { arguments, terminal in
    let act = arguments.operands[0]
    guard let name = arguments.operands.dropFirst().first else {
      try requireName(act, SweepLibrary(of: arguments.workspace().library))
      if try arguments[Options.slurm] { return try SweepJob.submit(act, arguments, on: terminal) }
      let sweep = try SweepRun(act, arguments, on: terminal)
      return try arguments[Options.dryRun] ? sweep.rehearse() : sweep.perform()
    }
    switch act {
    case "status": return try SweepStatus(name, arguments, on: terminal).print()
    case "best": return try SweepStatus(name, arguments, on: terminal).printBest()
    case "cancel":
      return try SweepJob(name, in: arguments.workspace(), on: terminal).cancel()
    default:
      throw UsageError(
        problem: "bench sweep: unknown act '\(act.escaped)'",
        advice: [
          UsageError.suggestion(for: act, among: acts, all: .help(verb: "sweep"), "acts")
        ])
    }
  }

  private static let acts = ["status", "best", "cancel"]

  /// Refuses `status`, `best` or `cancel` without a sweep, unless a sweep is called that.
  private static func requireName(_ word: String, _ library: SweepLibrary) throws(UsageError) {
    guard acts.contains(word), !library.names.contains(word) else { return }
    throw UsageError(
      problem: "bench sweep \(word): NAME, of a sweep in \(library.label), is missing",
      advice: [library.listing])
  }
}
