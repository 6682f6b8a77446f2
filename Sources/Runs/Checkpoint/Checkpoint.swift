package import Datasets
package import Engine
import Files
package import Training

/// The content of a checkpoint file: a training's state, and the run it belongs to.
package struct Checkpoint: Hashable, Sendable {
  package var metadata: CheckpointMetadata
  package var state: TrainingState

  package init(metadata: CheckpointMetadata, state: TrainingState) {
    self.metadata = metadata
    self.state = state
  }

  /// The model's tensors as they answer: the averages if the training keeps any, under the names of
  /// the weights.
  package var weights: [NamedTensor] {
    state.averages.isEmpty
      ? state.model : state.averages.map { $0.renamed(from: "ema", to: "model") }
  }

  /// SHA-256 of the trained weights, as 64 hex digits.
  package var weightsSHA256: String { SHA256Digest.weights(state.model).description }
}

/// The metadata of a checkpoint besides the state. It has no wall time, host, process or thread
/// count, so equal states give equal bytes.
package struct CheckpointMetadata: Hashable, Sendable {
  /// The file's kind and version, raised when an old reader would misread a new file.
  package static let format = "bench-checkpoint-1"

  package var runKey: String
  /// The canonical text of the resolved definition.
  package var definition: String
  package var dataSHA256: String
  package var numericsVersion: Int
  /// metrics.csv as it was when this state was reached.
  package var metrics: CSVPrefix
  /// steps.csv as it was then; nil if the definition asks for none.
  package var steps: CSVPrefix?
  /// The origin of a fork's first weights.
  package var source: WeightsSource?
  /// How examples become numbers, as the training part taught it; nil if there was nothing to learn,
  /// and in checkpoints of bench 0.1.
  package var encoding: ExampleEncoding?

  package init(
    runKey: String, definition: String, dataSHA256: String, numericsVersion: Int,
    metrics: CSVPrefix, steps: CSVPrefix? = nil, source: WeightsSource? = nil,
    encoding: ExampleEncoding? = nil
  ) {
    self.runKey = runKey
    self.definition = definition
    self.dataSHA256 = dataSHA256
    self.numericsVersion = numericsVersion
    self.metrics = metrics
    self.steps = steps
    self.source = source
    self.encoding = encoding
  }
}

extension NamedTensor {
  /// The tensor with another first part of its name.
  func renamed(from old: String, to new: String) -> NamedTensor {
    precondition(name.hasPrefix("\(old)."))
    return NamedTensor(
      name: new + name.dropFirst(old.count), dimensions: dimensions, values: values)
  }
}

/// The first bytes of a CSV file: the header and a number of rows.
package struct CSVPrefix: Hashable, Sendable {
  package var bytes: Int
  /// The header not counted.
  package var rows: Int
  /// The digest of those bytes, as 64 hex digits.
  package var sha256: String

  package init(bytes: Int, rows: Int, sha256: String) {
    self.bytes = bytes
    self.rows = rows
    self.sha256 = sha256
  }
}
