import Datasets
import Engine
import Execution
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

  /// What one job of a command may use: what `--threads` and `BENCH_ISA` say, else all there is.
  static func resources(_ arguments: Arguments) throws -> ComputeResources {
    ComputeResources(threads: try arguments[Options.threads], kernels: try kernels())
  }
}

extension Machine {
  /// Who trains, for run.json; says what could not be found out.
  static func provenance(
    _ resources: ComputeResources, in workspace: Workspace, on terminal: Terminal
  ) -> Provenance {
    let provenance = Provenance.current(
      benchVersion: benchVersion, arguments: ProgramArguments.all,
      threads: resources.threads, isa: resources.kernels.name, workspace: workspace.path)
    if let note = provenance.note { terminal.note(note) }
    return provenance
  }
}
