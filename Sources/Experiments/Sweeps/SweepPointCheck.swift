import Datasets
import JSON

/// Resolves the points of a sweep to find mistaken paths and values, and reports them where the
/// sweep's file has them.
struct SweepPointCheck {
  private let file: DefinitionFile
  private let library: ExperimentLibrary
  private let sweep: ResolvedSweep

  init(_ file: DefinitionFile, _ library: ExperimentLibrary, _ sweep: ResolvedSweep) {
    self.file = file
    self.library = library
    self.sweep = sweep
  }

  /// - Throws: `DefinitionError` with the mistakes of the first point that has some.
  func check() throws(DefinitionError) {
    try checkDistributions()
    for values in points {
      do {
        let experiment = try library.resolve(
          sweep.base.name, overrides: values.settings.map(override) + folds,
          known: sweep.base.dataset)
        try check(experiment)
      } catch {
        throw DefinitionError(error.diagnostics.map(placed), of: error.total, in: file.label)
      }
    }
  }

  /// The points of grid, zip and random, or of tpe the first and those at the ends of its space.
  private var points: [SweepValues] {
    guard let tpe = sweep.definition.tpe else { return sweep.plan.points.map(\.values) }
    func values(_ quantile: (SweepSpace.Setting) -> Double) -> SweepValues {
      SweepValues(tpe.space.settings.map { ($0.path, $0.distribution.value(at: quantile($0))) })
    }
    let ends = tpe.space.settings.flatMap { setting -> [SweepValues] in
      let count: Int
      if case .choice(let choices) = setting.distribution {
        count = choices.count
      } else {
        count = 2
      }
      return (0..<count).map { place in
        let quantile = (Double(place) + 0.5) / Double(count)
        let end = count == 2 ? (place == 0 ? 0 : 1 - 0x1p-53) : quantile
        return values { $0 == setting ? end : 0 }
      }
    }
    return ends
  }

  private var folds: [DefinitionOverride] {
    sweep.definition.folds.map { [.set(JSONPath("dataset.folds.count"), to: .integer($0))] } ?? []
  }

  private func override(_ setting: SweepValues.Setting) -> DefinitionOverride {
    .set(JSONPath(setting.path), to: setting.value)
  }

  /// A distribution with not exactly one form, or with bounds that are no range.
  private func checkDistributions() throws(DefinitionError) {
    let found = ["random", "tpe"].flatMap { section in
      (file.document.value[section]?["space"]?.object ?? [:]).sortedByKey.compactMap {
        distributionMisfit($0.value, at: JSONPath([section, "space", $0.key]))
      }
    }
    guard found.isEmpty else { throw DefinitionError(found, in: file) }
  }

  private func check(_ experiment: ResolvedExperiment) throws(DefinitionError) {
    let metric = sweep.plan.metric
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
    for (place, path) in sweep.definition.varied where text.hasPrefix("--set \(path)=") {
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
