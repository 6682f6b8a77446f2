import Datasets
import Experiments

/// A definition with a line for each part, so that mistakes in it have a place worth testing.
func sample(replacing old: String = "", with new: String = "") -> String {
  let text = """
    {
      "description": "sample",
      "dataset": { "name": "mnist", "subset": { "train": [0, 500], "test": [0, 100] } },
      "architecture": [
        { "type": "conv2d", "out_channels": 6, "kernel_size": 5 },
        { "type": "relu" },
        { "type": "max_pool2d", "kernel_size": 2 },
        { "type": "flatten" },
        { "type": "linear", "out_features": 10 }
      ],
      "loss": { "type": "softmax_cross_entropy" },
      "optimizer": { "type": "sgd", "learning_rate": 0.1 },
      "training": { "epochs": 2, "batch_size": 32 }
    }
    """
  return old.isEmpty ? text : text.replacing(old, with: new)
}

/// What is said of a definition with these files beside it; nil where nothing is wrong.
func complaint(
  _ text: String, beside files: [String: String] = [:], set overrides: [String] = []
) throws -> String? {
  try withFolder(files.merging(["mine.json": text]) { $1 }) { folder in
    do throws(DefinitionError) {
      var parsed: [DefinitionOverride] = []
      for override in overrides { parsed.append(try DefinitionOverride(parsing: override)) }
      _ = try ExperimentLibrary(folder: folder, data: DataFileInspector()).resolve(
        "mine", overrides: parsed)
      return nil
    } catch {
      return error.description
    }
  }
}

/// The definition resolved.
func resolved(
  _ text: String, beside files: [String: String] = [:], set overrides: [String] = []
) throws -> ResolvedExperiment {
  try withFolder(files.merging(["mine.json": text]) { $1 }) { folder in
    try ExperimentLibrary(folder: folder, data: DataFileInspector()).resolve(
      "mine", overrides: overrides.map { try DefinitionOverride(parsing: $0) })
  }
}
