package import Datasets
import Runs

extension Verification {
  /// The message if everything is the same.
  package var sentences: [String] {
    guard let machine else { return quickSentences.map(\.escaped) }
    let epochs = "\(self.epochs.counted) of \(run.epochs.counted(of: "epoch"))"
    let checkpoints = proofs.reduce(0) { $0 + $1.segment.checkpoints.count }
    let parts = [epochs, checkpoints.counted(of: "checkpoint"), tables, divergence].filter {
      !$0.isEmpty
    }
    return [
      "\(run.id) verified\(extent): \(parts.joined(separator: ", ")) the same",
      "bits, in \(machine.seconds.fixed(1)) s (numerics \(run.numericsVersion); "
        + "recorded on \(run.host) with \(run.isa), \(run.threads.counted(of: "thread")); "
        + "here \(machine.isa), \((machine.jobs * machine.threads).counted(of: "thread")))",
    ].map(\.escaped)
  }

  private var quickSentences: [String] {
    let predictions = run.state == .finished ? ", predictions.csv" : ""
    return [
      "\(run.id) checked: \(files.checkpoints.count.counted(of: "checkpoint")), "
        + "\(files.rowCount.counted(of: "row")) of metrics.csv\(predictions): nothing wrong",
      "only the files were checked; nothing was trained again",
    ]
  }

  /// ` from step 79 to 158` if only a part was requested.
  private var extent: String {
    guard let first = proofs.first?.segment, let last = proofs.last?.segment else { return "" }
    if first.start == nil, last.isLast { return "" }
    if first.start == nil { return " as far as step \(last.end.step)" }
    return " from step \(first.firstStep) to \(last.end.step)"
  }

  /// `the divergence at step 1391`, if it was reproduced.
  private var divergence: String {
    guard run.state == .diverged, let last = proofs.last?.segment, last.isLast else { return "" }
    return "the divergence at step \(last.end.step)"
  }

  /// `metrics.csv and predictions.csv`, as far as they were compared.
  private var tables: String {
    var tables = epochs > 0 ? ["metrics.csv"] : []
    if run.logEverySteps != nil { tables.append("steps.csv") }
    if run.state == .finished, proofs.last?.segment.isLast == true {
      tables.append("predictions.csv")
    }
    guard let last = tables.last, tables.count > 1 else { return tables.joined() }
    return tables.dropLast().joined(separator: ", ") + " and " + last
  }

  /// The problem in one sentence, and advice; nil if everything is the same.
  package var failure: (problem: String, advice: [Remedy])? {
    if holds { return nil }
    let files = files.diagnostics.isEmpty ? nil : filesSentence
    guard !isSame else {
      let rest =
        machine == nil ? "" : "; what could be trained again has the same bits"
      let repair = self.files.repairStep.map {
        ["to have it made again, bit for bit: \(command: .resume(run: run.id, step: $0))" as Remedy]
      }
      return ("\(run.id): \(files ?? "")\(rest)", repair ?? [])
    }
    return (
      "\(run.id) is not reproduced: \(differenceSentence)" + (files.map { "; \($0)" } ?? ""),
      machineAdvice
    )
  }

  /// `39 of 40 epochs have the same bits, epoch 12 has not`
  private var differenceSentence: String {
    let differences = proofs.flatMap(\.differences)
    let parted = differences.lazy.compactMap { difference -> Int? in
      if case .metrics(let epoch) = difference.place { epoch } else { nil }
    }
    guard let epoch = parted.first else {
      let rows = epochs > 0 ? "every epoch's row is the same, but not " : "not the same: "
      return rows + (differences.first?.subject ?? "")
    }
    let rest =
      epochs - sameEpochs == 1
      ? "epoch \(epoch) has not" : "the first that has not is epoch \(epoch)"
    return "\(sameEpochs.counted) of \(epochs.counted(of: "epoch")) "
      + "\(sameEpochs == 1 ? "has" : "have") the same bits, \(rest)"
  }

  private var filesSentence: String {
    let count = Set(files.diagnostics.map(\.file)).count
    return "\(count.counted(of: "file")) \(count == 1 ? "is" : "are") not what "
      + "\(count == 1 ? "it" : "they") should be"
  }

  private var machineAdvice: [Remedy] {
    guard let first = independentDifferences.first?.differences.first else { return [] }
    let found = first.name == "weights_digest" ? "\(first.here) too" : "the same"
    return [
      "verify it on a second machine; if that finds \(found), "
        + "\(run.host.escaped) erred when it trained, or the file was changed since"
    ]
  }
}
