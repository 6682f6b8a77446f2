import Datasets
import Engine
import Experiments
import Reports
import Training

/// Measures the machine and experiments in turn; a table for people as soon as it is
/// measured, one of all experiments for programs.
struct PerformanceSession {
  let terminal: Terminal
  let format: TableFormat
  let threads: Int
  let kernels: Kernels
  /// For each experiment.
  let seconds: Int

  func perform(_ experiments: [ResolvedExperiment]) throws -> ExitStatus {
    guard !experiments.isEmpty else {
      terminal.messages.print("no experiment here can be trained")
      terminal.advise("which there are: \(command: .list)")
      return .done
    }
    let meter = MachineMeter(threads: threads, kernels: kernels)
    meter.measureBandwidth()
    var all: Table?
    for experiment in experiments {
      let profile = try StepProfile.measured(
        experiment, dataset: try experiment.dataset.load(), threads: threads, kernels: kernels,
        seconds: Double(seconds), inTurnsWith: meter)
      // Around each experiment, so that all figures are of the same minute.
      meter.measureBandwidth()
      let report = PerformanceReport(profile, of: experiment.name, limits: meter.limits)
      switch format {
      case .table, .markdown: show(report)
      case .csv, .json: all = all.map { $0.appending(report.table) } ?? report.table
      }
    }
    if let all {
      terminal.print(all, as: format)
    } else {
      terminal.output.write(PerformanceReport.legend(meter.limits))
    }
    return .done
  }

  private func show(_ report: PerformanceReport) {
    terminal.output.printFolded(report.title.escaped + "\n")
    terminal.print(report.table, as: format)
    terminal.output.printFolded("\n\(report.speed)\n")
  }
}
