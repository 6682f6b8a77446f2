package import Runs

extension ExportedNetwork {
  /// Writes a network as a PyTorch module: `model.py` and `weights.safetensors`.
  ///
  /// - Throws: a `RunError` if the settings do not fit the model.
  package static func pyTorch(
    _ model: TrainedModel, _ settings: NetworkExportSettings
  ) throws(RunError) -> ExportedNetwork {
    let summary = ExportSummary(model, settings)
    let program = PyTorchProgram(
      model, hasPreprocessing: settings.hasPreprocessing, version: settings.version)
    return ExportedNetwork(
      files: [
        File(name: "model.py", bytes: Array(program.text.utf8)),
        File(name: "weights.safetensors", bytes: StateDict.bytes(of: model)),
      ], takes: summary.takes, gives: summary.gives, notes: summary.notes)
  }
}
