import Engine
import Experiments
import JSON
import Runs

/// A network as the steps of a program in C.
struct CNetwork {
  /// One call.
  struct Step {
    let comment: String
    let function: CFunction
    /// Values by their number; 0 is the network's input.
    let inputs: [Int]
    let output: Int
    let call: @Sendable (_ inputs: [String], _ output: String) -> String
    /// Whether the output may lie where one of its inputs lies.
    let canOverwrite: Bool
  }

  /// A constant array or structure.
  struct Constant {
    let comment: String
    let text: String
  }

  private(set) var steps: [Step] = []
  private(set) var constants: [Constant] = []
  /// How many elements each value has.
  private(set) var counts: [Int]
  /// The value of the network's output.
  private(set) var result = 0
  /// What values are made of.
  private(set) var element = "float"
  /// The network's last calls, if its result is not among the values: they write `values`.
  private(set) var ending: [(function: CFunction, call: @Sendable (_ input: String) -> String)] = []
  private let weights: [String: [Float]]

  /// The steps of a network of integers. `result` is what the ending takes.
  init(integers counts: [Int]) {
    self.counts = counts
    element = "int8_t"
    weights = [:]
  }

  mutating func end(
    with function: CFunction, of value: Int, _ call: @escaping @Sendable (String) -> String
  ) {
    result = value
    ending.append((function, call))
  }

  mutating func append(_ step: Step) { steps.append(step) }

  init(_ model: TrainedModel) {
    let experiment = model.experiment
    weights = Dictionary(uniqueKeysWithValues: model.weights.map { ($0.name, $0.values) })
    counts = [experiment.inputShape.count]
    /// The value that each layer gives.
    var values: [Int] = []
    for layer in experiment.layers {
      let inputs = layer.configuration.inputs(at: layer.index).map { $0 < 0 ? 0 : values[$0] }
      result = add(layer, inputs)
      values.append(result)
    }
    let outputs = counts[result]
    let loss = experiment.definition["loss"]?["type"]?.string ?? "the loss"
    switch experiment.loss.kind {
    case .softmaxCrossEntropy, .softmaxBinaryCrossEntropy:
      result = append(
        "the probabilities that \(loss) implies", .softmax, [result], outputs,
        canOverwrite: true
      ) { "softmax(\(outputs), \($0[0]), \($1));" }
    case .binaryCrossEntropyWithLogits:
      result = append(
        "the probabilities that \(loss) implies", .sigmoid, [result], outputs,
        canOverwrite: true
      ) { "sigmoid(\(outputs), \($0[0]), \($1));" }
    case .mse, .binaryCrossEntropy, .nll, .l1, .huber: break
    }
  }

  /// Adds a step; returns the value that it gives.
  mutating func append(
    _ comment: String, _ function: CFunction, _ inputs: [Int], _ count: Int,
    canOverwrite: Bool = false,
    _ call: @escaping @Sendable (_ inputs: [String], _ output: String) -> String
  ) -> Int {
    counts.append(count)
    steps.append(
      Step(
        comment: comment, function: function, inputs: inputs, output: counts.count - 1, call: call,
        canOverwrite: canOverwrite))
    return counts.count - 1
  }

  /// A tensor of a layer; nil if it has none of this name.
  func tensor(_ layer: ResolvedLayer, _ name: String) -> [Float]? {
    weights["model.\(layer.index).\(name)"]
  }

  /// Adds floats as a constant array; returns how to name its first element.
  mutating func constant(_ name: String, _ values: [Float], _ comment: String) -> String {
    let text = """
      static const union {
        uint32_t bits[\(values.count)];
        float numbers[\(values.count)];
      } \(name) = {{
      \(CLiteral.words(values))
      }};

      """
    constants.append(Constant(comment: comment, text: text))
    return "\(name).numbers"
  }

  mutating func constant(_ text: String, _ comment: String) {
    constants.append(Constant(comment: comment, text: text + "\n"))
  }
}

extension CNetwork {
  /// Where each value lies in the static memory; -1 for the network's input where it is read in place.
  ///
  /// - Parameter readsInputInPlace: whether value 0 is the caller's array, which is not written.
  func placed(readsInputInPlace: Bool) -> (offsets: [Int], count: Int) {
    var lastUse = [Int](repeating: -1, count: counts.count)
    for (number, step) in steps.enumerated() {
      for input in step.inputs { lastUse[input] = number }
    }
    lastUse[result] = steps.count
    // Each block holds a value, and then those that overwrite it.
    var block = [Int](repeating: -1, count: counts.count)
    var blocks: [CMemoryPlan.Block] = []
    if !readsInputInPlace {
      block[0] = 0
      blocks.append(.init(count: counts[0], steps: -1...max(lastUse[0], -1)))
    }
    for (number, step) in steps.enumerated() {
      let overwritten = step.inputs.first {
        step.canOverwrite && lastUse[$0] == number && block[$0] >= 0
          && counts[$0] == counts[step.output]
      }
      let end = max(lastUse[step.output], number)
      if let overwritten {
        block[step.output] = block[overwritten]
        let start = blocks[block[overwritten]].steps.lowerBound
        blocks[block[overwritten]].steps = start...end
      } else {
        block[step.output] = blocks.count
        blocks.append(.init(count: counts[step.output], steps: number...end))
      }
    }
    let plan = CMemoryPlan(blocks)
    return (block.map { $0 < 0 ? -1 : plan.offsets[$0] }, plan.count)
  }
}
