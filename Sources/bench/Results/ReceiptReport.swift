import Datasets
import Execution
import JSON
import Reports
import Runs

/// Prints whether a training agreed with a receipt.
struct ReceiptReport {
  private let receipt: Receipt
  private let outcome: ReceiptSession.Outcome
  private let path: String

  init(_ receipt: Receipt, _ outcome: ReceiptSession.Outcome, path: String) {
    self.receipt = receipt
    self.outcome = outcome
    self.path = path
  }

  /// Prints the result, and returns the status that it means.
  func print(as format: TableFormat, isQuiet: Bool, on terminal: Terminal) -> ExitStatus {
    switch format {
    case _ where isQuiet:
      if outcome.difference == nil { terminal.output.print(receipt.run.escaped) }
    case .table:
      if outcome.difference == nil {
        for line in sentences { terminal.output.printFolded(line.escaped) }
      }
    case .json: terminal.output.write(json.prettyText + "\n")
    case .markdown, .csv: terminal.print(table, as: format)
    }
    guard let difference = outcome.difference else { return .done }
    terminal.error(
      "\(path): this training parts from the receipt \(Self.place(difference)): "
        + difference.problem,
      advice: ["another bench, another machine or a changed receipt: one of the two is wrong"])
    return .failed
  }

  private var epochs: Int { receipt.chain.end - receipt.chain.start }

  private var sentences: [String] {
    var what = ["the weights after each epoch", "all metrics"]
    if receipt.predictionsSHA256 != nil { what.append("the predictions") }
    let metrics = receipt.metrics.sorted { $0.key < $1.key }
      .map { "\($0.key) \(JSONValue.metric($0.value).canonicalText)" }
    return [
      "\(receipt.run) holds: \(epochs) epoch\(epochs == 1 ? "" : "s") trained again in "
        + "\(outcome.seconds.fixed(1)) s, \(what.listed) are the same bits",
      "  \(receipt.state.rawValue), \(metrics.joined(separator: ", "))",
    ]
  }

  private static func place(_ difference: ReceiptTraining.Difference) -> String {
    let epochs = difference.epochs
    return epochs.count == 1
      ? "at epoch \(epochs.lowerBound)"
      : "at one of the epochs \(epochs.lowerBound) to \(epochs.upperBound), which it does not "
        + "tell apart"
  }

  private var json: JSONValue {
    [
      "run": .string(receipt.run), "run_key": .string(receipt.runKey),
      "holds": .bool(outcome.difference == nil), "epochs": .integer(epochs),
      "parts_at_epoch": outcome.difference.map { .integer($0.epochs.lowerBound) } ?? .null,
      "parts_before_epoch": outcome.difference.map { .integer($0.epochs.upperBound + 1) } ?? .null,
      "problem": outcome.difference.map { .string($0.problem) } ?? .null,
      "threads": .integer(outcome.threads), "seconds": .number(outcome.seconds),
    ]
  }

  private var table: Table {
    Table(
      [.init("run"), .init("holds"), .init("epochs"), .init("parts_at_epoch"), .init("problem")],
      rows: [
        [
          .text(receipt.run), .text(outcome.difference == nil ? "true" : "false"),
          .integer(epochs), .integer(outcome.difference?.epochs.lowerBound),
          .text(optional: outcome.difference?.problem),
        ]
      ])
  }
}
