import Engine
import Experiments
import Runs

/// Makes the steps of a quantized network of a model's layers.
struct QuantizedLayers {
  private let model: TrainedModel
  /// Of the input, then of each layer.
  private let ranges: [Float]
  private let layers: [ResolvedLayer]
  private let weights: [String: [Float]]
  /// How many layers take the output of each.
  private var takers: [Int]
  /// The value of each layer.
  private var values: [Int] = []

  init(_ model: TrainedModel, ranges: [Float]) {
    self.model = model
    self.ranges = ranges
    layers = model.experiment.layers
    weights = Dictionary(uniqueKeysWithValues: model.weights.map { ($0.name, $0.values) })
    takers = [Int](repeating: 0, count: layers.count)
    for layer in layers {
      for input in layer.configuration.inputs(at: layer.index) where input >= 0 {
        takers[input] += 1
      }
    }
  }

  mutating func add(to network: inout QuantizedNetwork) throws(QuantizedNetwork.UnsupportedLayer) {
    var last = layers.count
    switch model.experiment.loss.kind {
    case .softmaxCrossEntropy, .softmaxBinaryCrossEntropy: network.ending = .softmax
    case .binaryCrossEntropyWithLogits: network.ending = .sigmoid
    default:
      // A softmax or sigmoid at the end of the network is computed with floats.
      switch layers.last?.configuration.computation {
      case .softmax: (network.ending, last) = (.softmax, last - 1)
      case .activation(.sigmoid): (network.ending, last) = (.sigmoid, last - 1)
      default: break
      }
    }
    while values.count < last {
      let layer = layers[values.count]
      let inputs = layer.configuration.inputs(at: layer.index).map { $0 < 0 ? 0 : values[$0] }
      try add(layer, inputs, isLast: values.count == last - 1, to: &network)
    }
    let result = values.last ?? 0
    if case .scores? = network.steps.last?.operation, network.steps.last?.output == result {
      return
    }
    _ = network.append(
      "floats again", .floats(factor: network.scales[result]), [result],
      count: network.counts[result], scale: 1)
  }

  private mutating func add(
    _ layer: ResolvedLayer, _ inputs: [Int], isLast: Bool, to network: inout QuantizedNetwork
  ) throws(QuantizedNetwork.UnsupportedLayer) {
    let title = "\(layer.index): \(CLiteral.comment(layer.configuration.summary))"
    let scale = QuantizedNetwork.scale(ranges[layer.index + 1])
    let scales = inputs.map { network.scales[$0] }
    let count = layer.output.count
    switch layer.configuration.computation {
    case .flatten, .identity: values.append(inputs[0])
    case .linear:
      let axis = QuantizedNetwork.Axis(
        size: 1, out: 1, kernel: 1, stride: 1, padding: 0, dilation: 1)
      let window = QuantizedNetwork.Window(
        channels: layer.input.count, down: axis, across: axis)
      addSums(layer, title, inputs, window, groups: 1, isLast: isLast, to: &network)
    case .convolution(let axes, let groups, _):
      addSums(
        layer, title, inputs, window(layer, axes), groups: groups, isLast: isLast, to: &network)
    case .activation(let function):
      let table = (-128...127).map { (q: Int) -> Int8 in
        let value = function.value(Double(q) * Double(scales[0])) / Double(scale)
        return Int8(min(max(value.rounded(), -127), 127))
      }
      values.append(network.append(title, .table(table), inputs, count: count, scale: scale))
    case .maxPool(let axes):
      values.append(
        network.append(
          title, .pool(window(layer, axes), isMax: true), inputs, count: count, scale: scales[0]))
    case .averagePool(let axes):
      values.append(
        network.append(
          title, .pool(window(layer, axes), isMax: false), inputs, count: count, scale: scales[0]))
    case .adaptiveAveragePool:
      var window = window(layer, [])
      window.isAdaptive = true
      values.append(
        network.append(
          title, .pool(window, isMax: false), inputs, count: count, scale: scales[0]))
    case .add:
      let factors = scales.map { FixedPoint(Double($0) / Double(scale) * 65536) }
      values.append(network.append(title, .add(factors), inputs, count: count, scale: scale))
    case .concat:
      let factors = scales.map { FixedPoint(Double($0) / Double(scale)) }
      values.append(network.append(title, .concat(factors), inputs, count: count, scale: scale))
    case .multiply:
      guard inputs.count == 2 else { throw unsupported(layer, "it has more than two inputs") }
      let areWhole = layer.inputs.map { $0.count == count }
      let factor = FixedPoint(Double(scales[0]) * Double(scales[1]) / Double(scale))
      values.append(
        network.append(
          title, .multiply(channels: layer.output.dimensions[0], areWhole: areWhole, factor),
          inputs, count: count, scale: scale))
    case .batchNorm:
      throw unsupported(
        layer, "it does not follow a convolution or linear layer whose output nothing else takes")
    case .groupNorm: throw unsupported(layer, "its statistics are those of each example")
    case .softmax: throw unsupported(layer, "it is not the last layer")
    }
  }

  private func unsupported(
    _ layer: ResolvedLayer, _ reason: String
  ) -> QuantizedNetwork.UnsupportedLayer {
    .init(index: layer.index, type: layer.type, reason: reason)
  }

  /// A layer with weights, with the batch_norm and the relu after it.
  private mutating func addSums(
    _ layer: ResolvedLayer, _ title: String, _ inputs: [Int],
    _ window: QuantizedNetwork.Window, groups: Int, isLast: Bool,
    to network: inout QuantizedNetwork
  ) {
    let outputs = layer.output.dimensions[0]
    var weight = (weights["model.\(layer.index).weight"] ?? []).map(Double.init)
    var bias =
      weights["model.\(layer.index).bias"]?.map(Double.init)
      ?? [Double](repeating: 0, count: outputs)
    var end = layer.index
    var title = title
    if case .batchNorm(let epsilon)? = only(after: end) {
      end += 1
      title += ", batch_norm"
      fold(end, epsilon: Float(epsilon), into: &weight, &bias)
    }
    var lowest = -127
    if case .activation(.relu)? = only(after: end) {
      end += 1
      title += ", relu"
      lowest = 0
    }
    let width = weight.count / outputs
    let inputScale = Double(network.scales[inputs[0]])
    let unit = (0..<outputs).map { output -> Double in
      let range = weight[output * width..<(output + 1) * width].reduce(0) { max($0, abs($1)) }
      return range > 0 ? range / 127 : 1
    }
    let integers = weight.indices.map {
      Int8(min(max((weight[$0] / unit[$0 / width]).rounded(), -127), 127))
    }
    let biases = bias.indices.map {
      Int32(min(max((bias[$0] / (inputScale * unit[$0])).rounded(), -0x1p30), 0x1p30))
    }
    let scale = QuantizedNetwork.scale(saturated(ranges[end + 1], after: end))
    let isEnd = isLast && end == layer.index
    let sums = QuantizedNetwork.Sums(
      window: window, outputChannels: outputs, groups: groups, weights: integers, biases: biases,
      factors: isEnd ? [] : unit.map { FixedPoint(inputScale * $0 / Double(scale)) },
      lowest: lowest)
    let operation: QuantizedNetwork.Operation =
      isEnd
      ? .scores(sums, factors: unit.map { Float(inputScale * $0) }) : .sums(sums)
    let value = network.append(
      title, operation, inputs, count: layer.output.count, scale: isEnd ? 1 : scale)
    values += [Int](repeating: value, count: end - layer.index + 1)
  }

  /// The computation of the next layer if it alone takes the output of layer `index`.
  private func only(after index: Int) -> Computation? {
    guard index + 1 < layers.count, takers[index] == 1,
      layers[index + 1].configuration.inputs(at: index + 1) == [index]
    else { return nil }
    return layers[index + 1].configuration.computation
  }

  /// Where a tanh or a sigmoid follows, what is beyond its limit need not be told apart.
  private func saturated(_ range: Float, after index: Int) -> Float {
    switch only(after: index) {
    case .activation(.tanh): min(range, 4)
    case .activation(.sigmoid): min(range, 8)
    default: range
    }
  }

  private func fold(
    _ index: Int, epsilon: Float, into weight: inout [Double], _ bias: inout [Double]
  ) {
    let numbers = { (name: String) in weights["model.\(index).\(name)"] ?? [] }
    let (means, variances) = (numbers("running_mean"), numbers("running_var"))
    let (gains, shifts) = (numbers("weight"), numbers("bias"))
    let width = weight.count / bias.count
    for output in bias.indices {
      let factor = Double(gains[output]) / Double(variances[output] + epsilon).squareRoot()
      for i in output * width..<(output + 1) * width { weight[i] *= factor }
      bias[output] = (bias[output] - Double(means[output])) * factor + Double(shifts[output])
    }
  }

  private func window(
    _ layer: ResolvedLayer, _ axes: [Computation.Axis]
  ) -> QuantizedNetwork.Window {
    let padded = { (sizes: [Int]) in sizes.count == 1 ? [1] + sizes : sizes }
    let sizes = padded(Array(layer.input.dimensions.dropFirst()))
    let out = padded(Array(layer.output.dimensions.dropFirst()))
    let found = (0..<2).map { i -> QuantizedNetwork.Axis in
      let axis = i + axes.count >= 2 ? axes[i + axes.count - 2] : nil
      return .init(
        size: sizes[i], out: out[i], kernel: axis?.kernel ?? 1, stride: axis?.stride ?? 1,
        padding: axis?.before ?? 0, dilation: axis?.dilation ?? 1)
    }
    return .init(channels: layer.input.dimensions[0], down: found[0], across: found[1])
  }
}
