import Engine
import Experiments
import Training

/// The tensors that a definition implies: names, shapes, order.
struct ExpectedTensors {
  struct Entry: Hashable {
    var name: String
    var dimensions: [Int]
  }

  /// The tensors in the order of the layers, weight before bias.
  let model: [Entry]
  /// Slot by slot in the layers' order.
  let optimizer: [Entry]
  /// As those of the model; empty if the training keeps no averages.
  let averages: [Entry]

  private var all: [Entry] { model + optimizer + averages }

  init(_ experiment: ResolvedExperiment) {
    let entries = experiment.layers.flatMap { layer in
      layer.parameters.map { shape in
        (name: "\(layer.index).\(shape.name)", shape: shape)
      }
    }
    model = entries.map { Entry(name: "model.\($0.name)", dimensions: $0.shape.dimensions) }
    averages =
      experiment.training.averageDecay == nil
      ? [] : entries.map { Entry(name: "ema.\($0.name)", dimensions: $0.shape.dimensions) }
    optimizer = experiment.optimizer.slots.flatMap { slot in
      entries.filter(\.shape.isTrained).map {
        Entry(name: "optimizer.\(slot).\($0.name)", dimensions: $0.shape.dimensions)
      }
    }
  }

  /// Returns why no checkpoint could hold these tensors and this definition; nil if one can.
  func limitProblem(definition: String) -> String? {
    let count = all.count
    if count >= CheckpointFile.maximumTensors {
      return "it has \(count) tensors, more than \(CheckpointFile.maximumTensors - 1)"
    }
    let longest = 1 << 18
    if definition.utf8.count > longest {
      return "its definition has \(definition.utf8.count) bytes, more than \(longest)"
    }
    let header = CheckpointFile.headerBytes(all, definition: definition)
    if header > CheckpointFile.maximumHeaderBytes {
      return "the header of a checkpoint would have \(printedBytes(header))"
    }
    let elements = all.reduce(0) { $0 + $1.dimensions.reduce(1, *) }
    let bytes = 4 * elements + CheckpointFile.maximumHeaderBytes
    return bytes > CheckpointFile.maximumBytes
      ? "a checkpoint would have \(printedBytes(bytes))" : nil
  }

  /// Returns how the tensors of a state differ from the expected ones; nil if they do not.
  func problem(_ state: TrainingState) -> String? {
    var expected: [String: [Int]] = [:]
    for entry in all { expected[entry.name] = entry.dimensions }
    for tensor in state.tensors {
      guard let dimensions = expected.removeValue(forKey: tensor.name) else {
        return "its definition has no tensor \(quoted(tensor.name))"
      }
      guard dimensions == tensor.dimensions else {
        return "\(tensor.name) is \(Shape(tensor.dimensions)), "
          + "its definition implies \(Shape(dimensions))"
      }
    }
    return expected.keys.min().map { "it lacks the tensor \($0)" }
  }

  /// Returns the state with its tensors in the order of a training.
  func ordered(_ state: TrainingState) -> TrainingState {
    var byName: [String: NamedTensor] = [:]
    for tensor in state.tensors { byName[tensor.name] = tensor }
    var ordered = state
    ordered.model = model.compactMap { byName[$0.name] }
    ordered.optimizer = optimizer.compactMap { byName[$0.name] }
    ordered.averages = averages.compactMap { byName[$0.name] }
    return ordered
  }
}
