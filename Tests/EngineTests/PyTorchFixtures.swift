import Engine
import Testing

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// PyTorch's figures, as Tests/pytorch/fixtures.py writes them.
struct PyTorchFixtures: Decodable {
  let cases: [PyTorchCase]
  let schedules: [PyTorchSchedule]

  /// - Throws: a file that is missing or no such document.
  static func read() throws -> PyTorchFixtures {
    let tests = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(2)
    let file = URL(filePath: tests.joined(separator: "/") + "/pytorch/fixtures.json")
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Self.self, from: Data(contentsOf: file))
  }
}

/// A network, its batches, and what PyTorch makes of them.
struct PyTorchCase: Decodable, Sendable, CustomTestStringConvertible {
  let name: String
  let seed: UInt64
  let input: [Int]
  let architecture: [PyTorchLayer]
  let loss: PyTorchLoss
  let optimizer: PyTorchOptimizer
  /// Whole 64ths.
  let model: [PyTorchTensor]
  let batches: [PyTorchBatch]
  /// Of each example, step by step, before the step's move.
  let losses: [PyTorchFigure]
  /// After each step, in the order of `model`.
  let weights: [[PyTorchFigure]]
  /// The first batch's losses, and largest outputs or probabilities, with the last weights.
  let evaluated: PyTorchFigure
  let largest: PyTorchFigure

  var testDescription: String { name }
}

struct PyTorchTensor: Decodable {
  let name: String
  let dimensions: [Int]
  let values: [Float]
}

/// Inputs and values are whole 32nds, example by example.
struct PyTorchBatch: Decodable {
  let inputs: [Float]
  let labels: [Int32]
  let values: [Float]
}

/// Float64's figures, and how far off float32 may be.
struct PyTorchFigure: Decodable {
  let values: [Double]
  let tolerance: Double

  /// The largest distance, in tolerances: 1 is allowed.
  func distance(to found: [Double]) -> Double {
    precondition(found.count == values.count)
    return zip(values, found).reduce(0) { worst, pair in
      let distance = abs(pair.0 - pair.1) / tolerance
      return distance > worst || distance.isNaN ? distance : worst
    }
  }
}

struct PyTorchLayer: Decodable {
  let type: String
  let outChannels: Int?
  let outFeatures: Int?
  let kernelSize: PyTorchSize?
  let outputSize: PyTorchSize?
  let stride: PyTorchSize?
  let padding: PyTorchPadding?
  let dilation: PyTorchSize?
  let groups: Int?
  let bias: Bool?
  let p: Double?
  let eps: Double?
  let momentum: Double?
  let affine: Bool?
  let numGroups: Int?
  let negativeSlope: Double?
  let alpha: Double?
  let approximate: String?

  func configuration() throws -> LayerConfiguration {
    switch type {
    case "conv2d":
      .conv2d(
        Conv2dConfiguration(
          outChannels: outChannels ?? 0, kernelSize: kernelSize?.extent ?? 0,
          stride: stride?.extent ?? 1,
          padding: padding?.size.map { .count($0.extent) } ?? (padding == nil ? .count(0) : .same),
          dilation: dilation?.extent ?? 1, groups: groups ?? 1, bias: bias ?? true))
    case "conv1d":
      .conv1d(
        Conv1dConfiguration(
          outChannels: outChannels ?? 0, kernelSize: kernelSize?.extent.width ?? 0,
          stride: stride?.extent.width ?? 1,
          padding: padding?.size.map { .count($0.extent) } ?? (padding == nil ? .count(0) : .same),
          dilation: dilation?.extent.width ?? 1, groups: groups ?? 1, bias: bias ?? true))
    case "linear": .linear(LinearConfiguration(outFeatures: outFeatures ?? 0, bias: bias ?? true))
    case "max_pool2d":
      .maxPool2d(
        PoolConfiguration(kernelSize: kernelSize?.extent ?? 0, stride: stride?.extent))
    case "avg_pool2d":
      .avgPool2d(
        PoolConfiguration(kernelSize: kernelSize?.extent ?? 0, stride: stride?.extent))
    case "max_pool1d":
      .maxPool1d(kernelSize: kernelSize?.extent.width ?? 0, stride: stride?.extent.width)
    case "avg_pool1d":
      .avgPool1d(kernelSize: kernelSize?.extent.width ?? 0, stride: stride?.extent.width)
    case "adaptive_avg_pool2d": .adaptiveAvgPool2d(outputSize: outputSize?.extent ?? 1)
    case "flatten": .flatten
    case "relu": .relu
    case "tanh": .tanh
    case "sigmoid": .sigmoid
    case "leaky_relu": .leakyRelu(negativeSlope: negativeSlope ?? 0.01)
    case "elu": .elu(alpha: alpha ?? 1)
    case "gelu": .gelu(approximate.flatMap(GeluApproximation.init) ?? .none)
    case "silu": .silu
    case "hard_swish": .hardSwish
    case "softmax": .softmax
    case "dropout": .dropout(probability: p ?? 0.5)
    case "batch_norm":
      .batchNorm(BatchNormConfiguration(epsilon: eps ?? 1e-5, momentum: momentum ?? 0.1))
    case "layer_norm":
      .layerNorm(LayerNormConfiguration(epsilon: eps ?? 1e-5, affine: affine ?? true))
    case "group_norm":
      .groupNorm(
        GroupNormConfiguration(
          groups: numGroups ?? 0, epsilon: eps ?? 1e-5, affine: affine ?? true))
    default: throw UnknownType(name: type)
    }
  }
}

/// One integer, or two.
struct PyTorchSize: Decodable {
  let extent: Extent

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if let both = try? value.decode(Int.self) {
      extent = Extent(both)
    } else {
      let sides = try value.decode([Int].self)
      extent = Extent(sides[0], sides[1])
    }
  }
}

/// A size, or "same".
struct PyTorchPadding: Decodable {
  let size: PyTorchSize?

  init(from decoder: any Decoder) throws {
    size = try? PyTorchSize(from: decoder)
  }
}

struct PyTorchLoss: Decodable {
  let type: String
  let reduction: String?
  let scale: Double?
  let labelSmoothing: Double?
  let classWeights: [Double]?
  let posWeight: Double?
  let delta: Double?

  func configuration() throws -> LossConfiguration {
    let kind: LossConfiguration.Kind =
      switch type {
      case "softmax_cross_entropy": .softmaxCrossEntropy
      case "softmax_binary_cross_entropy": .softmaxBinaryCrossEntropy
      case "nll": .nll
      case "binary_cross_entropy": .binaryCrossEntropy
      case "mse": .mse(scale: scale ?? 1)
      case "l1": .l1
      case "huber": .huber(delta: delta ?? 1)
      case "binary_cross_entropy_with_logits":
        .binaryCrossEntropyWithLogits(positiveWeight: posWeight ?? 1)
      default: throw UnknownType(name: type)
      }
    var loss = LossConfiguration(kind, reduction: reduction == "sum" ? .sum : .mean)
    loss.labelSmoothing = labelSmoothing ?? 0
    loss.classWeights = classWeights.map { .list($0) }
    return loss
  }
}

struct PyTorchOptimizer: Decodable {
  let type: String
  let learningRate: Double
  let clipNorm: Double?
  let momentum: Double?
  let nesterov: Bool?
  let weightDecay: Double?
  let betas: [Double]?
  let alpha: Double?
  let eps: Double?

  func configuration() throws -> OptimizerConfiguration {
    let decay = weightDecay ?? (type == "adamw" ? 0.01 : 0)
    let betas = betas ?? [0.9, 0.999]
    let moments = OptimizerConfiguration.MomentEstimates(
      beta1: betas[0], beta2: betas[1], epsilon: eps ?? 1e-8, weightDecay: decay)
    let rule: OptimizerConfiguration.Rule =
      switch type {
      case "sgd":
        .sgd(momentum: momentum ?? 0, nesterov: nesterov ?? false, weightDecay: decay)
      case "adam": .adam(moments)
      case "adamw": .adamw(moments)
      case "rmsprop":
        .rmsprop(
          alpha: alpha ?? 0.99, epsilon: eps ?? 1e-8, weightDecay: decay, momentum: momentum ?? 0)
      default: throw UnknownType(name: type)
      }
    return OptimizerConfiguration(rule, learningRate: learningRate, clipNorm: clipNorm)
  }
}

/// A schedule and its rates at every step of a training.
struct PyTorchSchedule: Decodable, Sendable, CustomTestStringConvertible {
  let type: String
  let warmupSteps: Int?
  let stepSize: Int?
  let gamma: Double?
  let milestones: [Int]?
  let minRate: Double?
  let endRate: Double?
  let maxRate: Double?
  let startFraction: Double?
  let rate: Double
  let rates: [Double]

  var testDescription: String { "\(type), warmup \(warmupSteps ?? 0), \(rates.count) steps" }

  func configuration() throws -> ScheduleConfiguration {
    let shape: ScheduleConfiguration.Shape =
      switch type {
      case "constant": .constant
      case "step": .step(stepSize: stepSize ?? 0, gamma: gamma ?? 0.1)
      case "multi_step": .multiStep(milestones: milestones ?? [], gamma: gamma ?? 0.1)
      case "linear": .linear(endRate: endRate ?? 0)
      case "exponential": .exponential(gamma: gamma ?? 0)
      case "cosine": .cosine(minimumRate: minRate ?? 0)
      case "one_cycle":
        .oneCycle(maximumRate: maxRate ?? 0, startFraction: startFraction ?? 0.3)
      default: throw UnknownType(name: type)
      }
    return ScheduleConfiguration(shape, warmupSteps: warmupSteps ?? 0)
  }
}

/// A type in the fixtures that these tests do not know.
struct UnknownType: Error {
  let name: String
}
