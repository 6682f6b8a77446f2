import Engine
import Experiments

/// The lines of Python that compute a network whose layers are not a chain.
///
/// An output that only the next layer takes is `x`. One that is needed later has the name that the
/// definition gives it, or `skip`.
struct PyTorchForward {
  private(set) var lines: [String] = []
  private let layers: [ResolvedLayer]
  /// The variable that holds the output of each layer; at 0 the network's input.
  private var variables: [String]
  /// The last layer that takes each output; at 0 the network's input.
  private let lastUses: [Int]

  /// Names that the surrounding lines use.
  private static let taken: Set<String> = ["self", "torch", "nn", "layer", "x"]

  init(_ layers: [ResolvedLayer]) {
    self.layers = layers
    var lastUses = [Int](repeating: -1, count: layers.count + 1)
    for (index, layer) in layers.enumerated() {
      for input in layer.configuration.inputs(at: index) { lastUses[input + 1] = index }
    }
    self.lastUses = lastUses
    variables = ["x"]
    // The network's input has to be kept where a later layer takes it.
    if lastUses[0] > 0 {
      variables[0] = "inputs"
      lines.append("inputs = x")
    }
    for (index, layer) in layers.enumerated() { add(layer, at: index) }
    if variables[layers.count] != "x" { lines.append("x = \(variables[layers.count])") }
  }

  /// Whether each layer takes the output of the layer before it, and nothing else.
  static func isChain(_ layers: [ResolvedLayer]) -> Bool {
    layers.enumerated().allSatisfy { index, layer in
      layer.configuration.inputs(at: index) == [index - 1]
    }
  }

  private mutating func add(_ layer: ResolvedLayer, at index: Int) {
    let inputs = layer.configuration.inputs(at: index).map { variables[$0 + 1] }
    let variable = variable(of: layer, at: index)
    variables.append(variable)
    let value =
      switch layer.configuration.computation {
      case .add: inputs.joined(separator: " + ")
      case .multiply: inputs.joined(separator: " * ")
      case .concat: "torch.cat([\(inputs.joined(separator: ", "))], dim=1)"
      default: "layer[\"\(index)\"](\(inputs[0]))"
      }
    lines.append("\(variable) = \(value)")
  }

  /// A name that no output has that is still needed.
  private func variable(of layer: ResolvedLayer, at index: Int) -> String {
    guard lastUses[index + 1] > index + 1 else { return "x" }
    var name = layer.name.flatMap { isFree($0) ? $0 : nil } ?? "skip"
    while variables.indices.contains(where: { variables[$0] == name && lastUses[$0] > index }) {
      name += "_"
    }
    return name
  }

  private func isFree(_ name: String) -> Bool {
    !Self.taken.contains(name) && !pythonKeywords.contains(name) && name != "inputs"
  }
}

/// https://docs.python.org/3/reference/lexical_analysis.html#keywords, in lower case.
private let pythonKeywords: Set<String> = [
  "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif",
  "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda",
  "nonlocal", "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
]
