import Datasets
import JSON

/// What each key allows by itself, but not together.
extension SweepDefinition {
  /// The most runs of a sweep.
  static let mostRuns = 100_000

  /// The mistakes that the file alone shows.
  var misfits: [Diagnostic] {
    axisMisfits("grid", grid) + axisMisfits("zip", zip) + zipMisfits + pathMisfits
      + combinationMisfits + seedMisfits + decisionMisfits + sizeMisfits
  }

  private func axisMisfits(_ section: String, _ axes: [Axis]) -> [Diagnostic] {
    axes.compactMap { axis in
      var seen: Set<JSONValue> = []
      guard let twice = axis.values.firstIndex(where: { !seen.insert($0).inserted }) else {
        return nil
      }
      return Diagnostic(
        path: JSONPath([section, axis.path, String(twice)]),
        problem: "\(axis.values[twice].shown) is there twice", hints: ["name each value once"])
    }
  }

  private var zipMisfits: [Diagnostic] {
    guard let first = zip.first else { return [] }
    return zip.dropFirst().filter { $0.values.count != first.values.count }.map { axis in
      Diagnostic(
        path: JSONPath(["zip", axis.path]),
        problem: "has \(axis.values.count) values, but \(first.path) has \(first.values.count)",
        hints: ["lists of zip have one length; to combine all values, use grid"])
    }
  }

  /// Each setting that varies, and where the file names it.
  var varied: [(place: JSONPath, path: String)] {
    grid.map { (JSONPath(["grid", $0.path]), $0.path) }
      + zip.map { (JSONPath(["zip", $0.path]), $0.path) }
      + (random?.space.settings ?? []).map { (JSONPath(["random", "space", $0.path]), $0.path) }
      + (tpe?.space.settings ?? []).map { (JSONPath(["tpe", "space", $0.path]), $0.path) }
  }

  private var pathMisfits: [Diagnostic] {
    let varied = varied
    return varied.indices.compactMap { index in
      let (place, path) = varied[index]
      let components = JSONPath(path).components
      func refusal(_ problem: String, _ hint: String) -> Diagnostic {
        Diagnostic(path: place, mark: .key, problem: problem, hints: [Remedy(hint)])
      }
      if components.contains("") {
        return refusal("is no path", "a path is keys with dots between, as optimizer.momentum")
      }
      if path == "seed" { return refusal("the seeds have a key of their own", "\"seeds\": [1, 2]") }
      if ["extends", "$schema", "description"].contains(path) {
        return refusal("does not change a training", "remove it")
      }
      if folds != nil, components.starts(with: ["dataset", "folds"]) {
        return refusal("the folds are all trained already", "remove it, or \"folds\"")
      }
      let isConstant = constants[path] != nil
      if halving != nil, !isConstant, path == "training.epochs" || path == "training" {
        return refusal(
          "halving compares points after the same epochs of one length",
          "give training.epochs one value, or remove halving")
      }
      let other = varied[..<index].first { other in
        let found = JSONPath(other.path).components
        return components.starts(with: found) || found.starts(with: components)
      }
      return other.map { other in
        other.path == path
          ? refusal("varies already in \(other.place.components[0])", "name each setting once")
          : refusal(
            "and \(other.path) overlap: one would replace the other", "vary the one or the other")
      }
    }
  }

  private var combinationMisfits: [Diagnostic] {
    guard tpe != nil else { return [] }
    var found: [Diagnostic] = []
    if !grid.isEmpty || !zip.isEmpty || random != nil {
      found.append(
        Diagnostic(
          path: JSONPath("tpe"), mark: .key,
          problem: "chooses all points itself, so grid, zip and random have no place beside it",
          hints: ["move their settings into its space, as { \"choice\": […] }"]))
    }
    if halving != nil {
      found.append(
        Diagnostic(
          path: JSONPath("halving"), mark: .key,
          problem: "ends runs early, but tpe learns from finished runs",
          hints: ["use one of the two"]))
    }
    return found
  }

  private var seedMisfits: [Diagnostic] {
    var seen: Set<Int> = []
    guard let seeds, let twice = seeds.firstIndex(where: { !seen.insert($0).inserted }) else {
      return []
    }
    return [
      Diagnostic(
        path: JSONPath("seeds").appending(twice), problem: "\(seeds[twice]) is there twice",
        hints: ["name each seed once"])
    ]
  }

  private var decisionMisfits: [Diagnostic] {
    guard let metric = decideBy, metric.isTest else { return [] }
    let other = "validation_" + metric.quantity.rawValue
    return [
      Diagnostic(
        path: JSONPath("decide_by"),
        problem: "\(metric.rawValue) would choose by the test part, and the winner's result would "
          + "flatter",
        hints: [
          "decide by \"\(other)\"",
          "a validation part, in grid: \"dataset.subset\": [{ \"train\": [0, 9000], "
            + "\"validation\": [9000, 10000] }]",
        ])
    ]
  }

  private var sizeMisfits: [Diagnostic] {
    let lengths =
      grid.map(\.values.count) + [zip.first?.values.count ?? 1, random?.points ?? 1]
      + [tpe.map { $0.rounds.multipliedReportingOverflow(by: $0.points).partialValue } ?? 1]
      + [seeds?.count ?? 1, folds ?? 1]
    var runs = 1
    for length in lengths {
      let (product, overflow) = runs.multipliedReportingOverflow(by: length)
      runs = overflow ? Int.max : product
    }
    guard runs > Self.mostRuns else { return [] }
    return [
      Diagnostic(
        path: JSONPath("base"), mark: .owner,
        problem: "the sweep has \(runs == .max ? "far" : "\(runs) runs,") more than "
          + "\(Self.mostRuns)", hints: ["draw some of the points: \"random\""])
    ]
  }
}

extension SweepDefinition {
  /// The mistakes that a point shows.
  func misfits(with base: ResolvedExperiment, metric: MetricName) -> [Diagnostic] {
    var found: [Diagnostic] = []
    if decideBy != nil, !base.metrics.contains(metric) {
      var diagnostic = metricMisfit(
        metric, at: JSONPath("decide_by"), available: base.metrics,
        hasClasses: base.isClassification, hasValidation: base.dataset.hasValidation)
      if metric.isValidation, !base.dataset.hasValidation {
        diagnostic.hints.insert(
          "add one to grid: \"dataset.subset\": [{ \"train\": [0, 9000], \"validation\": "
            + "[9000, 10000] }]", at: 0)
      }
      found.append(diagnostic)
    }
    if let halving, halving.minEpochs >= base.training.epochs {
      found.append(
        Diagnostic(
          path: JSONPath("halving.min_epochs"),
          problem: "must be less than the \(base.training.epochs) epochs of \(base.name), not "
            + "\(halving.minEpochs)"))
    }
    return found
  }
}
