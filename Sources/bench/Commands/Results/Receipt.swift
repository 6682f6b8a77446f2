import Datasets
import Files
import Reports
import Runs

extension Command {
  static let receipt = Command(
    verb: "receipt", operands: "RUN", operandCount: 1...1,
    summary: "one small file by which anyone can train the run again and compare",
    options: [
      Options.output.described("where to; default standard output"), Options.onlyJSON,
      Options.workspace,
    ],
    notes: [
      "JSON of at most 64 kB: the definition, the digests of data and metrics, the numerics version,",
      "and a chain of the weights' digests, h = SHA-256(h, weights, epoch). Check it on any machine",
      "with the data: bench verify FILE, which names the epoch at which something differs; of more",
      "than 4,000 epochs, the ten or more among which it is. A fork also needs its first checkpoint",
      "file, and so does a run with given weights that are not there.",
    ],
    example: "bench receipt lenet5-sgd-001 -o lenet5.receipt.json",
    exits: "0 written, 1 failed, 2 bad usage, 4 held"
  ) { arguments, terminal in
    _ = try arguments[Options.onlyJSON]
    let output = try OutputFile(try arguments[Options.output] ?? "-")
    let run = try arguments.workspace().store.resolve(arguments.operands[0]).run
    let receipt = try run.receipt(benchVersion: Machine.benchVersion)
    let text = receipt.text
    guard text.utf8.count <= Receipt.maximumBytes else {
      throw RunError(
        .failed,
        "the receipt of \(run.id) would have \(text.utf8.count) bytes, more than "
          + "\(Receipt.maximumBytes)")
    }
    try terminal.write(text, to: output)
    if receipt.definition == nil {
      terminal.note(
        "the definition is too large for a receipt: bench verify needs it, --definition FILE")
    }
    if let start = receipt.start {
      terminal.note("who verifies it may need the run's checkpoints/\(start.file): --start FILE")
    }
    return .done
  }
}
