extension CNetwork {
  /// The steps of a network of integers.
  init(_ network: QuantizedNetwork) {
    self.init(integers: network.counts)
    for (number, step) in network.steps.enumerated() {
      add(step, number: number, counts: network.counts)
    }
    let outputs = network.counts.last ?? 0
    switch network.ending {
    case .none: break
    case .softmax: end(with: .softmax, of: result) { _ in "softmax(\(outputs), values, values);" }
    case .sigmoid: end(with: .sigmoid, of: result) { _ in "sigmoid(\(outputs), values, values);" }
    }
  }

  private mutating func add(_ step: QuantizedNetwork.Step, number: Int, counts: [Int]) {
    let count = counts[step.output]
    switch step.operation {
    case .sums(let sums):
      let name = sumsConstants(sums, number, step.comment)
      let factors = factorConstants(sums.factors, number)
      append(step, .integerConvolution) { x, y in
        "convolve(&step_\(name), \(x[0]), weight_\(name), bias_\(name), \(factors), "
          + "\(sums.lowest), \(y));"
      }
    case .scores(let sums, let factors):
      let name = sumsConstants(sums, number, step.comment)
      let floats = constant("factors_\(name)", factors, "what a unit of each sum stands for")
      end(with: .integerScores, of: step.inputs[0]) {
        "scores(&step_\(name), \($0), weight_\(name), bias_\(name), \(floats), values);"
      }
    case .floats(let factor):
      end(with: .floats, of: step.inputs[0]) {
        "floats(\(count), \(CLiteral.float(factor)), \($0), values);"
      }
    case .table(let table):
      let rows = CLiteral.rows(table.map { String($0) }, perLine: 20)
      constant("static const int8_t table_\(number)[256] = {\n\(rows)\n};", step.comment)
      append(step, .lookUp, canOverwrite: true) {
        "look_up(\(count), table_\(number), \($0[0]), \($1));"
      }
    case .pool(let window, let isMax):
      let axes = axesText(window)
      constant(
        "static const pool step_\(number) = {\n    .channels = \(window.channels),\n\(axes)};", "")
      let (function, name): (CFunction, String) =
        isMax
        ? (.integerMaxPool, "max_pool")
        : window.isAdaptive
          ? (.integerAdaptivePool, "adaptive_pool") : (.integerAveragePool, "average_pool")
      append(step, function) { "\(name)(&step_\(number), \($0[0]), \($1));" }
    case .add(let factors):
      let name = factorConstants(factors, number)
      append(step, .integerAdd, canOverwrite: true) { x, y in
        """
        {
            const int8_t *const terms[] = {\(x.joined(separator: ", "))};
            add(\(count), \(x.count), terms, \(name), \(y));
          }
        """
      }
    case .concat(let factors):
      let name = factorConstants(factors, number)
      let sizes = step.inputs.map { counts[$0] }
      append(step, .integerCopy) { x, y in
        var start = 0
        return x.indices.map { input in
          defer { start += sizes[input] }
          return "rescale(\(sizes[input]), \(name)[\(input)], \(x[input]), \(y) + \(start));"
        }.joined(separator: "\n  ")
      }
    case .multiply(let channels, let areWhole, let factor):
      let name = factorConstants([factor], number)
      let steps = areWhole.map { $0 ? 1 : 0 }
      append(step, .integerMultiply, canOverwrite: true) {
        "multiply(\(channels), \(count / channels), \(name)[0], \($0[0]), \(steps[0]), \($0[1]), "
          + "\(steps[1]), \($1));"
      }
    }
  }

  private mutating func append(
    _ step: QuantizedNetwork.Step, _ function: CFunction, canOverwrite: Bool = false,
    _ call: @escaping @Sendable (_ inputs: [String], _ output: String) -> String
  ) {
    append(
      Step(
        comment: step.comment, function: function, inputs: step.inputs, output: step.output,
        call: call, canOverwrite: canOverwrite))
  }

  /// Adds a layer's geometry, weights and biases; returns what their names end in.
  private mutating func sumsConstants(
    _ sums: QuantizedNetwork.Sums, _ number: Int, _ comment: String
  ) -> Int {
    constant(
      """
      static const convolution step_\(number) = {
          .channels = \(sums.window.channels), .out_channels = \(sums.outputChannels), \
      .groups = \(sums.groups),
      \(axesText(sums.window))};
      """, comment)
    let weights = CLiteral.rows(sums.weights.map { String($0) }, perLine: 20)
    constant("static const int8_t weight_\(number)[\(sums.weights.count)] = {\n\(weights)\n};", "")
    let biases = CLiteral.rows(sums.biases.map { String($0) }, perLine: 8)
    constant("static const int32_t bias_\(number)[\(sums.biases.count)] = {\n\(biases)\n};", "")
    return number
  }

  /// Adds factors; returns their name.
  private mutating func factorConstants(_ factors: [FixedPoint], _ number: Int) -> String {
    let rows = CLiteral.rows(factors.map { "{\($0.multiplier), \($0.shift)}" }, perLine: 5)
    constant("static const factor factors_\(number)[\(factors.count)] = {\n\(rows)\n};", "")
    return "factors_\(number)"
  }

  private func axesText(_ window: QuantizedNetwork.Window) -> String {
    [("down", window.down), ("across", window.across)].map { name, axis in
      """
          .\(name) = {.size = \(axis.size), .out = \(axis.out), .kernel = \(axis.kernel), \
      .stride = \(axis.stride), .padding = \(axis.padding), .dilation = \(axis.dilation)}
      """
    }.joined(separator: ",\n")
  }
}
