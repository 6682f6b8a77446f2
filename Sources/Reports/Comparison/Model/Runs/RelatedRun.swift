/// A run of a group that continues the training of another run of the group: both are forks of one
/// run, or one is a fork of the other. Only one of such runs counts.
package struct RelatedRun: Hashable, Sendable {
  package let id: String
  /// The run that counts.
  package let counted: String
  /// The run whose training both continue.
  package let origin: String

  /// Returns the related runs of a group. In each family the first finished run counts, or the
  /// first run if none is finished.
  static func all(in runs: [ComparedRun]) -> [RelatedRun] {
    runs.families.flatMap { family in
      let counted = family.first(where: \.isFinished) ?? family[0]
      return family.filter { $0.id != counted.id }.map {
        RelatedRun(id: $0.id, counted: counted.id, origin: counted.origin)
      }
    }
  }
}

extension [RelatedRun] {
  /// One caveat for each run that counts.
  var caveats: [Caveat] {
    map(\.counted).unique.map { counted in
      let runs = filter { $0.counted == counted }
      return .sameTraining(runs.map(\.id), counted: counted, origin: runs[0].origin)
    }
  }
}
