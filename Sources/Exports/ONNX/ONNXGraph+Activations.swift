import Engine

extension ONNXGraph {
  /// Adds a function of every element. Opset 13 lacks gelu, silu and hard_swish.
  mutating func add(_ function: ActivationFunction, _ x: String, as output: String) -> String {
    switch function {
    case .relu: add("Relu", [x], as: output)
    case .tanh: add("Tanh", [x], as: output)
    case .sigmoid: add("Sigmoid", [x], as: output)
    case .leakyRelu(let slope): add("LeakyRelu", [x], as: output, ["alpha": .float(slope)])
    case .elu(let alpha): add("Elu", [x], as: output, ["alpha": .float(alpha)])
    case .gelu: gelu(x, as: output)
    case .geluTanh: geluTanh(x, as: output)
    case .silu:
      add("Mul", [x, add("Sigmoid", [x], as: "\(output)/sigmoid")], as: output)
    case .hardSwish:
      add(
        "Mul",
        [
          x,
          add(
            "HardSigmoid", [x], as: "\(output)/hard_sigmoid",
            ["alpha": .float(1 / 6), "beta": .float(0.5)]),
        ], as: output)
    }
  }

  /// x/2 · (1 + erf(x/√2)).
  private mutating func gelu(_ x: String, as output: String) -> String {
    let root = constant("\(output)/sqrt_half", [], [Float(0.5).squareRoot()])
    let scaled = add("Mul", [x, root], as: "\(output)/scaled")
    let erf = add("Erf", [scaled], as: "\(output)/erf")
    return halved(x, timesOnePlus: erf, as: output)
  }

  /// x/2 · (1 + tanh(√(2/π) · (x + 0.044715 · x³))).
  private mutating func geluTanh(_ x: String, as output: String) -> String {
    let cubic = constant("\(output)/cubic", [], [0.044715])
    let factor = constant("\(output)/sqrt_2_over_pi", [], [Float((2 / Double.pi).squareRoot())])
    let square = add("Mul", [x, x], as: "\(output)/square")
    let cube = add("Mul", [square, x], as: "\(output)/cube")
    let small = add("Mul", [cube, cubic], as: "\(output)/small")
    let sum = add("Add", [x, small], as: "\(output)/sum")
    let scaled = add("Mul", [sum, factor], as: "\(output)/scaled")
    let tanh = add("Tanh", [scaled], as: "\(output)/tanh")
    return halved(x, timesOnePlus: tanh, as: output)
  }

  private mutating func halved(
    _ x: String, timesOnePlus y: String, as output: String
  ) -> String {
    let one = constant("\(output)/one", [], [1])
    let half = constant("\(output)/half", [], [0.5])
    let factor = add("Add", [y, one], as: "\(output)/one_plus")
    let halved = add("Mul", [x, half], as: "\(output)/half_x")
    return add("Mul", [halved, factor], as: output)
  }
}
