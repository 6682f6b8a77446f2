package import Datasets
package import Experiments
package import Runs

extension GroupComparison {
  /// The commands that train the seeds which a group of the main contrast lacks; empty if all are
  /// pairs, or if an experiment does not give the group's setting any more.
  ///
  /// - Parameter runs: the runs that are compared.
  package func completion(of runs: [Run], in library: ExperimentLibrary) -> [Remedy] {
    missingTrials.flatMap { missing -> [Remedy] in
      let first = groups[missing.group].runs[0].id
      guard missing.ranges.count <= 3, let run = runs.first(where: { $0.id == first }),
        let command = TrainingCommand(ofSettingOf: run, in: library)
      else { return [] }
      return missing.ranges.map {
        "To complete the pairs: \(command: command.command(seeds: $0, onlyNeeded: true))"
      }
    }
  }
}
