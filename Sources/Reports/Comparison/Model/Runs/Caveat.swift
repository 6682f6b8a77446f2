import JSON

/// A fact that limits what a comparison shows. `Caveat+Sentence` puts it into words.
package enum Caveat: Hashable, Sendable {
  /// Two runs differ in this many values of their definitions.
  case severalDifferences(Int)
  /// Groups of whole definitions differ in several settings.
  case severalSettings([DefinitionDifference], key: String)
  /// The examples of a part, such as `dataset.subset.train`, differ.
  case otherExamples(path: String)
  /// The data files differ, but the test examples have the same labels.
  case otherFiles
  /// The data of an imported run are not known, but the test examples have the same labels.
  case sameLabels
  case checkpointChosenByTest
  /// The test part chose the best of this many runs.
  case runChosenByTest(Int)
  /// The test part chose the best of this many groups.
  case groupChosenByTest(Int, SelectionFlattery?)
  /// The metric that is compared chose the best group.
  case groupChosen(String, SelectionFlattery)
  /// The best group of a sweep has fresh seeds beside those that chose it.
  case choosingSeeds(String, fresh: [Int])
  /// The run is tested on examples that its ancestor was trained on.
  case trainedOnTestExamples(run: String, ancestor: String)
  case unknownDirection(metrics: [String])
  /// - Parameter metric: the metric that groups are compared by; nil for runs side by side.
  case imported([String], metric: String?)
  /// Runs with the same run key or the same weights as another run of their group.
  case repeated([String])
  /// Runs that continue the training of `counted`, which alone counts.
  case sameTraining([String], counted: String, origin: String)
  /// Runs that share the training of `origin` up to the fork.
  case sharedTraining(forks: [String], origin: String)
  case sameMetrics([SameMetrics])
  case withoutNumber([String], metric: String)
  case incomplete([String], IncompleteState)

  /// An imported run with exactly the metrics of an earlier one.
  package struct SameMetrics: Hashable, Sendable {
    package let run: String
    package let earlier: String
  }

  /// How far an incomplete run got.
  package enum IncompleteState: Hashable, Sendable, CaseIterable {
    case divergedAfterEpoch
    case divergedInFirstEpoch
    case unfinished
    /// Not finished, and no epoch has ended.
    case withoutEpoch
  }
}

extension [ComparedRun] {
  var areOfOneSweep: Bool { allSatisfy { $0.sweep != nil && $0.sweep == self[0].sweep } }

  /// Whether a test metric chose the best checkpoint of a run.
  var haveCheckpointChosenByTest: Bool {
    contains {
      $0.definition?[path: JSONPath("checkpoint.best")]?.string?.hasPrefix("test_") == true
    }
  }

  /// The runs that are tested on examples that an ancestor was trained on.
  var caveatsOfLeaks: [Caveat] {
    compactMap { run in
      run.leakingAncestor.map { .trainedOnTestExamples(run: run.id, ancestor: $0.id) }
    }
  }

  /// The runs that share the training of one origin.
  var caveatsOfSharedTraining: [Caveat] {
    families.map { family in
      let origin = family[0].origin
      return .sharedTraining(forks: family.map(\.id).filter { $0 != origin }, origin: origin)
    }
  }

  /// The imported runs that have exactly the metrics of an earlier one.
  var caveatsOfImports: [Caveat] {
    var seen: [String: String] = [:]
    var same: [Caveat.SameMetrics] = []
    for run in self where run.isImported {
      if let earlier = seen[run.runKey] {
        same.append(Caveat.SameMetrics(run: run.id, earlier: earlier))
      } else {
        seen[run.runKey] = run.id
      }
    }
    return same.isEmpty ? [] : [.sameMetrics(same)]
  }

  /// The runs that diverged or are not finished.
  var caveatsOfIncompleteRuns: [Caveat] {
    Caveat.IncompleteState.allCases.compactMap { state in
      let runs = filter { $0.incompleteState == state }
      return runs.isEmpty ? nil : .incomplete(runs.map(\.id), state)
    }
  }
}

extension ComparedRun {
  /// nil if the run is finished.
  fileprivate var incompleteState: Caveat.IncompleteState? {
    if hasDiverged { return hasEpochs ? .divergedAfterEpoch : .divergedInFirstEpoch }
    if isFinished { return nil }
    return hasEpochs ? .unfinished : .withoutEpoch
  }
}
