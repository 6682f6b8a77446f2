package import Runs

extension VerificationPlan {
  /// Columns of the longest place, for lines that are printed one by one.
  package var placeColumns: Int {
    segments.map { SegmentProof(segment: $0, differences: [], seconds: 0).place.columns }.max() ?? 0
  }
}

extension SegmentProof {
  /// `step 869 to 948     same        1 epoch     0.1 s`
  ///
  /// - Parameter previous: the proof of the segment before it, where there is one.
  package func line(
    placeColumns: Int, after previous: SegmentProof?, style: TextStyle
  ) -> String {
    let painted = style.painted(result.padded(to: 7, .left), isSame ? .good : .bad)
    var line =
      "\(place.padded(to: placeColumns, .left))   \(painted)  "
      + "\(extent.padded(to: 15, .right))  \("\(seconds.fixed(1)) s".padded(to: 8, .right))"
    if let previous, !isSame, previous.endsInDifference {
      line += "   trained from step \(segment.firstStep), which differs"
    }
    return line
  }
}

extension FileCheck {
  /// A sentence for each file that is not what it should be.
  package var lines: [String] {
    findings.map { "\($0.file.escaped) \($0.problem.escaped)" }
  }
}

extension Verification {
  /// What stands under the segments where they are not all the same: where each difference shows
  /// first, and in what.
  package var differenceLines: [String] {
    independentDifferences.enumerated().flatMap { index, proof -> [String] in
      let heading = index == 0 ? "first difference" : "another"
      var lines = [("\(heading)", placeSentence(proof))]
      for difference in proof.differences {
        lines.append((difference.source, difference.sentence))
        if let largest = difference.largest {
          lines.append(("  largest", "\(largest.distance), \(largest.name)"))
        }
      }
      return lines.map { "\($0.padded(to: 20, .left))\($1)".escaped }
    }
  }

  /// `epoch 12, between step 870 and 948`
  private func placeSentence(_ proof: SegmentProof) -> String {
    guard let first = proof.differences.first else { return "" }
    switch first.place {
    case .metrics(let epoch):
      let start = max(proof.segment.firstStep, (epoch - 1) * run.stepsPerEpoch)
      return "epoch \(epoch), between step \(start + 1) and \(first.step)"
    case .steps:
      let every = run.logEverySteps ?? 1
      let start = max(proof.segment.firstStep, first.step - every)
      return first.step - start == 1
        ? "step \(first.step)" : "between step \(start + 1) and \(first.step)"
    case .checkpoint, .ending: return first.subject
    case .predictions, .record: return "after the last step, \(first.step)"
    }
  }

  /// What is said where everything holds.
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
      "only the files were looked at; nothing was trained again",
    ]
  }

  /// ` from step 79 to 158` where not everything was asked for.
  private var extent: String {
    guard let first = proofs.first?.segment, let last = proofs.last?.segment else { return "" }
    if first.start == nil, last.isLast { return "" }
    if first.start == nil { return " as far as step \(last.end.step)" }
    return " from step \(first.firstStep) to \(last.end.step)"
  }

  /// `the divergence at step 1391`, where it came again.
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

  /// What is wrong in one sentence, and what to do; nil where everything holds.
  package var failure: (problem: String, advice: [String])? {
    if holds { return nil }
    let files = files.findings.isEmpty ? nil : filesSentence
    guard !isSame else {
      let rest =
        machine == nil ? "" : "; what could be trained again has the same bits"
      return ("\(run.id): \(files ?? "")\(rest)", [])
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
    let count = Set(files.findings.map(\.file)).count
    return "\(count.counted(of: "file")) \(count == 1 ? "is" : "are") not what "
      + "\(count == 1 ? "it" : "they") should be"
  }

  private var machineAdvice: [String] {
    guard let first = independentDifferences.first?.differences.first else { return [] }
    let found = first.name == "weights_digest" ? "\(first.here) too" : "the same"
    return [
      "verify it on a second machine; if that finds \(found), "
        + "\(run.host.escaped) erred when it trained, or the file was changed since"
    ]
  }
}

extension Difference {
  /// What differs, inside a sentence.
  fileprivate var subject: String {
    switch place {
    case .metrics: "metrics.csv"
    case .steps: "steps.csv"
    case .checkpoint: "the checkpoint of step \(step)"
    case .predictions: "predictions.csv"
    case .record: "run.json's weights"
    case .ending: "how the training ends"
    }
  }

  /// The file, or the step whose checkpoint it is.
  var source: String {
    switch place {
    case .metrics: "  metrics.csv"
    case .steps: "  steps.csv"
    case .checkpoint: "  step \(step)"
    case .predictions: "  predictions.csv"
    case .record: "  run.json"
    case .ending: "  training"
    }
  }

  /// `weights_digest 9c41d2a07be81f33 recorded, 03be88f1c6a95d20 here`
  var sentence: String {
    let values = "\(name) \(recorded) recorded, \(here) here"
    switch place {
    case .metrics(let epoch):
      return "epoch \(epoch): \(values)" + (count > 1 ? "; \(count) rows differ" : "")
    case .steps: return "step \(step): \(values)" + (count > 1 ? "; \(count) rows differ" : "")
    case .checkpoint:
      return count == 0 ? values : "\(count) of \(total.counted(of: "tensor")); \(values)"
    case .predictions(let index):
      return "\(count) of \(total.counted(of: "row")); index \(index): \(values)"
    case .record: return values
    case .ending: return "\(recorded) recorded, \(here) here"
    }
  }
}
