import CKernels
import Engine
import Files
import Testing

/// An elementary kernel, its reference in the C library's float64, and the bound that
/// `elementary.inc` states, measured over all 2³² arguments.
struct ElementaryCase: Sendable, CustomTestStringConvertible {
  let testDescription: String
  let function: Int32
  let ulps: Double
  /// The arguments for which the kernel is made.
  var domain = -Double.infinity...Double.infinity
  let reference: @Sendable (Double) -> Double

  static let all = [
    ElementaryCase(testDescription: "exp", function: Int32(BENCH_EXP), ulps: 0.88) { exp($0) },
    ElementaryCase(testDescription: "log", function: Int32(BENCH_LOG), ulps: 0.85) { log($0) },
    ElementaryCase(testDescription: "tanh", function: Int32(BENCH_TANH), ulps: 2.5) { tanh($0) },
    ElementaryCase(testDescription: "sigmoid", function: Int32(BENCH_SIGMOID), ulps: 2.5) {
      $0 < 0 ? exp($0) / (1 + exp($0)) : 1 / (1 + exp(-$0))
    },
    ElementaryCase(testDescription: "erf", function: Int32(BENCH_ERF), ulps: 1.04) { erf($0) },
    ElementaryCase(
      testDescription: "expm1", function: Int32(BENCH_EXPM1), ulps: 0.91, domain: -.infinity...0
    ) { expm1($0) },
    ElementaryCase(
      testDescription: "log1p", function: Int32(BENCH_LOG1P), ulps: 1.2, domain: 0...1
    ) { log1p($0) },
  ]
}

@Suite struct ElementaryTests {
  static let instructionSets = ["baseline", "avx2", "avx512", "neon"].filter { (name: String) in
    bench_kernels_named(name) != nil
  }

  /// Every 9,973rd of the 2³² floats, NaN and both infinities among them.
  static let sample: [Float] = {
    let values = stride(from: UInt32(0), to: .max, by: 9973).map { Float(bitPattern: $0) }
    let count = values.count + special.count
    return values + special + [Float](repeating: 0, count: 16 - count % 16)
  }()

  static let special: [Float] = [
    0, -0.0, .infinity, -.infinity, .nan, -.nan, .signalingNaN, .leastNonzeroMagnitude,
    -.leastNonzeroMagnitude, .leastNormalMagnitude, .greatestFiniteMagnitude,
    -.greatestFiniteMagnitude, 1, -1, 0.5, -0.5, 88.72283, 88.72284, -87.33655, -103.97207,
    -103.97209, 104, -104, 9.01, 9.02, 20, -20,
  ]

  @Test(arguments: ElementaryCase.all)
  func `the error stays within the stated bound`(example: ElementaryCase) throws {
    let kernels = try #require(bench_kernels_best())
    let inside = Self.sample.filter { $0.isNaN || example.domain.contains(Double($0)) }
    let values = Array(inside.prefix(inside.count / 16 * 16))
    let results = apply(example.function, kernels, to: values)
    var worst = (error: 0.0, at: Float(0))
    for i in values.indices {
      let expected = example.reference(Double(values[i]))
      let error = ulps(between: results[i], and: expected)
      if error > worst.error { worst = (error, values[i]) }
    }
    #expect(worst.error <= example.ulps, "at \(worst.at)")
    #expect(worst.error > example.ulps / 2, "the bound says more than it should")
  }

  @Test(arguments: ElementaryCase.all, instructionSets)
  func `every instruction set returns the same bits`(example: ElementaryCase, name: String) throws {
    let best = try #require(bench_kernels_best())
    let kernels = try #require(bench_kernels_named(name))
    let values = Self.sample.enumerated().filter { $0.offset / 16 % 8 == 0 }.map(\.element)
    let found = apply(example.function, kernels, to: values)
    let expected = apply(example.function, best, to: values)
    let differing = values.indices.filter {
      found[$0].bitPattern != expected[$0].bitPattern && !(found[$0].isNaN && expected[$0].isNaN)
    }
    #expect(differing.isEmpty, "first at \(differing.first.map { values[$0] } ?? 0)")
  }

  static let exact: [(function: Int, x: Float, y: Float)] = [
    (BENCH_EXP, 0, 1), (BENCH_EXP, -0.0, 1), (BENCH_EXP, .infinity, .infinity),
    (BENCH_EXP, -.infinity, 0), (BENCH_EXP, 88.72284, .infinity), (BENCH_EXP, -104, 0),
    (BENCH_EXP, -103.9, .leastNonzeroMagnitude),
    (BENCH_LOG, 1, 0), (BENCH_LOG, 0, -.infinity), (BENCH_LOG, -0.0, -.infinity),
    (BENCH_LOG, .infinity, .infinity), (BENCH_LOG, .leastNonzeroMagnitude, -103.27893),
    (BENCH_TANH, 0, 0), (BENCH_TANH, .infinity, 1), (BENCH_TANH, -.infinity, -1),
    (BENCH_TANH, .leastNonzeroMagnitude, .leastNonzeroMagnitude), (BENCH_TANH, -1e-20, -1e-20),
    (BENCH_SIGMOID, 0, 0.5), (BENCH_SIGMOID, .infinity, 1), (BENCH_SIGMOID, -.infinity, 0),
    (BENCH_SIGMOID, -103.9, .leastNonzeroMagnitude),
    (BENCH_ERF, 0, 0), (BENCH_ERF, .infinity, 1), (BENCH_ERF, -.infinity, -1),
    (BENCH_ERF, 4, 1), (BENCH_ERF, -1e30, -1),
    (BENCH_EXPM1, 0, 0), (BENCH_EXPM1, -.infinity, -1), (BENCH_EXPM1, -1e-20, -1e-20),
    (BENCH_EXPM1, -.leastNonzeroMagnitude, -.leastNonzeroMagnitude),
    (BENCH_LOG1P, 0, 0), (BENCH_LOG1P, 1e-20, 1e-20),
    (BENCH_LOG1P, .leastNonzeroMagnitude, .leastNonzeroMagnitude),
  ]

  @Test(arguments: exact)
  func `special arguments have exact results`(example: (function: Int, x: Float, y: Float)) throws {
    for name in Self.instructionSets {
      let kernels = try #require(bench_kernels_named(name))
      let result = apply(
        Int32(example.function), kernels, to: [Float](repeating: example.x, count: 16))
      #expect(result == [Float](repeating: example.y, count: 16))
    }
  }

  @Test(arguments: ElementaryCase.all)
  func `NaN comes out as NaN, also beside numbers`(example: ElementaryCase) throws {
    for name in Self.instructionSets {
      let kernels = try #require(bench_kernels_named(name))
      let values = (0..<16).map { $0 % 3 == 0 ? Float.nan : Float($0) }
      let result = apply(example.function, kernels, to: values)
      #expect(result.map { $0.isNaN } == values.map { $0.isNaN })
    }
  }

  @Test(arguments: [-1, -.leastNonzeroMagnitude, -.infinity] as [Float])
  func `the logarithm of a negative number is NaN`(x: Float) throws {
    let kernels = try #require(bench_kernels_best())
    #expect(apply(Int32(BENCH_LOG), kernels, to: [Float](repeating: x, count: 16))[7].isNaN)
  }

  @Test func `tanh is odd and never beyond one`() throws {
    let kernels = try #require(bench_kernels_best())
    let values = Self.sample.filter { !$0.isNaN }
    let whole = Array(values.prefix(values.count / 16 * 16))
    let results = apply(Int32(BENCH_TANH), kernels, to: whole)
    let mirrored = apply(Int32(BENCH_TANH), kernels, to: whole.map { -$0 })
    #expect(results == mirrored.map { -$0 })
    #expect(results.allSatisfy { $0.magnitude <= 1 })
  }

  @Test func `the error function is odd and never beyond one`() throws {
    let kernels = try #require(bench_kernels_best())
    let values = Self.sample.filter { !$0.isNaN }
    let whole = Array(values.prefix(values.count / 16 * 16))
    let results = apply(Int32(BENCH_ERF), kernels, to: whole)
    let mirrored = apply(Int32(BENCH_ERF), kernels, to: whole.map { -$0 })
    #expect(results == mirrored.map { -$0 })
    #expect(results.allSatisfy { $0.magnitude <= 1 })
  }

  @Test func `the sigmoid lies within zero and one, and is zero only where it must round to it`()
    throws
  {
    let kernels = try #require(bench_kernels_best())
    let values = Self.sample
    let results = apply(Int32(BENCH_SIGMOID), kernels, to: values)
    let outside = values.indices.filter { i in
      let y = results[i]
      return y < 0 || y > 1 || y == 0 && values[i] > -103.972
    }
    #expect(outside.isEmpty)
  }

  private func apply(
    _ function: Int32, _ kernels: UnsafePointer<bench_kernels>, to values: [Float]
  ) -> [Float] {
    precondition(values.count % 16 == 0)
    var results = values
    kernels.pointee.elementary(function, values, &results, Int64(values.count / 16))
    return results
  }

  /// How far a float32 is from the exact value, in units of the exact value's last place; infinity
  /// counts as 2¹²⁸.
  private func ulps(between found: Float, and exact: Double) -> Double {
    if found.isNaN || exact.isNaN { return found.isNaN && exact.isNaN ? 0 : .infinity }
    let limit = 0x1p128
    let value = min(max(Double(found), -limit), limit)
    let bounded = min(max(exact, -limit), limit)
    if value == bounded { return 0 }
    let exponent = min(max(bounded == 0 ? -126 : Int(bounded.exponent), -126), 127)
    return (value - bounded).magnitude
      / Double(sign: .plus, exponent: exponent - 23, significand: 1)
  }
}
