import Datasets
import Engine
package import Experiments
import Files
import JSON
package import Training

/// What a training by a receipt begins with.
extension Receipt {
  /// Refuses a receipt of another numerics version.
  package func requireThisNumerics() throws(RunError) {
    guard numericsVersion != Engine.numericsVersion else { return }
    throw RunError(
      .failed,
      "\(run) was trained by numerics version \(numericsVersion), this bench has "
        + "\(Engine.numericsVersion), which cannot make the same bits",
      advice: ["verify it with bench \(benchVersion.printable), which wrote the receipt"])
  }

  /// Returns the experiment that the receipt's definition describes, with the data of a workspace.
  ///
  /// - Throws: a `DefinitionError` if this version cannot run the definition.
  package func resolvedExperiment(
    in workspace: Workspace
  ) throws(DefinitionError) -> ResolvedExperiment {
    try ExperimentDefinition(
      name: experiment, parsing: Array((definition ?? .null).canonicalText.utf8),
      file: "definition of \(run)", workspace: workspace.path, for: .reading
    ).resolved(by: workspace.inspector)
  }

  /// Refuses data other than those that the run was trained on.
  package func check(dataSHA256 found: String) throws(RunError) {
    guard found != dataSHA256 else { return }
    let name = definition?["dataset"]?["name"]?.string
    let published = PublishedDataset.all.first { $0.name == name }
    throw RunError(
      .data, "the data are not those \(run) was trained on",
      advice: [
        "  receipt  sha256 \(String(dataSHA256.prefix(16)).printable)…",
        "  found    sha256 \(found.prefix(16))…",
        published.map { "get the published data: \(command: .fetchData($0.name))" }
          ?? "put the files that the definition names into the workspace",
      ])
  }

  /// Reads the state that the run begins with.
  ///
  /// - Parameters:
  ///   - experiment: that of the receipt.
  ///   - file: the path of the run's first checkpoint file; nil if none was named.
  /// - Returns: nil if the training begins without a checkpoint.
  /// - Throws: a `RunError` if the receipt needs a file and none was named, if it needs none, and
  ///   if the file is another one.
  package func firstState(
    of experiment: ResolvedExperiment, fromFile file: String?
  ) throws(RunError) -> TrainingState? {
    guard let start else {
      guard file == nil else {
        throw RunError(
          .usage, "--start: \(run) begins with the weights of its seed, without a file")
      }
      return nil
    }
    guard let file else {
      // Given weights may be found where the definition says.
      if parent == nil { return nil }
      throw RunError(
        .data, "\(run) is a fork: it begins with a checkpoint, which a receipt does not hold",
        advice: [
          "name the file checkpoints/\(start.file.printable) of the run: --start FILE",
          "  its sha256 is \(start.sha256)",
        ])
    }
    let bytes: [UInt8]
    do {
      bytes = try InputFile.readRegular(file, limit: CheckpointFile.maximumBytes)
    } catch {
      throw RunError(.data, "--start: \(file.printable): \(error)")
    }
    let found = SHA256.hash(bytes).description
    guard found == start.sha256 else {
      throw RunError(
        .data,
        "--start: \(file.printable) is not \(start.file.printable) of \(run): its sha256 is "
          + "\(found.prefix(16))…, of the receipt \(start.sha256.prefix(16))…")
    }
    let checkpoint: Checkpoint
    do {
      checkpoint = try CheckpointFile.decode(bytes)
    } catch {
      throw RunError(.data, "--start: \(file.printable) is a damaged checkpoint: \(error)")
    }
    let owner = CheckpointOwner(self, from: start, experiment)
    do throws(CheckpointRefusal) {
      try owner.check(checkpoint, step: start.step)
    } catch {
      throw RunError(.data, "--start: \(file.printable) \(error.reason)")
    }
    guard checkpoint.state.epoch == start.epoch else {
      throw RunError(.data, "--start: \(file.printable) is of epoch \(checkpoint.state.epoch)")
    }
    return owner.tensors?.ordered(checkpoint.state)
  }

  /// Reads the weights that the definition names; nil if the seed draws them.
  ///
  /// - Throws: a `RunError` of kind `data` if they are not here or others.
  package func givenWeights(
    in store: RunStore, of experiment: ResolvedExperiment
  ) throws(RunError) -> GivenWeights? {
    guard let start, let initialWeightsSHA256 else { return nil }
    let problem: String
    do {
      let given = try store.givenWeights(of: experiment)
      if let given, given.origin.sha256 == initialWeightsSHA256 { return given }
      problem = "those that the definition names are others here"
    } catch {
      problem = error.message
    }
    throw RunError(
      .data, "\(run) begins with given weights: \(problem)",
      advice: [
        "name the file checkpoints/\(start.file.printable) of the run: --start FILE",
        "  its sha256 is \(start.sha256)",
      ])
  }
}
