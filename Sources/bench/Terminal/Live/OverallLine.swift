import Reports

/// How far all runs of one command are, and the one line that says so on a terminal.
package struct OverallLine: Hashable, Sendable {
  /// `3 of 20 done`; of a sweep its name stands before it.
  package var counts: String
  /// `2 running`, `16 left`
  package var others: String
  /// How many runs this command has trained. A running one counts as the fraction that is done.
  package var trained: Double
  /// How many runs are left, counted in the same way.
  package var left: Double
  package var elapsedSeconds: Double

  package init(
    counts: String, others: String, trained: Double, left: Double, elapsedSeconds: Double
  ) {
    self.counts = counts
    self.others = others
    self.trained = trained
    self.left = left
    self.elapsedSeconds = elapsedSeconds
  }

  /// nil before anything was trained, and where nothing is left.
  package var secondsLeft: Double? {
    trained > 0 && left > 0 ? elapsedSeconds / trained * left : nil
  }

  /// Returns the line for a terminal of this width. Parts that do not fit are left out; the counts
  /// stay.
  package func text(width: Int) -> String {
    let elapsed = "\(ProgressLine.duration(elapsedSeconds)) so far"
    let rest = secondsLeft.map { "about \(ProgressLine.duration($0)) to go" }
    let forms = [
      [counts, others, elapsed, rest], [counts, elapsed, rest], [counts, rest], [counts],
    ]
    .map { $0.compactMap(\.self).joined(separator: " · ") }
    return forms.first { $0.columns < width }
      ?? counts.shortened(to: max(1, width - 1), ellipsis: "…", keeping: "")
  }
}
