import Runs

extension RunsReport {
  var header: HTML {
    .element(
      "header", [:],
      [.element("h1", [:], title)] + paragraphs.map { .element("p", [:], $0) } + summary)
  }

  /// The finding, the conclusion, the facts it rests on, and the notes.
  var summary: [HTML] {
    var parts: [HTML] = []
    if let finding { parts.append(.element("p", ["class": "finding"], [.prose(finding + ".")])) }
    let conclusion = conclusion
    let claim = [conclusion.claim, jointClaim?.sentence ?? ""].filter { !$0.isEmpty }
    if let groups {
      let heading = groups.heading.replacing(" (--metric)", with: "")
      parts.append(.element("p", ["class": "soft"], heading))
    }
    if !claim.isEmpty {
      parts.append(.element("p", ["class": "claim"], [.prose(claim.joined(separator: " "))]))
    }
    parts += conclusion.facts.map { .element("p", ["class": "soft"], [.prose($0)]) }
    if let place { parts.append(.element("p", ["class": "soft"], [.prose(place.sentence)])) }
    parts.append(trust)
    parts += conclusion.notes.map { .element("p", ["class": "note"], [.prose("Note: " + $0)]) }
    return parts
  }

  private var conclusion: (claim: String, facts: [String], notes: [String]) {
    if let groups {
      return (groups.conclusion.joined(separator: " "), [], groups.notes)
    }
    guard let comparison else {
      let run = runs[0]
      let claim =
        run.compared.predictions?.accuracySentence(
          areTrainedOn: run.compared.isTestedOnItsTraining)
        ?? run.compared.predictions.flatMap(Self.errorSentence) ?? metricSentence(run.compared)
      return (claim, run.description.isEmpty ? [] : [run.description], [])
    }
    if isSeedsAlone, let line = SeedTable(runs.map(\.run)).closingLine {
      return ("\(line). The runs differ in their seed alone.", [], comparison.notes)
    }
    if runs.count > Self.mostSideBySide, let claim = claimOfBest(comparison) {
      return (claim, [], comparison.notes)
    }
    // How the weights relate, a blank line, and the claim.
    let parts = comparison.closingLines.split(separator: "").map { $0.joined(separator: " ") }
    return (
      parts.last ?? "", Array(parts.dropLast()),
      comparison.notes + (comparison.contradiction.map { [$0] } ?? [])
    )
  }

  /// `validation_accuracy 0.7500, best 0.7600 at epoch 3.`; empty without metrics.
  private func metricSentence(_ run: ComparedRun) -> String {
    guard
      let name = preferredMetric(among: run.metrics.metricNames) ?? run.metrics.metricNames.first,
      let summary = run.metrics.summary(of: name)
    else { return "" }
    let best = summary.best.map { ", best \($0.value.fixed(4)) at epoch \($0.epoch)" } ?? ""
    return "\(name) \(summary.last.fixed(4))\(best)."
  }

  /// `On 500 test examples: rmse 0.1003, mae 0.0802, r2 0.9994.`; nil without any.
  private static func errorSentence(_ predictions: PredictionsTable) -> String? {
    let figures = predictions.regressionFigures
    guard !figures.isEmpty else { return nil }
    return "On \(predictions.count.grouped) test examples: "
      + figures.map { "\($0.name) \($0.value.fixed(4))" }.joined(separator: ", ") + "."
  }

  /// Returns a sentence about the best of many runs and whether it can be told from the second; nil
  /// if the runs have no common metric, or if it is not known which of its values are better.
  private func claimOfBest(_ comparison: Comparison) -> String? {
    guard let metric, metric.direction != nil, let best = ranking.first,
      let value = metric.value(of: comparison.runs[best])
    else { return nil }
    if let rankingObstacle {
      return "No best run can be named: \(rankingObstacle.sentence)."
    }
    let equals = comparison.runs.count { metric.value(of: $0) == value }
    let share = equals > 1 ? "and \(equals - 1) more have" : "has"
    var sentences = [
      "\(comparison.runs[best].id) \(share) the best \(metric.name) of \(runs.count) runs, "
        + "\(value.fixed(4))."
    ]
    // The table already compares every run with the first one.
    sentences += comparison.claimsOfMany.dropFirst()
    if metric.name.hasPrefix("test") {
      sentences.append("The best of so many by the test part: its value flatters it.")
    }
    return sentences.joined(separator: " ")
  }

  /// Whether the runs are finished and have been verified.
  private var trust: HTML {
    let verdicts = runs.map(\.verification)
    let tone: Tone =
      verdicts.contains(.failed)
      ? .bad : verdicts.allSatisfy { $0 == .whole } ? .good : .caution
    return .element("p", ["class": tone.cssClass], [.prose(trustSentence)])
  }

  /// `Finished: 2 of 2. Verified bit for bit: 1 of 2; never: lenet5-sgd-002.`
  var trustSentence: String {
    guard runs.count > 1 else {
      if runs[0].run.record.imported != nil {
        return "Imported: bench did not train it and cannot verify it."
      }
      let place = "\(runs[0].run.state.rawValue), \(runs[0].facts.place)"
      let text = [place, runs[0].verificationSentence].compactMap(\.self).joined(separator: "; ")
      return text.prefix(1).uppercased() + text.dropFirst() + "."
    }
    let finished = runs.count { $0.run.state == .finished }
    let ids = { (verdict: VerificationState?) in
      self.runs.filter { $0.verification == verdict }.map(\.run.id)
    }
    var parts = ["verified bit for bit: \(ids(.whole).count) of \(runs.count)"]
    if ids(.never).count == runs.count {
      parts = ["never verified (bench verify RUN)"]
    } else if !ids(.never).isEmpty {
      parts.append("never: \(ids(.never).listed) (bench verify RUN)")
    }
    if !ids(.part).isEmpty { parts.append("in part: \(ids(.part).listed)") }
    if !ids(nil).isEmpty { parts.append("imported: \(ids(nil).listed)") }
    if !ids(.damaged).isEmpty {
      parts.append("the same bits, but a file is damaged: \(ids(.damaged).listed)")
    }
    if !ids(.failed).isEmpty { parts.append("NOT the same bits: \(ids(.failed).listed)") }
    let text = parts.joined(separator: "; ")
    return "Finished: \(finished) of \(runs.count). "
      + text.prefix(1).uppercased() + text.dropFirst() + "."
  }
}
