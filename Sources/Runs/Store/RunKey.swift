package import Engine
package import Experiments
package import Files
package import JSON

/// A run's identity: runs with equal keys have equal bits.
package enum RunKey {
  /// Returns the SHA-256 of this text, each line ended by one newline (0x0A):
  /// ```
  /// bench run key 1
  /// definition {…}
  /// data <64 hex digits>
  /// numerics <version>
  /// parent <64 hex digits> <step>
  /// init <64 hex digits>
  /// ```
  /// `definition` is the canonical text (sorted keys, no white space, hence no newline) without
  /// the top-level keys `description` and `$schema`; `data` the data files' SHA-256. The
  /// line `parent` is there only for a fork: the SHA-256 of the parent's checkpoint file and its
  /// step. The line `init` is there only for a run that began with given weights: their SHA-256.
  package static func key(
    definition: JSONValue, dataSHA256: String, numericsVersion: Int = Engine.numericsVersion,
    source: WeightsSource? = nil, initialSHA256: String? = nil
  ) -> String {
    var members = definition.object ?? [:]
    members["description"] = nil
    members["$schema"] = nil
    var text = "bench run key 1\n"
    text += "definition \(JSONValue.object(members).canonicalText)\n"
    text += "data \(dataSHA256)\n"
    text += "numerics \(numericsVersion)\n"
    if let source { text += "parent \(source.checkpointSHA256) \(source.step)\n" }
    if let initialSHA256 { text += "init \(initialSHA256)\n" }
    return SHA256.hash(Array(text.utf8)).description
  }
}

extension ResolvedExperiment {
  /// The key of a run of this experiment.
  ///
  /// - Parameters:
  ///   - dataSHA256: of the data files, as 64 hex digits.
  ///   - source: the checkpoint of another run that it begins from, or nil for its first weights.
  ///   - initialSHA256: the digest of given weights, or nil for drawn ones.
  package func runKey(
    dataSHA256: String, source: WeightsSource? = nil, initialSHA256: String? = nil
  ) -> String {
    RunKey.key(
      definition: definition, dataSHA256: dataSHA256, source: source, initialSHA256: initialSHA256)
  }
}

extension RunRecord {
  /// The key that the run would have by a definition. Another key than its own says that the
  /// definition is not the one it was trained by.
  func key(of definition: JSONValue) -> String {
    RunKey.key(
      definition: definition, dataSHA256: dataSHA256, numericsVersion: numericsVersion,
      source: parent?.source, initialSHA256: initialWeights?.sha256)
  }
}

extension SHA256Digest {
  /// The SHA-256 over the bytes of model tensors, in the order of their names' bytes.
  package static func weights(_ tensors: [NamedTensor]) -> SHA256Digest {
    var hash = SHA256()
    for tensor in tensors.sorted(by: { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }) {
      hash.update(tensor.values)
    }
    return hash.finalize()
  }
}
