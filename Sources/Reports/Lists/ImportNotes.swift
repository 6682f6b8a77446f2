package import Runs

/// Notes about a log that was just imported.
package enum ImportNotes {
  /// Returns `val_dice: whether higher or lower is better is not known; …`; nil if it is known for
  /// all.
  package static func unknownDirections(of table: ImportedTable) -> String? {
    let names = table.metricsOfUnknownDirection
    return names.isEmpty ? nil : Caveat.unknownDirection(metrics: names).sentence
  }

  /// Returns `seconds: in runs ask for last:seconds, …`; nil if no metric's name has another
  /// meaning.
  package static func hiddenMetrics(of table: ImportedTable) -> String? {
    let names = table.hiddenMetrics
    guard let first = names.first else { return nil }
    return "\(names.listed): \(names.count == 1 ? "the name means" : "the names mean") something "
      + "else of a run; lists take last:\(first) for the metric"
  }
}
