import Engine
package import Experiments

/// The tensors that a training takes from given weights.
package struct WantedTensors {
  /// The tensors of the chosen layers, in the layers' order, named like `0.weight`.
  private let wanted: [ExpectedTensors.Entry]
  /// Whether the tensors of other layers may be there.
  private let isPart: Bool

  package init(_ experiment: ResolvedExperiment, layers: [Int]?) {
    let chosen = layers.map { Set($0) }
    isPart = chosen != nil
    wanted = experiment.layers.filter { chosen?.contains($0.index) ?? true }.flatMap { layer in
      layer.parameters.map {
        ExpectedTensors.Entry(name: "\(layer.index).\($0.name)", dimensions: $0.dimensions)
      }
    }
  }

  /// The wanted tensors among those of a model, `model.0.weight`.
  func chosen(from model: [NamedTensor]) -> [NamedTensor] {
    let names = Set(wanted.map { "model.\($0.name)" })
    return model.filter { names.contains($0.name) }
  }

  /// Pairs each wanted tensor with one that is there, in the layers' order. One prefix that all of
  /// them share is ignored, and so is `num_batches_tracked`, which PyTorch adds to a batch norm.
  ///
  /// - Parameter tensors: the names and shapes in the file.
  /// - Returns: for each wanted tensor its name in the model and its position in the file.
  /// - Throws: a `WeightsMismatch` with everything that is missing, extra or of another shape.
  package func positions(
    in tensors: [(name: String, dimensions: [Int])]
  ) throws(WeightsMismatch) -> [(name: String, position: Int)] {
    let used = tensors.indices.filter {
      tensors[$0].name.split(separator: ".").last != "num_batches_tracked"
    }
    let prefix = prefix(of: used.map { tensors[$0].name })
    var byName: [String: Int] = [:]
    for position in used {
      byName[String(tensors[position].name.dropFirst(prefix.count))] = position
    }
    var mismatch = WeightsMismatch()
    var found: [(name: String, position: Int)] = []
    for entry in wanted {
      guard let position = byName.removeValue(forKey: entry.name) else {
        mismatch.missing.append("\(entry.name) \(Shape(entry.dimensions))")
        continue
      }
      let dimensions = tensors[position].dimensions
      if dimensions == entry.dimensions {
        found.append(("model.\(entry.name)", position))
      } else {
        mismatch.misshapen.append(
          "\(tensors[position].name) is \(Shape(dimensions)), the network needs "
            + "\(Shape(entry.dimensions))")
      }
    }
    if !isPart {
      mismatch.extra = byName.values.sorted().map {
        "\(tensors[$0].name) \(Shape(tensors[$0].dimensions))"
      }
    }
    guard mismatch.isEmpty else {
      let fitting = Set(found.map(\.name))
      let unfit = wanted.filter { !fitting.contains("model.\($0.name)") }.map(Self.layer)
      mismatch.fitting = Set(wanted.map(Self.layer)).subtracting(unfit).sorted()
      throw mismatch
    }
    return found
  }

  private static func layer(of entry: ExpectedTensors.Entry) -> Int {
    Int(entry.name.prefix { $0 != "." }) ?? 0
  }

  /// The shortest beginning that all names share, up to a dot or empty, behind which a wanted name
  /// stands; empty if there is none.
  private func prefix(of names: [String]) -> String {
    guard let first = names.first else { return "" }
    let known = Set(wanted.map(\.name))
    var prefix = ""
    for part in [""] + first.split(separator: ".").dropLast().map({ "\($0)." }) {
      prefix += part
      guard names.allSatisfy({ $0.hasPrefix(prefix) }) else { break }
      if names.contains(where: { known.contains(String($0.dropFirst(prefix.count))) }) {
        return prefix
      }
    }
    return ""
  }
}

/// How given weights differ from those that a network needs.
package struct WeightsMismatch: Error {
  /// `4.weight [10, 84]`
  package var missing: [String] = []
  package var extra: [String] = []
  /// `0.weight is [6, 1, 5, 5], the network needs [6, 1, 3, 3]`
  package var misshapen: [String] = []
  /// The layers whose tensors all fit.
  package var fitting: [Int] = []

  var isEmpty: Bool { missing.isEmpty && extra.isEmpty && misshapen.isEmpty }

  /// `2 tensors are missing, 1 is too many`
  package var summary: String {
    let counts = [
      (missing.count, "missing"), (extra.count, "too many"), (misshapen.count, "of another shape"),
    ].filter { $0.0 > 0 }
    return counts.map { count, what in
      "\(count) \(count == 1 ? "tensor is" : "tensors are") \(what)"
    }.joined(separator: ", ")
  }

  /// One line for each kind of difference.
  package var lines: [String] {
    [("missing: ", missing), ("too many: ", extra), ("", misshapen)].filter { !$0.1.isEmpty }
      .map { label, list in
        let rest = list.count > 8 ? " and \(list.count - 8) more" : ""
        return label + list.prefix(8).joined(separator: label.isEmpty ? "; " : ", ") + rest
      }
  }
}
