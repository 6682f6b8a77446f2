/// A function in C that an exported file may need, in the order of the file.
enum CFunction: Hashable, CaseIterable {
  case fused, product
  case exponential, exponentialMinus1, hyperbolicTangent, logistic, errorFunction
  case relu, tanh, sigmoid, leakyRelu, elu, gelu, geluTanh, silu, hardSwish, softmax
  case linear, axis, convolutionShape, convolution, pool, maxPool, averagePool, adaptivePool
  case batchNorm, exampleNorm, copy, add, multiply
  case integers, quantize, integerSums, integerConvolution, integerScores, floats, lookUp
  case integerMaxPool, integerMeans, integerAveragePool, integerAdaptivePool
  case integerAdd, integerCopy, integerMultiply

  /// The functions that it calls itself.
  private var calls: [CFunction] {
    switch self {
    case .fused, .product, .relu, .axis, .copy, .add: []
    case .exponential, .exponentialMinus1, .logistic: [.fused, .product]
    case .hyperbolicTangent, .linear, .batchNorm: [.fused]
    case .errorFunction: [.fused, .exponential]
    case .tanh: [.hyperbolicTangent]
    case .sigmoid: [.logistic]
    case .leakyRelu, .hardSwish, .multiply: [.product]
    case .elu: [.product, .exponentialMinus1]
    case .gelu: [.product, .errorFunction]
    case .geluTanh: [.product, .fused, .logistic]
    case .silu: [.product, .logistic]
    case .softmax: [.exponential]
    case .convolution: [.fused, .convolutionShape]
    case .convolutionShape, .pool: [.axis]
    case .maxPool, .averagePool, .adaptivePool: [.pool]
    case .exampleNorm: [.fused, .product]
    case .integers, .lookUp, .integerMeans: []
    case .quantize, .floats: [.product]
    case .integerSums: [.convolutionShape]
    case .integerConvolution: [.integers, .integerSums]
    case .integerScores: [.product, .integerSums]
    case .integerMaxPool: [.pool]
    case .integerAveragePool, .integerAdaptivePool: [.pool, .integerMeans]
    case .integerAdd, .integerCopy, .integerMultiply: [.integers]
    }
  }

  /// The functions and all that they call, in the order of the file.
  static func withCalled(by functions: some Sequence<CFunction>) -> [CFunction] {
    var all: Set<CFunction> = []
    var pending = Array(functions)
    while let next = pending.popLast() {
      if all.insert(next).inserted { pending += next.calls }
    }
    return allCases.filter(all.contains)
  }

  var text: String {
    switch self {
    case .fused: CText.fused
    case .product: CText.product
    case .exponential: CText.exponential
    case .exponentialMinus1: CText.exponentialMinus1
    case .hyperbolicTangent: CText.hyperbolicTangent
    case .logistic: CText.logistic
    case .errorFunction: CText.errorFunction
    case .relu, .tanh, .sigmoid, .leakyRelu, .elu, .gelu, .geluTanh, .silu:
      CText.activations[self] ?? ""
    case .hardSwish: CText.hardSwish
    case .softmax: CText.softmax
    case .linear: CText.linear
    case .axis: CText.axis
    case .convolutionShape: CText.convolutionShape
    case .convolution: CText.convolution
    case .pool: CText.pool
    case .maxPool: CText.maxPool
    case .averagePool: CText.averagePool
    case .adaptivePool: CText.adaptivePool
    case .batchNorm: CText.batchNorm
    case .exampleNorm: CText.exampleNorm
    case .copy: CText.copy
    case .add: CText.add
    case .multiply: CText.multiply
    case .integers: CText.integers
    case .quantize: CText.quantize
    case .integerSums: CText.integerSums
    case .integerConvolution: CText.integerConvolution
    case .integerScores: CText.integerScores
    case .floats: CText.floats
    case .lookUp: CText.lookUp
    case .integerMaxPool: CText.integerMaxPool
    case .integerMeans: CText.integerMeans
    case .integerAveragePool: CText.integerAveragePool
    case .integerAdaptivePool: CText.integerAdaptivePool
    case .integerAdd: CText.integerAdd
    case .integerCopy: CText.integerCopy
    case .integerMultiply: CText.integerMultiply
    }
  }
}
