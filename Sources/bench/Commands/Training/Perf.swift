import Datasets
import Engine
import Experiments
import Reports

extension Command {
  static let perf = Command(
    verb: "perf", operands: "[EXPERIMENT…]", operandCount: 0...1000,
    summary: "where the time of a training step goes, layer by layer",
    options: [
      .value("threads", "N", "threads, default all cores"),
      .value("seconds", "S", "how long to train each experiment, default 2"),
      .format, .workspace,
    ],
    notes: [
      "Without EXPERIMENT: all whose data are here. Nothing is written. BENCH_ISA chooses kernels."
    ],
    example: "bench perf lenet5-sgd --threads 1",
    exits: "0 measured, 2 bad usage or definition, 5 data, 130 Ctrl-C"
  ) { arguments, terminal in
    let session = PerformanceSession(
      terminal: terminal, format: try arguments.choice("format", default: TableFormat.table),
      threads: try arguments.threads() ?? Machine.cores,
      kernels: try Machine.kernels(), seconds: try arguments.integer("seconds", in: 1...3600) ?? 2)
    let library = try arguments.workspace().library
    guard arguments.operands.isEmpty else {
      return try session.perform(arguments.operands.map { try library.resolve($0) })
    }
    return try session.perform(everyExperiment(of: library, on: terminal))
  }

  /// Those that can be trained here; what is wrong with the others is said.
  private static func everyExperiment(
    of library: ExperimentLibrary, on terminal: Terminal
  ) -> [ResolvedExperiment] {
    ExperimentList(library, runs: [:]).entries.compactMap { entry in
      guard let experiment = try? entry.experiment.get() else {
        terminal.warning(
          "\(entry.name): left out", advice: ["why: \(command: .validate(experiment: entry.name))"])
        return nil
      }
      if let missing = entry.missingData {
        terminal.warning(
          "\(entry.name): left out, data missing",
          advice: ["get them: \(command: .fetchData(missing))"])
        return nil
      }
      return experiment
    }
  }
}
