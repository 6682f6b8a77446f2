package import Datasets
import Experiments
import Runs

extension GroupingProblem {
  /// The error message.
  package var problem: String {
    switch self {
    case .oneGroup(let key, let value, let without):
      "--group-by \(key): all runs have \(value ?? "none")"
        + (without.isEmpty ? "" : "; left out: \(without.map(\.clause).listed)")
    case .noPath(let key, _): "--group-by \(key): no run's definition has such a value"
    case .noValue(let key): "--group-by \(key): none of these runs has a value for it"
    case .noTag(let key): "--group-by \(key): no tag tells these runs apart"
    case .severalTags(let run, let tags):
      "--group-by tag: \(run) has the tags \(tags.listed), but a run belongs to one group"
    case .imported(let run, let key):
      "--group-by \(key): \(run) is imported and has no definition"
    case .noMetric(let name, _): "--metric \(name): no run has such a metric"
    case .unknownDirection(let name):
      "--metric best:\(name): whether higher or lower values are better is not known"
    case .contradiction(let text, let why): "--metric \(text): \(why)"
    case .noCommonMetric: "the runs have no metric in common"
    case .marginWithoutDirection(let metric):
      "--margin: whether higher or lower values of \(metric) are better is not known"
    case .largeMargin(let margin, let metric):
      "--margin \(margin): no difference of \(metric) is as large as 100 points"
    case .noNumber(let metric): "no run has a \(metric.text) that is a finite number"
    }
  }

  /// Ways to avoid the problem.
  package var advice: [Remedy] {
    switch self {
    case .unknownDirection(let name):
      [
        "say it: --metric \("best:\(name)=higher".shellQuoted) (or =lower)",
        "or compare last values: --metric \(name.shellQuoted)",
      ]
    case .contradiction: ["leave out =higher or =lower"]
    case .marginWithoutDirection(let name):
      ["say it: --metric \("\(name)=higher".shellQuoted) (or =lower)"]
    case .largeMargin: ["a margin of accuracies is in points: --margin 0.3"]
    case .oneGroup: ["without --group-by they are compared run by run"]
    case .noMetric(let text, _) where text.contains("=") && MetricStatement(text) == nil:
      ["which values are better is said by =higher or =lower"]
    case .noPath(_, let nearest), .noMetric(_, let nearest):
      didYouMean(nearest).map { [Remedy($0)] } ?? []
    case .noValue: []
    case .noTag: ["mark them first: \(command: .tag(run: "RUN", adding: "TAG"))"]
    case .severalTags(let run, let tags):
      ["take one away: \(command: .untag(run: run, removing: tags.last ?? "TAG"))"]
    case .imported:
      [
        "mark the runs of each group: \(command: .tag(run: "RUN", adding: "TAG"))",
        "then --group-by tag",
      ]
    case .noCommonMetric, .noNumber: ["name the one that counts: --metric NAME"]
    }
  }
}
