import Datasets
import JSON

/// Turns the text of a sweep into a checked plan.
struct SweepReading {
  private let name: String
  private let file: DefinitionFile
  private let library: ExperimentLibrary
  /// With defaults filled in.
  private let value: JSONValue
  private var diagnostics: [Diagnostic] = []

  /// - Throws: `DefinitionError` with every value that is invalid by itself.
  init(
    _ name: String, _ file: DefinitionFile, of library: ExperimentLibrary
  ) throws(DefinitionError) {
    self.name = name
    self.file = file
    self.library = library
    var checker = DefinitionChecker(ofSweep: true)
    value = checker.complete(file.document.value, as: .object(sweepDescription), at: JSONPath())
    guard checker.diagnostics.isEmpty else {
      throw DefinitionError(checker.diagnostics, in: file)
    }
  }

  /// - Throws: `DefinitionError` with every error.
  func resolved() throws(DefinitionError) -> ResolvedSweep {
    let definition = SweepDefinition(name, Fields(value, of: sweepDescription))
    let misfits = definition.misfits
    guard misfits.isEmpty else { throw DefinitionError(misfits, in: file) }
    let base = try resolvedBase(definition.base)
    let check = SweepPointCheck(file, library, definition, base)
    try check.checkDistributions()
    // The base may lack what all points have, as a validation part.
    let typical = try check.typical()
    let metric = definition.decideBy ?? MetricName.choosing(among: typical.metrics)
    let joint = definition.misfits(with: typical, metric: metric)
    guard joint.isEmpty else { throw DefinitionError(joint, in: file) }
    let plan = SweepPlan(
      definition, baseSeed: Int(base.seed), metric: metric, epochs: typical.training.epochs)
    let sweep = ResolvedSweep(plan, of: base, typical: typical, in: library)
    try checkNames(of: sweep)
    try check.check(plan)
    return sweep
  }

  private func resolvedBase(_ base: String) throws(DefinitionError) -> ResolvedExperiment {
    guard library.names.contains(base) else {
      let near = nearestNames(to: base, among: library.names).map { "\"\($0)\"" }
      throw DefinitionError(
        [
          Diagnostic(
            path: JSONPath("base"), problem: "no experiment \(JSONValue.string(base).shown)",
            hints: [didYouMean(near, then: "all \(library.names.count): \(command: .list)")])
        ], in: file)
    }
    return try library.resolve(base)
  }

  private func checkNames(of sweep: ResolvedSweep) throws(DefinitionError) {
    let seeds = sweep.plan.seeds + sweep.definition.freshSeeds(sweep.plan.seeds)
    let longest = (seeds.max() ?? 0, (sweep.definition.folds ?? 1) - 1)
    let id =
      "\(name)-000000-s\(longest.0)" + (sweep.definition.folds == nil ? "" : "-f\(longest.1)")
    guard !ExperimentLibrary.isName(id) else { return }
    throw DefinitionError([
      PlacedDiagnostic(
        place: .file(file.label),
        problem: "the sweep's name is too long: its runs would be called \(id), of more than 100 "
          + "characters", hints: ["rename the file"])
    ])
  }
}

extension DefinitionError {
  /// Places diagnostics in a file, in the order of the text.
  init(_ diagnostics: [Diagnostic], in file: DefinitionFile) {
    let placed = diagnostics.map { diagnostic in
      (
        start: file.range(of: diagnostic)?.lowerBound ?? -1,
        diagnostic: file.locate(diagnostic)
          ?? PlacedDiagnostic(
            place: .file(file.label), path: diagnostic.path.description,
            problem: diagnostic.problem, hints: diagnostic.hints)
      )
    }
    self.init(
      placed.sorted { $0.start < $1.start }.map(\.diagnostic), in: file.label)
  }
}

extension SweepDefinition {
  /// - Parameter fields: a value that has passed the checks of `sweepDescription`.
  init(_ name: String, _ fields: Fields) {
    self.init(
      name: name, description: fields.optional("description")?.string ?? "",
      base: fields.string("base"), grid: Self.axes(fields.optional("grid")),
      zip: Self.axes(fields.optional("zip")),
      random: fields.optional("random").map { random in
        Search(points: Fields(random).int("points"), space: SweepSpace(random["space"]))
      },
      tpe: fields.optional("tpe").flatMap { tpe in
        // An empty space proposes nothing.
        let space = SweepSpace(tpe["space"])
        return space.settings.isEmpty
          ? nil
          : TPE(
            rounds: Fields(tpe).int("rounds"), points: Fields(tpe).int("points"), space: space)
      },
      seed: UInt64(fields.int("seed")),
      seeds: fields.optional("seeds")?.array?.compactMap(\.int),
      folds: fields.optional("folds")?.int,
      decideBy: fields.optional("decide_by")?.string.flatMap(MetricName.init(rawValue:)),
      halving: fields.optional("halving").map { halving in
        let fields = Fields(halving, of: halvingDescription)
        return Halving(factor: fields.int("factor"), minEpochs: fields.int("min_epochs"))
      },
      confirmSeeds: fields.optional("confirm_seeds")?.int)
  }

  private static func axes(_ value: JSONValue?) -> [Axis] {
    (value?.object ?? [:]).sortedByKey.map { Axis(path: $0.key, values: $0.value.array ?? []) }
  }
}

extension SweepSpace {
  /// - Parameter value: an object of distributions; those that are mistaken are left out.
  init(_ value: JSONValue?) {
    self.init(
      (value?.object ?? [:]).compactMap { path, distribution in
        SweepDistribution(distribution).map { Setting(path: path, distribution: $0) }
      })
  }
}

extension SweepDistribution {
  /// nil if not exactly one distribution is named, or if its bounds are no range.
  init?(_ value: JSONValue) {
    guard let members = value.object, members.count == 1, let (name, inner) = members.first,
      let values = inner.array
    else { return nil }
    if name == "choice" {
      self = .choice(values)
      return
    }
    guard let lower = values.first?.double, let upper = values.last?.double, lower < upper else {
      return nil
    }
    switch name {
    case "uniform": self = .uniform(lower: lower, upper: upper)
    case "log_uniform": self = .logUniform(lower: lower, upper: upper)
    default: self = .integer(Int(lower)...Int(upper))
    }
  }
}
