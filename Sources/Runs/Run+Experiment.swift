package import Datasets
package import Experiments
import Files
import JSON

extension Run {
  /// Returns the experiment in definition.json, with defaults for settings that an older version of
  /// bench did not have. If run.json has the layout of the data files, they are not opened.
  ///
  /// - Throws: `RunError` if the file cannot be read, `DefinitionError` if this version cannot run
  ///   the definition.
  package func resolvedExperiment() throws -> ResolvedExperiment {
    try resolved(try folder.read(Self.definitionFile, limit: Self.maximumDefinitionBytes))
  }

  /// The same.
  ///
  /// - Throws: a `RunError` of kind `failed` in either case.
  package func experiment() throws(RunError) -> ResolvedExperiment {
    let bytes = try folder.read(Self.definitionFile, limit: Self.maximumDefinitionBytes)
    do {
      return try resolved(bytes)
    } catch {
      throw RunError(.failed, error.description)
    }
  }

  /// Returns the experiment with other values, on the current data files. A range of the subset
  /// that was not given becomes its whole part, whatever its current size.
  ///
  /// - Parameters:
  ///   - overrides: the values.
  ///   - purpose: the purpose of resolving. A fork of the run is a new training.
  ///   - learnt: what the run's training part taught; nil to learn it from the data again.
  /// - Throws: `RunError` if definition.json cannot be read, `DefinitionError` if the values are
  ///   invalid or do not fit the data.
  package func experiment(
    changedBy overrides: [DefinitionOverride], for purpose: DefinitionPurpose = .reading,
    learnt: LearntEncoding? = nil
  ) throws -> ResolvedExperiment {
    try ExperimentDefinition(
      name: record.experiment,
      parsing: try folder.read(Self.definitionFile, limit: Self.maximumDefinitionBytes),
      file: folder.path(of: Self.definitionFile), workspace: workspace.path,
      dropping: defaultRanges, overrides: overrides, for: purpose
    ).resolved(by: learnt.map { DataFileInspector(using: $0) } ?? workspace.inspector)
  }

  /// Resolves a definition that this run was trained by, as definition.json is.
  func resolved(_ definition: [UInt8]) throws(DefinitionError) -> ResolvedExperiment {
    try ExperimentDefinition(
      name: record.experiment, parsing: definition, file: folder.path(of: Self.definitionFile),
      workspace: workspace.path, for: .reading
    ).resolved(by: RecordedDataInspector(record.data?.layout))
  }

  /// Loads the examples that the run was trained on.
  ///
  /// - Throws: `DatasetError` if the files cannot be read, a `RunError` of kind `data` if they hold
  ///   other data.
  package func loadData(_ experiment: ResolvedExperiment) throws -> LoadedDataset {
    // The digest first: other data may not even fit the definition.
    try checkData(sha256: try experiment.dataset.dataSHA256())
    let dataset = try experiment.dataset.load()
    try checkData(sha256: dataset.dataSHA256)
    return dataset
  }

  /// Returns how examples became numbers when the run was trained, from its own data; nil if there
  /// was nothing to learn.
  ///
  /// - Throws: as `loadData`.
  package func encoding(_ experiment: ResolvedExperiment) throws -> ExampleEncoding? {
    let dataset = experiment.dataset
    guard dataset.normalization == .standard || dataset.layout?.facts != nil else {
      // The names of a table's columns, if the data are still there.
      return dataset.takesColumnsByPosition(dataset.plainEncoding)
        ? try? loadData(experiment).encoding : nil
    }
    return try loadData(experiment).encoding
  }

  /// The paths of ranges in definition.json that were not given but filled in.
  ///
  /// Runs of bench 0.1.0 do not record them. There a range counts as filled in if it is the whole
  /// part, which is known while the files are those that the run was trained on.
  private var defaultRanges: [JSONPath] {
    if let data = record.data { return data.defaultRanges }
    guard let dataset = try? resolvedExperiment().dataset, let layout = dataset.layout,
      (try? dataset.dataSHA256()) == record.dataSHA256
    else { return [] }
    let wholes: [ExampleSelection] = [.range(0..<layout.trainCount), .range(0..<layout.testCount)]
    return zip(ResolvedExperiment.subsetRanges, zip([dataset.train, dataset.test], wholes))
      .filter { $1.0 == $1.1 }.map(\.0)
  }
}
