package import Datasets
package import Experiments
import Files
import JSON

extension Run {
  /// The experiment that definition.json describes, with defaults for what an older version of
  /// bench did not know. Where run.json says what the data files held they are not opened.
  ///
  /// - Throws: `RunError` where the file cannot be read, `DefinitionError` where this version
  ///   cannot run what it says.
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

  /// The experiment with other values, on the data files as they are now. A range of the subset that
  /// nobody gave is all of its part, however many examples that has by now.
  ///
  /// - Parameters:
  ///   - overrides: the values.
  ///   - purpose: what it is resolved for: a fork of the run is a new training.
  /// - Throws: `RunError` where definition.json cannot be read, `DefinitionError` where the values
  ///   are mistaken or do not fit the data.
  package func experiment(
    changedBy overrides: [DefinitionOverride], for purpose: DefinitionPurpose = .reading
  ) throws -> ResolvedExperiment {
    try ExperimentDefinition(
      name: record.experiment,
      parsing: try folder.read(Self.definitionFile, limit: Self.maximumDefinitionBytes),
      file: folder.path(of: Self.definitionFile), workspace: workspace.path,
      dropping: defaultRanges, overrides: overrides, for: purpose
    ).resolved(by: workspace.inspector)
  }

  /// Resolves a definition that this run was trained by, as definition.json is.
  func resolved(_ definition: [UInt8]) throws(DefinitionError) -> ResolvedExperiment {
    try ExperimentDefinition(
      name: record.experiment, parsing: definition, file: folder.path(of: Self.definitionFile),
      workspace: workspace.path, for: .reading
    ).resolved(by: RecordedDataInspector(record.data?.layout))
  }

  /// Loads the examples the run was trained on.
  ///
  /// - Throws: `DatasetError` where the files cannot be read, a `RunError` of kind `data` where
  ///   they hold other data.
  package func loadData(_ experiment: ResolvedExperiment) throws -> LoadedDataset {
    // The digest first: other data may not even fit the definition.
    try checkData(sha256: try experiment.dataset.dataSHA256())
    let dataset = try experiment.dataset.load()
    try checkData(sha256: dataset.dataSHA256)
    return dataset
  }

  /// The places of definition.json whose ranges nobody gave, so that resolving filled them in.
  ///
  /// Runs of bench 0.1.0 do not record them. There a range counts as filled in if it is all of its
  /// part, which is known while the files are those the run was trained on.
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
