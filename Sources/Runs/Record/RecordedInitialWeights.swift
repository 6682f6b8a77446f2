import JSON

/// The given weights that a run began with, as run.json has them.
package struct RecordedInitialWeights: Hashable, Sendable {
  package enum Origin: Hashable, Sendable {
    /// The path that the definition names.
    case file(String)
    case run(String, step: Int)
  }

  package let origin: Origin
  /// SHA-256 over the values of the tensors that were taken, as float32, in the order of their
  /// names' bytes.
  package let sha256: String

  /// `weights.safetensors`, `mlp-sgd-001 at step 790`
  package var words: String {
    switch origin {
    case .file(let path): path
    case .run(let run, let step): "\(run) at step \(step)"
    }
  }
}

extension RecordedInitialWeights {
  init(_ fields: RecordFields) throws(RunRecordProblem) {
    sha256 = try fields.string("sha256")
    if let file = try fields.optionalString("file") {
      origin = .file(file)
    } else {
      origin = .run(try fields.string("run"), step: try fields.count("step"))
    }
  }

  var json: JSONValue {
    switch origin {
    case .file(let path): ["file": .string(path), "sha256": .string(sha256)]
    case .run(let run, let step):
      ["run": .string(run), "step": .integer(step), "sha256": .string(sha256)]
    }
  }
}
