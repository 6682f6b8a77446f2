import Datasets
import JSON

/// Resolves the points of a sweep to find mistaken paths and values, and reports them where the
/// sweep's file has them.
struct SweepPointCheck {
  private let file: DefinitionFile
  private let library: ExperimentLibrary
  private let definition: SweepDefinition
  private let base: ResolvedExperiment

  init(
    _ file: DefinitionFile, _ library: ExperimentLibrary, _ definition: SweepDefinition,
    _ base: ResolvedExperiment
  ) {
    self.file = file
    self.library = library
    self.definition = definition
    self.base = base
  }

  /// Resolves the first point.
  ///
  /// - Throws: `DefinitionError` with its mistakes.
  func typical() throws(DefinitionError) -> ResolvedExperiment {
    let first =
      definition.tpe.map { ends(of: $0.space)[0] } ?? definition.fixedValues.first
    return try resolved(first ?? SweepValues([]))
  }

  /// Resolves all points that are known.
  ///
  /// - Throws: `DefinitionError` with the mistakes of the first point that has some.
  func check(_ plan: SweepPlan) throws(DefinitionError) {
    for values in definition.tpe.map({ ends(of: $0.space) }) ?? plan.points.map(\.values) {
      try check(resolved(values), plan.metric)
    }
  }

  private func resolved(_ values: SweepValues) throws(DefinitionError) -> ResolvedExperiment {
    do {
      return try library.resolve(
        base.name, overrides: values.overrides + folds, known: base.dataset)
    } catch {
      throw DefinitionError(error.diagnostics.map(placed), of: error.total, in: file.label)
    }
  }

  /// Points at the ends of a space: each setting at both ends, or at each choice.
  private func ends(of space: SweepSpace) -> [SweepValues] {
    space.settings.flatMap { setting -> [SweepValues] in
      var quantiles = [0, 1 - 0x1p-53]
      if case .choice(let choices) = setting.distribution {
        quantiles = choices.indices.map { (Double($0) + 0.5) / Double(choices.count) }
      }
      return quantiles.map { quantile in
        SweepValues(
          space.settings.map { other in
            (other.path, other.distribution.value(at: other == setting ? quantile : 0))
          })
      }
    }
  }

  private var folds: [DefinitionOverride] {
    definition.folds.map { [.set(JSONPath("dataset.folds.count"), to: .integer($0))] } ?? []
  }

  /// A distribution with not exactly one form, or with bounds that are no range.
  ///
  /// - Throws: `DefinitionError` with every such mistake.
  func checkDistributions() throws(DefinitionError) {
    let found = ["random", "tpe"].flatMap { section in
      (file.document.value[section]?["space"]?.object ?? [:]).sortedByKey.compactMap {
        distributionMisfit($0.value, at: JSONPath([section, "space", $0.key]))
      }
    }
    guard found.isEmpty else { throw DefinitionError(found, in: file) }
  }

  private func check(
    _ experiment: ResolvedExperiment, _ metric: MetricName
  ) throws(DefinitionError) {
    guard !experiment.metrics.contains(metric) else { return }
    throw DefinitionError(
      [
        metricMisfit(
          metric, at: JSONPath("decide_by"), available: experiment.metrics,
          hasClasses: experiment.isClassification,
          hasValidation: experiment.dataset.hasValidation)
      ], in: file)
  }

  /// The same mistake, where the sweep's file has the value.
  private func placed(_ mistake: PlacedDiagnostic) -> PlacedDiagnostic {
    guard case .option(let text) = mistake.place else { return mistake }
    for (place, path) in definition.varied where text.hasPrefix("--set \(path)=") {
      let shown = String(text.dropFirst("--set \(path)=".count))
      let values = file.document.value[path: place]?.array ?? []
      let index = values.firstIndex { $0.canonicalText == shown }
      let inner = mistake.path.isEmpty ? "" : "\(mistake.path): "
      let diagnostic = Diagnostic(
        path: index.map { place.appending($0) } ?? place, mark: index == nil ? .key : .member,
        problem: inner + mistake.problem, hints: mistake.hints)
      if let found = file.locate(diagnostic) { return found }
    }
    return mistake
  }
}

/// Returns the problem with a distribution; nil if there is none.
private func distributionMisfit(_ value: JSONValue, at path: JSONPath) -> Diagnostic? {
  let names = value.object?.keys.sorted() ?? []
  guard names.count == 1, let name = names.first, let bounds = value[name]?.array else {
    return Diagnostic(
      path: path,
      problem: names.isEmpty
        ? "names no distribution" : "names \(names.count) distributions, and must name one",
      hints: ["as { \"log_uniform\": [0.001, 0.1] }, uniform, integer or choice"])
  }
  let inner = path.appending(name)
  if name == "choice" {
    var seen: Set<JSONValue> = []
    return bounds.firstIndex { !seen.insert($0).inserted }.map { twice in
      Diagnostic(
        path: inner.appending(twice), problem: "\(bounds[twice].shown) is there twice",
        hints: ["name each value once"])
    }
  }
  guard let lower = bounds.first?.double, let upper = bounds.last?.double else { return nil }
  guard lower < upper else {
    return Diagnostic(
      path: inner,
      problem: "the first bound must be less than the second, "
        + "not \(bounds[0].shown) and \(bounds[1].shown)")
  }
  guard name != "log_uniform" || (upper / lower).isFinite else {
    return Diagnostic(path: inner, problem: "the bounds are too far apart")
  }
  return nil
}
