import Runs

extension Caveat {
  /// The caveat as one sentence without a full stop.
  package var sentence: String {
    switch self {
    case .severalDifferences(let count):
      "\(count) values differ: no change can be attributed to one of them"
    case .severalSettings(let differences, let key):
      "\(differences.map(\.pathWithValues).listed) differ with \(key): no difference can be laid "
        + "to one of them"
    case .otherExamples(let path): "\(path) differs: the runs did not see the same examples"
    case .otherFiles:
      "the data files, or their columns that are learnt, differ; the test examples are taken to "
        + "be the same, since their labels are"
    case .sameLabels: "the test examples are taken to be the same, since their labels are"
    case .checkpointChosenByTest:
      "the test part chose the best checkpoint: its test metrics flatter it"
    case .runChosenByTest(let count):
      "the test part chose the best of \(count) runs: its test metrics flatter it"
    case .groupChosenByTest(let count, let flattery):
      "the test part chose the best of \(count) groups: its test metrics flatter it"
        + (flattery.map { ", by up to about \($0.deviationText)" } ?? "")
    case .groupChosen(let group, let flattery): "\(group): \(flattery.label)"
    case .choosingSeeds(let group, let fresh):
      "\(group): the seeds that chose it flatter it; with the fresh ones alone: --where "
        + "'seed in (\(fresh.map(String.init).joined(separator: ", ")))'"
    case .trainedOnTestExamples(let run, let ancestor):
      "\(run): forked from \(ancestor), which was trained on examples of its test part: its test "
        + "metrics flatter it"
    case .unknownDirection(let metrics): Self.unknownDirection(of: metrics)
    case .imported(let runs, nil):
      "\(runs.listed): imported; bench cannot know whether it was trained "
        + "and tested on the same data, by the same loss"
    case .imported(let runs, let metric?):
      "\(runs.listed): imported; \(metric) alone is compared, and bench cannot know "
        + "whether it means the same, on the same data, with a seed of its own"
    case .repeated(let runs):
      "\(runs.listed): the same run key or bits as another run; counted once"
    case .sameTraining(let runs, let counted, let origin) where counted == origin:
      "\(runs.listed): forked from \(origin); one training counts once"
    case .sameTraining(let runs, let counted, let origin):
      "\(runs.listed): of the same training as \(counted), that of \(origin); one training counts "
        + "once"
    case .sharedTraining(let forks, let origin):
      "\(forks.listed): forked from \(origin); they share its training up to the fork"
    case .sameMetrics(let runs):
      "\(runs.map { "\($0.run): same metrics as \($0.earlier)" }.listed): imported twice?"
    case .withoutNumber(let runs, let metric):
      "\(runs.listed): no \(metric) that is a finite number; left out"
    case .incomplete(let runs, let state): "\(runs.listed): \(state.sentence)"
    }
  }

  private static func unknownDirection(of metrics: [String]) -> String {
    let names = metrics.count > 3 ? metrics.prefix(2) + ["\(metrics.count - 2) more"] : metrics[...]
    let statement = "\(metrics[0])=higher".shellQuoted
    return "\(Array(names).listed): whether higher or lower is better is not known; say it: "
      + "--metric \(statement) (or =lower)"
  }
}

extension Caveat.IncompleteState {
  fileprivate var sentence: String {
    switch self {
    case .divergedAfterEpoch: "diverged; last is of the epoch before"
    case .divergedInFirstEpoch: "diverged before an epoch ended: no values"
    case .unfinished: "not finished; last is so far"
    case .withoutEpoch: "no epoch has ended: no values"
    }
  }
}
