import Datasets
import Exports
import Files
import Reports
import Runs
import Training

extension Command {
  /// Tells an MLflow server of runs, one after the other.
  static func exportToServer(
    _ runs: [Run], _ arguments: Arguments, on terminal: Terminal
  ) throws -> ExitStatus {
    guard let uri = try arguments[Options.uri] ?? environmentVariable("MLFLOW_TRACKING_URI") else {
      throw UsageError(
        problem: "bench export: --to mlflow needs the address of a server",
        advice: ["add it: --uri http://localhost:5000", "start one: mlflow server --port 5000"])
    }
    let point = try arguments[Options.checkpoint]
    StopSignal.listen(lastWords: "\n")
    let server = try MLflowServer(
      uri, credentials: HTTPCredentials(mlflow: environmentVariable),
      seconds: try arguments[Options.timeout]
    ) {
      StopSignal.received != nil
    }
    try server.checkVersion()
    for (index, run) in runs.enumerated() {
      let step = try point.flatMap { try run.find($0, for: .evaluate).checkpoint?.state.step }
      do {
        let outcome = try MLflowExport(of: run, checkpoint: step, to: server).perform()
        let word = outcome.isNew ? "logged" : "updated"
        terminal.output.print("\(run.id) \(word)  \(outcome.page.escaped)")
        for note in outcome.notes { terminal.warning("\(run.id): \(note)") }
      } catch {
        let status = terminal.report(error)
        let left = runs.count - index - 1
        if left > 0 {
          terminal.note("\(left) more run\(left == 1 ? " is" : "s are") not exported")
        }
        return StopSignal.received.map { .stopped(signal: $0) } ?? status
      }
    }
    return .done
  }
}

extension Options {
  static let uri = Option(
    "uri", "URI", "mlflow: the server, as http://localhost:5000; default MLFLOW_TRACKING_URI",
    .text)
}
