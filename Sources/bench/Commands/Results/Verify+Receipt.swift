import Datasets
import Execution
import Files
import JSON
import Reports
import Runs

extension Command {
  /// Whether an operand of `bench verify` is the file of a receipt: one that exists and is no
  /// checkpoint, or a name that ends in `.json` where no run is called so.
  static func isReceipt(_ operand: String, in store: RunStore?) -> Bool {
    guard !operand.hasSuffix(".safetensors") else { return false }
    if operand == "-" || InputFile.kind(of: operand) == .file { return true }
    return operand.hasSuffix(".json") && (try? store?.run(operand)) == nil
  }

  /// Trains again by a receipt.
  static func verify(
    receipt path: String, _ arguments: Arguments, on terminal: Terminal
  ) throws -> ExitStatus {
    let others: [any AnyOption] = [
      Options.quick, Options.firstStep, Options.lastStep, Options.jobs,
    ]
    for option in others where arguments.has(option) {
      throw UsageError(
        problem: "--\(option.declaration.name): a receipt is verified as a whole, in one go")
    }
    let format = try arguments[Options.format]
    let isQuiet = try arguments[Options.quiet]
    let definition = try arguments[Options.definition].map { try readJSON($0) }
    let receipt = try Receipt(
      parsing: try read(path, limit: 1 << 22), file: path, definition: definition)
    let workspace =
      try arguments.has(Options.workspace)
      ? arguments.workspace()
      : (try? arguments.workspace()) ?? Workspace(path: currentDirectory)
    let session = ReceiptSession(
      receipt, in: workspace.store, start: try arguments[Options.start],
      with: try Machine.resources(arguments))
    var line = LiveLine(on: terminal.messages)
    var steps = 1
    let outcome = try session.perform(
      begin: {
        StopSignal.listen(lastWords: "\n")
        steps = max(1, $0)
      },
      isStopped: { StopSignal.received != nil },
      listen: { step in
        guard !isQuiet else { return }
        let share = min(1, Double(step) / Double(steps))
        line.draw { width in
          let text = "verifying  \(ProgressLine.bar(share, cells: 20))  \(Int(share * 100))%"
          return String(text.prefix(max(1, width - 1)))
        }
      })
    line.clear()
    guard let outcome else {
      let signal = StopSignal.received ?? 2
      terminal.messages.print("\(StopSignal.name(signal)) stopped; nothing was written")
      return .stopped(signal: signal)
    }
    return ReceiptReport(receipt, outcome, path: path)
      .print(as: format, isQuiet: isQuiet, on: terminal)
  }

  private static func read(_ path: String, limit: Int) throws(RunError) -> [UInt8] {
    do {
      return try InputFile.read(path == "-" ? "/dev/stdin" : path, limit: limit)
    } catch {
      throw RunError(
        .usage, "\(path.escaped): \(error)", advice: ["all runs: \(command: .runs())"])
    }
  }

  private static func readJSON(_ path: String) throws(RunError) -> JSONValue {
    let bytes = try read(path, limit: 1 << 20)
    do {
      return try JSONValue(parsing: bytes)
    } catch {
      throw RunError(.usage, "--definition: \(path.escaped):\(error)")
    }
  }
}
