import Datasets
import Execution
import Experiments
import Reports
import Runs

extension Command {
  static let perf = Command(
    verb: "perf", operands: "[EXPERIMENT…]", operandCount: 0...Int.max,
    summary: "where the time of a training step goes, layer by layer",
    options: [
      Options.threads.described("threads, default all cores"), Options.seconds, Options.format,
      Options.workspace,
    ],
    notes: [
      "Without EXPERIMENT: all whose data are here. Nothing is written. BENCH_ISA chooses kernels."
    ],
    example: "bench perf lenet5-sgd --threads 1",
    exits: "0 measured, 2 bad usage or definition, 5 data, 130 Ctrl-C"
  ) { arguments, terminal in
    let format = try arguments[Options.format]
    let session = PerformanceSession(
      with: try Machine.resources(arguments), seconds: try arguments[Options.seconds])
    let library = try arguments.workspace().library
    let named = try arguments.operands.map { try library.resolve(nameOrPath: $0) }
    let experiments = named.isEmpty ? everyExperiment(of: library, on: terminal) : named
    guard !experiments.isEmpty else {
      terminal.messages.print("no experiment here can be trained")
      terminal.advise("which there are: \(command: .list)")
      return .done
    }
    // People get a table as soon as it is measured, programs one of all experiments.
    var all: Table?
    let limits = try session.perform(experiments) { experiment, profile, limits in
      let report = PerformanceReport(profile, of: experiment.name, limits: limits)
      switch format {
      case .table, .markdown: show(report, as: format, on: terminal)
      case .csv, .json: all = all.map { $0.appending(report.table) } ?? report.table
      }
    }
    if let all {
      terminal.print(all, as: format)
    } else {
      terminal.output.write(PerformanceReport.legend(limits))
    }
    return .done
  }

  private static func show(
    _ report: PerformanceReport, as format: TableFormat, on terminal: Terminal
  ) {
    terminal.output.printFolded(report.title.escaped + "\n")
    terminal.print(report.table, as: format)
    terminal.output.printFolded("\n\(report.speed)\n")
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
