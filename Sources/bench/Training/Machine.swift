import Datasets
import Engine
import Files
import Runs

/// What this machine gives a training.
enum Machine {
  static let benchVersion = "0.1.0"

  /// The kernels to compute with: those that `BENCH_ISA` names, else the fastest there are.
  static func kernels() throws(UsageError) -> Kernels {
    guard let name = environmentVariable("BENCH_ISA") else { return .best }
    if let kernels = Kernels.named(name) { return kernels }
    let available = Kernels.available.map(\.name).joined(separator: ", ")
    throw UsageError(
      problem: "BENCH_ISA '\(name)': this processor has no such instruction set",
      advice: ["it has \(available)"])
  }

  /// The processors that this process may use.
  static var cores: Int { ProcessorCount.usable }
}

extension Machine {
  /// Who trains, for run.json; says what could not be found out.
  static func provenance(
    threads: Int, kernels: Kernels, workspace: Workspace, on terminal: Terminal
  ) -> Provenance {
    let provenance = Provenance.current(
      benchVersion: benchVersion, arguments: CommandLine.arguments, threads: threads,
      isa: kernels.name, workspace: workspace.path)
    if let note = provenance.note { terminal.note(note) }
    return provenance
  }
}
