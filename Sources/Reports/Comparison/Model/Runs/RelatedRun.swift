/// A run of a group that goes on with the training of another of it: both are forks of one run, or
/// one is a fork of the other. Of such runs one counts.
package struct RelatedRun: Hashable, Sendable {
  package let id: String
  /// The run that counts.
  package let counted: String
  /// The run that both go on with.
  package let origin: String

  /// Those of a group. Of each family the first run counts that is finished, else the first.
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
  /// `a-3, a-4: forks of a, as is a-2; they are one training and count once`
  var notes: [String] {
    map(\.counted).reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
      .map { counted in
        let runs = filter { $0.counted == counted }
        let origin = runs[0].origin
        let kin =
          counted == origin
          ? "forked from \(origin)" : "of the same training as \(counted), that of \(origin)"
        return "\(runs.map(\.id).listed): \(kin); one training counts once"
      }
  }
}

extension [ComparedRun] {
  /// That runs go on with one training: `b, c: forked from a; they share its training up to there`
  var notesOfKinship: [String] {
    families.map { family in
      let origin = family[0].origin
      let forks = family.map(\.id).filter { $0 != origin }
      return "\(forks.listed): forked from \(origin); they share its training up to the fork"
    }
  }
}
