import JSON

/// The weights that a training starts from in place of those drawn by its seed.
package struct InitialWeights: Hashable, Sendable {
  /// Where they are read when the run starts.
  package enum Source: Hashable, Sendable {
    /// A safetensors file: its path from the workspace.
    case file(String)
    /// A run of the workspace, and its checkpoint.
    case run(String, StartingPoint)
  }

  package let source: Source
  /// The positions in the expanded list of the layers that take their weights from there, ascending;
  /// nil: every layer.
  package let layers: [Int]?
}

/// A checkpoint as `init_from.checkpoint` names it.
package enum StartingPoint: Hashable, Sendable {
  case best
  case latest
  case step(Int)

  /// Reads `best`, `latest` or `step-N`.
  package init?(_ text: String) {
    switch text {
    case "best": self = .best
    case "latest": self = .latest
    default:
      guard text.hasPrefix("step-"), let step = Int(text.dropFirst(5)), step >= 0,
        text == "step-\(step)"
      else { return nil }
      self = .step(step)
    }
  }
}

extension InitialWeights {
  /// Reads a resolved `init_from`.
  ///
  /// - Parameter layers: those of the network.
  init(_ fields: Fields, of layers: [ResolvedLayer]) {
    if let file = fields.optional("file")?.string {
      source = .file(file)
    } else {
      guard let point = StartingPoint(fields.string("checkpoint")) else {
        preconditionFailure("an unchecked definition")
      }
      source = .run(fields.string("run"), point)
    }
    self.layers = fields.optional("layers")?.array.map { chosen in
      Set(chosen.flatMap { Self.positions(of: $0, in: layers) }).sorted()
    }
  }

  /// The positions that an element of `layers` means: one, or those of all layers of a name, since a
  /// repetition gives it to each copy.
  static func positions(of value: JSONValue, in layers: [ResolvedLayer]) -> [Int] {
    if let index = value.int { return layers.indices.contains(index) ? [index] : [] }
    return layers.indices.filter { layers[$0].name == value.string }
  }
}
