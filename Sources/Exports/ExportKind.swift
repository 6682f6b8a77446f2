/// The forms in which `bench export` writes a run.
package enum ExportKind: String, CaseIterable, Sendable {
  /// The network as one file of C.
  case c
  /// The network, for ONNX Runtime and everything else that reads ONNX.
  case onnx
  /// The network as a PyTorch module and its weights.
  case pytorch
  /// The metrics of each epoch as a table, one row for each value.
  case csv
  /// TensorBoard event files, one for each run.
  case tensorboard
  /// Runs on an MLflow server.
  case mlflow
}
