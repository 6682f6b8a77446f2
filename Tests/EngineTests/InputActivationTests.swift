import CKernels
import Engine
import Files
import Testing

/// An activation whose derivative follows from its input, its formula in float32 and the function
/// and its derivative in float64.
struct InputActivationCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let function: Int32
  var parameter: Float = 0
  /// y and slope in the order of operations that `input_activations.inc` states.
  let twin: @Sendable (Float, Elementary) -> (y: Float, slope: Float)
  let exact: @Sendable (Double) -> (y: Double, slope: Double)

  static let all = [
    InputActivationCase(
      testDescription: "leaky_relu", function: Int32(BENCH_LEAKY_RELU), parameter: 0.01,
      twin: { x, _ in x > 0 ? (x, 1) : (0.01 * x, 0.01) },
      exact: { $0 > 0 ? ($0, 1) : (Double(0.01 as Float) * $0, Double(0.01 as Float)) }),
    InputActivationCase(
      testDescription: "elu", function: Int32(BENCH_ELU), parameter: 0.75,
      twin: { x, f in
        x > 0 ? (x, 1) : (0.75 * f.value(BENCH_EXPM1, x), 0.75 * f.value(BENCH_EXP, x))
      }, exact: { $0 > 0 ? ($0, 1) : (0.75 * expm1($0), 0.75 * exp($0)) }),
    InputActivationCase(
      testDescription: "gelu", function: Int32(BENCH_GELU),
      twin: { x, f in
        let sum = 1 + f.value(BENCH_ERF, x * 0x1.6a09e6p-1)
        let density = f.value(BENCH_EXP, x * x * -0.5) * 0x1.988454p-2
        return (0.5 * x * sum, (0.5 * sum).addingProduct(x, density))
      },
      exact: { x in
        let share = 0.5 * (1 + erf(x / 2.squareRoot()))
        return (x * share, share + x * exp(-0.5 * x * x) / (2 * Double.pi).squareRoot())
      }),
    InputActivationCase(
      testDescription: "gelu, tanh", function: Int32(BENCH_GELU_TANH),
      twin: { x, f in
        func argument(_ x: Float) -> Float {
          x * Float(0x1.988454p0).addingProduct(x * x, 0x1.2444f2p-4)
        }
        let c = x < -10 ? -10 : x > 10 ? 10 : x
        let (s, rest) = f.sigmoidAndRest(argument(c))
        let inner = Float(0x1.988454p0).addingProduct(c * c, 0x1.b6676cp-3)
        return (x * f.value(BENCH_SIGMOID, argument(x)), s.addingProduct(c * (s * rest), inner))
      },
      exact: { x in
        let beta = (2 / Double.pi).squareRoot()
        let t = tanh(beta * (x + 0.044715 * x * x * x))
        let slope = beta * (1 + 3 * 0.044715 * x * x)
        return (0.5 * x * (1 + t), 0.5 * (1 + t) + 0.5 * x * (1 - t * t) * slope)
      }),
    InputActivationCase(
      testDescription: "silu", function: Int32(BENCH_SILU),
      twin: { x, f in
        let (s, rest) = f.sigmoidAndRest(x)
        return (x * f.value(BENCH_SIGMOID, x), s * Float(1).addingProduct(x, rest))
      },
      exact: { x in
        let s = 1 / (1 + exp(-x))
        return (x * s, s * (1 + x * (1 - s)))
      }),
    InputActivationCase(
      testDescription: "hard_swish", function: Int32(BENCH_HARD_SWISH),
      twin: { x, _ in
        let part = x + 3 < 0 ? 0 : x + 3 > 6 ? 6 : x + 3
        let slope = Float(0.5).addingProduct(x, 1 / 3)
        return (x * (part / 6), x <= -3 ? 0 : x >= 3 ? 1 : slope)
      },
      exact: { x in
        (x * min(max(x + 3, 0), 6) / 6, x <= -3 ? 0 : x >= 3 ? 1 : x / 3 + 0.5)
      }),
  ]
}

/// Single values of the elementary kernels of one instruction set.
struct Elementary: @unchecked Sendable {
  let set: bench_kernels

  func value(_ function: Int, _ x: Float) -> Float {
    var y = [Float](repeating: x, count: 16)
    set.elementary(Int32(function), y, &y, 1)
    return y[0]
  }

  func sigmoidAndRest(_ x: Float) -> (Float, Float) {
    let small = value(BENCH_SIGMOID, x < 0 ? x : -x)
    return x < 0 ? (small, 1 - small) : (1 - small, small)
  }
}

@Suite struct InputActivationTests {
  private static let special: [Float] = [
    0, -0.0, 3, -3, 6, -6, 1e-20, -1e-20, 0x1p-140, -0x1p-140, 30, -30, 1e13, -1e13, 3e38, -3e38,
  ]

  @Test(arguments: InputActivationCase.all)
  func `outputs and gradients are the naive twin's on every set`(example: InputActivationCase) {
    let x = noise(320, 1).map { $0 * 8 } + Self.special
    let dy = noise(x.count, 2)
    let twins = x.map { example.twin($0, Elementary(set: kernelSets[0])) }
    for set in kernelSets {
      let (y, dx) = example.results(x, dy: dy, set)
      #expect(y.bits == twins.map(\.y).bits, "\(set.title)")
      #expect(dx.bits == zip(dy, twins).map { $0 * $1.slope }.bits, "\(set.title)")
    }
  }

  @Test(arguments: InputActivationCase.all)
  func `outputs and gradients are float64's`(example: InputActivationCase) throws {
    let x = noise(8000, 3).map { $0 * 12 } + Self.special
    let ones = x.map { _ in Float(1) }
    let (y, dx) = example.results(x, dy: ones, try #require(kernelSets.last))
    var wrong: [Float] = []
    for i in x.indices {
      let exact = example.exact(Double(x[i]))
      // 1 + erf cancels below 0: the error is one of the whole, not of the result.
      let tolerance =
        0x1p-22 * min(abs(Double(x[i])), 16) + 0x1p-23 * abs(exact.y)
        + Double(Float.leastNonzeroMagnitude)
      let slope = exact.slope.isNaN ? (x[i] > 0 ? 1 : 0) : exact.slope
      let isRight =
        abs(Double(y[i]) - exact.y) <= tolerance && abs(Double(dx[i]) - slope) <= 0x1p-21
      if !isRight { wrong.append(x[i]) }
    }
    #expect(wrong.isEmpty)
  }

  @Test func `a small negative input of elu keeps its relative precision`() {
    for set in kernelSets {
      let x = (0..<16).map { -Float(sign: .plus, exponent: -6 * $0, significand: 1.3) }
      let elu = InputActivationCase.all[1]
      let (y, _) = elu.results(x, dy: x, set)
      for (x, y) in zip(x, y) {
        let exact = 0.75 * expm1(Double(x))
        #expect(abs(Double(y) - exact) <= 1.5 * 0x1p-23 * abs(exact), "\(set.title), \(x)")
      }
    }
  }

  @Test(arguments: InputActivationCase.all)
  func `NaN stays NaN`(example: InputActivationCase) {
    for set in kernelSets {
      let x = (0..<16).map { $0 % 3 == 0 ? Float.nan : Float($0) }
      let (y, _) = example.results(x, dy: x, set)
      #expect(y.map(\.isNaN) == x.map(\.isNaN), "\(set.title)")
    }
  }
}

extension InputActivationCase {
  /// y, and dx from dy.
  fileprivate func results(
    _ x: [Float], dy: [Float], _ set: bench_kernels
  ) -> (y: [Float], dx: [Float]) {
    var (y, dx) = (x, x)
    set.activate(function, parameter, x, &y, Int64(x.count / 16))
    set.activate_backward(function, parameter, x, dy, &dx, Int64(x.count / 16))
    return (y, dx)
  }
}
