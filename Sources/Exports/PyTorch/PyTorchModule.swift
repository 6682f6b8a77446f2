import Engine
import Experiments
import JSON

extension ResolvedLayer {
  /// Returns the module of torch.nn that computes the layer: `nn.Conv2d(1, 6, 5)`; nil for a join.
  /// What is PyTorch's default is left out.
  ///
  /// - Parameter definition: the resolved definition, for what only matters to a training.
  func pyTorchModule(in definition: JSONValue) -> String? {
    let own = definition[path: path]
    return switch configuration.computation {
    case .convolution(let axes, let groups, let hasBias):
      convolution(axes, groups: groups, hasBias: hasBias)
    case .linear(let hasBias):
      "nn.Linear(\(input.count), \(output.count)\(hasBias ? "" : ", bias=False"))"
    case .maxPool(let axes): "nn.MaxPool\(axes.count)d(\(window(axes)))"
    case .averagePool(let axes): "nn.AvgPool\(axes.count)d(\(window(axes)))"
    case .adaptiveAveragePool:
      "nn.AdaptiveAvgPool2d(\(PythonText.size(Array(output.dimensions[1...]))))"
    case .activation(let function): function.pyTorchModule
    case .softmax: "nn.Softmax(dim=1)"
    case .batchNorm(let epsilon):
      "nn.BatchNorm\(input.dimensions.count == 3 ? 2 : 1)d(\(input.dimensions[0])"
        + "\(self.epsilon(epsilon))\(momentum(own?["momentum"]?.double)))"
    case .groupNorm(let groups, let epsilon, let affine):
      norm(groups: groups, epsilon: epsilon, isAffine: affine != .none)
    case .flatten: "nn.Flatten()"
    case .identity: "nn.Dropout(\(PythonText.number(own?["p"]?.double ?? 0)))"
    case .add, .multiply, .concat: nil
    }
  }

  private func convolution(
    _ axes: [Computation.Axis], groups: Int, hasBias: Bool
  ) -> String {
    var text = "nn.Conv\(axes.count)d(\(input.dimensions[0]), \(output.dimensions[0]), "
    text += PythonText.size(axes.map(\.kernel))
    func setting(_ name: String, _ sizes: [Int], default value: Int) {
      if sizes.contains(where: { $0 != value }) { text += ", \(name)=\(PythonText.size(sizes))" }
    }
    setting("stride", axes.map(\.stride), default: 1)
    if axes.allSatisfy({ $0.before == $0.after }) {
      setting("padding", axes.map(\.before), default: 0)
    } else {
      text += ", padding=\"same\""
    }
    setting("dilation", axes.map(\.dilation), default: 1)
    setting("groups", [groups], default: 1)
    return text + (hasBias ? ")" : ", bias=False)")
  }

  private func window(_ axes: [Computation.Axis]) -> String {
    let (kernel, stride) = (axes.map(\.kernel), axes.map(\.stride))
    let size = PythonText.size(kernel)
    return stride == kernel ? size : "\(size), stride=\(PythonText.size(stride))"
  }

  private func norm(groups: Int, epsilon: Double, isAffine: Bool) -> String {
    if type == "layer_norm" {
      let shape = input.dimensions.map(String.init).joined(separator: ", ")
      return "nn.LayerNorm(\(input.dimensions.count == 1 ? shape : "(\(shape))")"
        + "\(self.epsilon(epsilon))\(isAffine ? "" : ", elementwise_affine=False"))"
    }
    return "nn.GroupNorm(\(groups), \(input.dimensions[0])\(self.epsilon(epsilon))"
      + "\(isAffine ? "" : ", affine=False"))"
  }

  private func epsilon(_ value: Double) -> String {
    value == 1e-5 ? "" : ", eps=\(PythonText.number(value))"
  }

  private func momentum(_ value: Double?) -> String {
    guard let momentum = value, momentum != 0.1 else { return "" }
    return ", momentum=\(PythonText.number(momentum))"
  }
}

extension ActivationFunction {
  fileprivate var pyTorchModule: String {
    switch self {
    case .relu: "nn.ReLU()"
    case .tanh: "nn.Tanh()"
    case .sigmoid: "nn.Sigmoid()"
    case .leakyRelu(let slope):
      slope == 0.01 ? "nn.LeakyReLU()" : "nn.LeakyReLU(\(PythonText.number(slope)))"
    case .elu(let alpha): alpha == 1 ? "nn.ELU()" : "nn.ELU(\(PythonText.number(alpha)))"
    case .gelu: "nn.GELU()"
    case .geluTanh: "nn.GELU(approximate=\"tanh\")"
    case .silu: "nn.SiLU()"
    case .hardSwish: "nn.Hardswish()"
    }
  }
}
