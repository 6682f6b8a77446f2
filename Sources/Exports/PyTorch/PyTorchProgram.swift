import Datasets
import Engine
import Experiments
import Runs

/// The text of `model.py`: a module with the network's layers, and what makes its numbers of raw
/// ones.
struct PyTorchProgram {
  private let model: TrainedModel
  private let input: InputEncoding
  private let output: OutputEncoding
  private let isChain: Bool
  private let hasPreprocessing: Bool
  private let version: String

  /// - Parameter hasPreprocessing: whether the module takes raw numbers, not those of the first
  ///   layer.
  init(_ model: TrainedModel, hasPreprocessing: Bool, version: String) {
    self.model = model
    self.hasPreprocessing = hasPreprocessing
    self.version = version
    input = InputEncoding(model)
    output = OutputEncoding(model)
    isChain = PyTorchForward.isChain(model.experiment.layers)
  }

  var text: String {
    let sections = [
      documentation, imports, constants, module, loading,
    ]
    return sections.filter { !$0.isEmpty }.map { $0.joined(separator: "\n") }
      .joined(separator: "\n\n\n").replacing("\"\"\"\n\n\n", with: "\"\"\"\n\n") + "\n"
  }

  private var documentation: [String] {
    let experiment = model.experiment
    var lines = [
      "\"\"\"The network of \(model.run) at step \(model.step), written by bench \(version).", "",
    ]
    if !experiment.description.isEmpty {
      lines += PythonText.documentation(experiment.description) + [""]
    }
    let name = input.holdsPictures ? "images" : "inputs"
    lines += [
      "    from model import load", "", "    model = load()",
      "    \(output.name) = model(\(name))  # \(shape) to [N, \(output.width)]", "\"\"\"",
    ]
    return lines
  }

  private var shape: String {
    let dimensions = hasPreprocessing ? input.shape : model.experiment.inputShape.dimensions
    return "[N, \(dimensions.map(String.init).joined(separator: ", "))]"
  }

  private var imports: [String] {
    ["import json", "from pathlib import Path", "", "import torch", "from torch import nn"]
  }

  /// The names of classes and of the features of a table.
  private var constants: [String] {
    var lines: [String] = []
    if let classes = output.classes {
      lines += PythonText.list(classes.map(PythonText.string), after: "CLASSES = ")
    }
    if let features = input.features {
      lines += PythonText.list(features.map(PythonText.string), after: "FEATURES = ")
    }
    return lines
  }

  private var module: [String] {
    var lines = [
      "class Model(nn.Module):", "    def __init__(self):", "        super().__init__()",
    ]
    lines += layers.map { "        \($0)" }
    if hasPreprocessing { lines += buffers.map { "        \($0)" } }
    if hasPreprocessing {
      lines += ["", "    def preprocess(self, x):"]
      lines += indented([
        "\"\"\"What the first layer takes, of \(input.holdsPictures ? "pixels from 0 to 255" : "the data's numbers").\"\"\""
      ])
      lines += indented(preprocessing + ["return x"])
    }
    if !isChain {
      lines += ["", "    def network(self, x):"]
      lines += indented(
        ["\"\"\"The layers in the order of computation.\"\"\"", "layer = self.layers"]
          + PyTorchForward(model.experiment.layers).lines + ["return x"])
    }
    lines += ["", "    def forward(self, x):"]
    let values =
      output.classes == nil ? "Values in the data's units" : "Probabilities of the classes"
    lines += indented(["\"\"\"\(values), [N, \(output.width)], of \(shape).\"\"\""])
    return lines + indented(forward)
  }

  private func indented(_ lines: [String]) -> [String] { lines.map { "        \($0)" } }

  /// The definitions of the layers. A chain is a Sequential, others are named by their position.
  private var layers: [String] {
    let definition = model.experiment.definition
    let modules = model.experiment.layers.map { ($0, $0.pyTorchModule(in: definition)) }
    if isChain {
      return ["self.layers = nn.Sequential("] + modules.map { "    \($1 ?? "nn.Identity()")," }
        + [")"]
    }
    return ["self.layers = nn.ModuleDict({"]
      + modules.compactMap { layer, module in
        module.map { "    \"\(layer.index)\": \($0),\(layer.name.map { "  # \($0)" } ?? "")" }
      } + ["})"]
  }

  /// Numbers of each channel or feature, which are no weights: they are not in the state dict.
  private var buffers: [String] {
    var lines: [String] = []
    func add(_ name: String, _ values: [String], isWide: Bool = false) {
      guard values.count > 1 else { return }
      let type = isWide ? ", dtype=torch.float64" : ""
      let shape = input.dimensions(of: values.count)
      let view =
        shape.count == 1 ? "" : ".view(\(shape.map(String.init).joined(separator: ", ")))"
      lines += PythonText.list(
        values, after: "\(name) = torch.tensor(", indentation: 8, suffix: "\(type))\(view)"
      ).map { String($0.dropFirst(8)) }
      lines.append("self.register_buffer(\"\(name)\", \(name), persistent=False)")
    }
    add("fillings", input.fillings.map { PythonText.number($0) })
    add("divisors", input.divisors.map { PythonText.number($0) })
    add("mean", input.means.map { PythonText.number($0) }, isWide: !input.holdsPictures)
    add("deviation", input.deviations.map { PythonText.number($0) }, isWide: !input.holdsPictures)
    return lines
  }

  /// A number where there is one for all, else the buffer's name.
  private func value(_ name: String, _ values: [String]) -> String {
    values.count == 1 ? values[0] : "self.\(name)"
  }

  private var preprocessing: [String] {
    var lines = ["x = x.float()"]
    if !input.fillings.isEmpty {
      let fillings = value("fillings", input.fillings.map { PythonText.number($0) })
      lines.append("x = torch.where(x.isnan(), \(fillings), x)")
    }
    if input.padding > 0 {
      let sides = [String](repeating: "\(input.padding)", count: 4).joined(separator: ", ")
      lines.append("x = nn.functional.pad(x, (\(sides)))")
    }
    if !input.divisors.isEmpty {
      lines.append("x = x / \(value("divisors", input.divisors.map(whole)))")
    }
    guard !input.means.isEmpty else { return lines }
    let mean = value("mean", input.means.map { PythonText.number($0) })
    let deviation = value("deviation", input.deviations.map { PythonText.number($0) })
    lines.append(
      input.holdsPictures
        ? "x = (x - \(mean)) / \(deviation)"
        : "x = ((x.double() - \(mean)) / \(deviation)).float()")
    return lines
  }

  /// `255` for 255.0.
  private func whole(_ value: Float) -> String {
    Int(exactly: value).map(String.init) ?? PythonText.number(value)
  }

  private var forward: [String] {
    let start = hasPreprocessing ? "self.preprocess(x)" : "x"
    var lines = ["x = self.\(isChain ? "layers" : "network")(\(start))"]
    switch output.probabilities {
    case .softmax: lines.append("x = x.softmax(dim=1)")
    case .sigmoid: lines.append("x = x.sigmoid()")
    case .asTheyAre: break
    }
    if output.isOfSecondClass {
      return lines + ["return torch.cat([1 - x, x], dim=1)"]
    }
    guard !output.means.isEmpty else { return lines + ["return x"] }
    let deviations = output.deviations.map { PythonText.number($0) }
    let means = output.means.map { PythonText.number($0) }
    guard means.count > 1 else { return lines + ["return x * \(deviations[0]) + \(means[0])"] }
    lines += PythonText.list(
      deviations, after: "deviation = x.new_tensor(", indentation: 8, suffix: ")"
    ).map { String($0.dropFirst(8)) }
    lines += PythonText.list(
      means, after: "mean = x.new_tensor(", indentation: 8, suffix: ")"
    ).map { String($0.dropFirst(8)) }
    return lines + ["return x * deviation + mean"]
  }

  private var loading: [String] {
    """
    def load(path=Path(__file__).with_name("weights.safetensors")):
        \"""The network with its weights, ready to answer.\"""
        model = Model()
        model.load_state_dict(read_safetensors(path))
        return model.eval()


    def read_safetensors(path):
        \"""A state dict, as safetensors.torch.load_file reads it: a length, a JSON header, numbers.\"""
        data = bytearray(Path(path).read_bytes())
        start = 8 + int.from_bytes(data[:8], "little")
        header = json.loads(data[8:start])
        types = {"F32": torch.float32, "I64": torch.int64}
        tensors = {}
        for name, entry in header.items():
            if name != "__metadata__":
                begin, end = (start + offset for offset in entry["data_offsets"])
                flat = torch.frombuffer(data[begin:end], dtype=types[entry["dtype"]])
                tensors[name] = flat.view(entry["shape"])
        return tensors
    """.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}
