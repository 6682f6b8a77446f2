package import Runs

extension VerificationPlan {
  /// The width of the longest range of steps, for lines that are printed one by one.
  package var placeColumns: Int {
    segments.map { SegmentProof(segment: $0, differences: [], seconds: 0).place.columns }.max() ?? 0
  }
}

extension SegmentProof {
  /// `step 869 to 948     same        1 epoch     0.1 s`
  ///
  /// - Parameter previous: the proof of the previous segment, if there is one.
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
  /// One sentence for each damaged file.
  package var lines: [String] {
    diagnostics.map { "\($0.file.escaped) \($0.problem.escaped)" }
  }
}

extension Verification {
  /// The lines below the segments if they are not all the same: where each difference appears
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
}

extension Difference {
  /// What differs, inside a sentence.
  var subject: String {
    switch place {
    case .metrics: "metrics.csv"
    case .steps: "steps.csv"
    case .checkpoint: "the checkpoint of step \(step)"
    case .predictions: "predictions.csv"
    case .record: "run.json's weights"
    case .ending: "how the training ends"
    }
  }

  /// The file, or the step of the checkpoint.
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
