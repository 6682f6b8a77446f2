package import Files

/// All weights of a network as one array of floats; gradients and optimizer state share its layout.
package final class ParameterBlock: Sendable {
  /// One tensor's place in the block.
  package struct Entry: Hashable, Sendable {
    /// `0.weight`: layer index and parameter name.
    package let name: String
    package let dimensions: [Int]
    package let range: Range<Int>
    /// Whether the optimizer moves it and keeps state for it.
    package let isTrained: Bool
  }

  /// In the layers' order, weight before bias.
  package let entries: [Entry]
  package let slots: [String]
  /// In bytewise order of their names, as they are hashed.
  private let hashed: [Range<Int>]
  let values: SharedMemory<Float>
  let gradients: SharedMemory<Float>
  /// Slot s of parameter i at s · count + i.
  let state: SharedMemory<Float>

  /// The parameters of one layer.
  struct Layer {
    let index: Int
    let shapes: [ParameterShape]
    /// Whether training moves them.
    let learns: Bool
  }

  init(_ layers: [Layer], slots: [String]) {
    var entries: [Entry] = []
    var count = 0
    for layer in layers {
      for shape in layer.shapes {
        let name = "\(layer.index).\(shape.name)"
        let range = count..<count + shape.count
        entries.append(
          Entry(
            name: name, dimensions: shape.dimensions, range: range,
            isTrained: shape.isTrained && layer.learns))
        count += shape.count
      }
    }
    self.entries = entries
    hashed = entries.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }.map(\.range)
    self.slots = slots
    values = SharedMemory(count: count)
    gradients = SharedMemory(count: count)
    state = SharedMemory(count: count * slots.count)
  }

  package var count: Int { values.count }

  private var trained: [Entry] { entries.filter(\.isTrained) }

  /// `model.<layer>.<name>` for every tensor, in the layers' order.
  package var model: [NamedTensor] {
    entries.map { entry in
      NamedTensor(
        name: "model.\(entry.name)", dimensions: entry.dimensions,
        values: values.array(entry.range))
    }
  }

  /// The gradient of the last step, which must have kept it: of every tensor that is trained,
  /// named as in `model`.
  package var gradient: [NamedTensor] {
    trained.map { entry in
      NamedTensor(
        name: "model.\(entry.name)", dimensions: entry.dimensions,
        values: gradients.array(entry.range))
    }
  }

  /// `optimizer.<slot>.<layer>.<name>`, slot by slot.
  package var optimizerState: [NamedTensor] {
    slots.enumerated().flatMap { slot, name in
      trained.map { entry in
        NamedTensor(
          name: "optimizer.\(name).\(entry.name)", dimensions: entry.dimensions,
          values: state.array(range(of: entry.range, slot: slot)))
      }
    }
  }

  func range(of range: Range<Int>, slot: Int) -> Range<Int> {
    slot * count + range.lowerBound..<slot * count + range.upperBound
  }

  /// Overwrites weights and optimizer state with tensors of the same names and shapes.
  func restore(model: [NamedTensor], optimizer: [NamedTensor]) {
    precondition(model.map(\.name) == self.model.map(\.name))
    precondition(optimizer.map(\.name) == optimizerState.map(\.name))
    for (entry, tensor) in zip(entries, model) {
      precondition(tensor.dimensions == entry.dimensions)
      values.replace(from: entry.range.lowerBound, with: tensor.values)
    }
    let trained = trained
    for (i, tensor) in optimizer.enumerated() {
      let entry = trained[i % trained.count]
      precondition(tensor.dimensions == entry.dimensions)
      let range = range(of: entry.range, slot: i / trained.count)
      state.replace(from: range.lowerBound, with: tensor.values)
    }
  }

  /// SHA-256 over the weights' little-endian bytes, tensors in bytewise order of their names.
  package var sha256: SHA256Digest {
    var hash = SHA256()
    for range in hashed { values.span(range).withUnsafeBytes { hash.update($0) } }
    return hash.finalize()
  }
}
