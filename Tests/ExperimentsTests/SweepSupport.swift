import Datasets
import Engine
import Experiments
import JSON

/// A base with a validation part, of eight epochs.
let sweptBase = sample(
  replacing: #""test": [0, 100] }"#, with: #""validation": [500, 600], "test": [0, 100] }"#
).replacing(#""epochs": 2"#, with: #""epochs": 8"#)

/// Reads the sweep `trial` of the experiment `base`.
func sweep(_ text: String, base: String = sweptBase) throws -> ResolvedSweep {
  try withFolder(["base.json": base, "trial.json": text]) { folder in
    let library = ExperimentLibrary(folder: folder, data: DataFileInspector())
    return try SweepLibrary(of: library).resolve("\(folder)/trial.json")
  }
}

/// What is said of a sweep, without the folder; nil where nothing is wrong.
func sweepComplaint(_ text: String, base: String = sweptBase) throws -> String? {
  try withFolder(["base.json": base, "trial.json": text]) { folder in
    let library = ExperimentLibrary(folder: folder, data: DataFileInspector())
    do throws(DefinitionError) {
      _ = try SweepLibrary(of: library).resolve("\(folder)/trial.json")
      return nil
    } catch {
      return error.description.replacing("\(folder)/", with: "")
    }
  }
}

extension SweepValues {
  /// Of one or more settings.
  init(_ settings: KeyValuePairs<String, JSONValue>) {
    self.init(settings.map { ($0.key, $0.value) })
  }
}
