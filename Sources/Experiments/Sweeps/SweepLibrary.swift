package import Datasets
import Files
import JSON

/// The sweeps of a workspace: the files `NAME.json` in its folder `experiments/sweeps/`.
package struct SweepLibrary: Sendable {
  package let experiments: ExperimentLibrary

  package init(of experiments: ExperimentLibrary) {
    self.experiments = experiments
  }

  private var folder: String { "\(experiments.folder)/sweeps" }

  /// The folder in messages: `experiments/sweeps`.
  package var label: String { "\(experiments.label)/sweeps" }

  /// The names of the sweeps, sorted by their bytes. A missing folder has none.
  package var names: [String] {
    folderEntries(folder).compactMap { entry in
      guard entry.hasSuffix(".json"), entry != "schema.json" else { return nil }
      let name = String(entry.dropLast(5))
      return ExperimentLibrary.isName(name) && isRegularFile("\(folder)/\(entry)") ? name : nil
    }
    .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  /// Whether an argument is the path of a file and not the name of a sweep.
  package static func isPath(_ argument: String) -> Bool {
    argument.hasSuffix(".json") || argument.contains("/")
  }

  /// Returns what names a sweep in an argument that names a definition of any kind: the path of a
  /// file in a folder `sweeps`, or `sweeps/NAME`; nil for an experiment.
  package func name(of argument: String) -> String? {
    let parts = argument.split(separator: "/").map(String.init)
    guard parts.count > 1, parts[parts.count - 2] == "sweeps" else { return nil }
    return parts.count == 2 && !argument.hasSuffix(".json") ? parts[1] : argument
  }

  /// Reads a sweep and checks everything in it: a name, or the path of a file.
  ///
  /// - Throws: `DefinitionError` with every error.
  package func resolve(_ argument: String) throws(DefinitionError) -> ResolvedSweep {
    let (name, file) = try load(argument)
    return try SweepReading(name, file, of: experiments).resolved()
  }

  private func load(_ argument: String) throws(DefinitionError) -> (String, DefinitionFile) {
    guard Self.isPath(argument) else {
      guard names.contains(argument) else { throw DefinitionError([unknown(argument)]) }
      return (argument, try read("\(folder)/\(argument).json", as: "\(label)/\(argument).json"))
    }
    let last = argument.split(separator: "/").last.map(String.init) ?? argument
    let name = last.hasSuffix(".json") ? String(last.dropLast(5)) : last
    guard ExperimentLibrary.isName(name) else {
      throw DefinitionError([
        PlacedDiagnostic(
          place: .file(argument),
          problem: "'\(name.printable)' cannot name a sweep: [A-Za-z0-9][A-Za-z0-9._-]{0,99}",
          hints: ["rename the file: its name begins the names of the runs"])
      ])
    }
    return (name, try read(argument, as: argument))
  }

  private func read(_ path: String, as label: String) throws(DefinitionError) -> DefinitionFile {
    let bytes: [UInt8]
    do {
      bytes = try InputFile.read(path, limit: DefinitionFile.maximumBytes)
    } catch {
      throw DefinitionError(
        [PlacedDiagnostic(place: .file(label), problem: error.description)], in: label)
    }
    return try DefinitionFile(label: label, bytes: bytes)
  }

  /// Names the sweeps that there are.
  package var listing: Remedy {
    let names = self.names
    return names.isEmpty
      ? "it has none" : "all \(names.count): \(names.prefix(8).joined(separator: ", "))"
  }

  private func unknown(_ name: String) -> PlacedDiagnostic {
    PlacedDiagnostic(
      place: .nowhere, problem: "no sweep '\(name.printable)' in \(label.printable)",
      hints: [didYouMean(nearestNames(to: name, among: names), then: listing)])
  }
}

/// A sweep whose points are checked, and how each of its runs is defined.
package struct ResolvedSweep: Sendable {
  package let plan: SweepPlan
  package let base: ResolvedExperiment
  /// The first point.
  package let typical: ResolvedExperiment
  private let library: ExperimentLibrary

  init(
    _ plan: SweepPlan, of base: ResolvedExperiment, typical: ResolvedExperiment,
    in library: ExperimentLibrary
  ) {
    self.plan = plan
    self.base = base
    self.typical = typical
    self.library = library
  }

  package var definition: SweepDefinition { plan.definition }

  package var name: String { plan.definition.name }

  /// Sentences about what is allowed but doubtful.
  package var warnings: [String] {
    guard plan.metric.part == .train else { return [] }
    return [
      "\(plan.metric.rawValue) decides, which is measured on what was learnt: a "
        + "dataset.subset.validation in \(base.name) would judge"
    ]
  }

  /// Resolves the definition of a run.
  ///
  /// - Throws: `DefinitionError` if the point's values do not make a definition.
  package func experiment(of trial: SweepTrial) throws(DefinitionError) -> ResolvedExperiment {
    try library.resolve(base.name, overrides: plan.overrides(of: trial), known: base.dataset)
  }
}
