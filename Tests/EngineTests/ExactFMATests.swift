import CKernels
import Testing

/// The baseline set's fused multiply-add, reached through the optimizer's w = FMA(−rate, dw, w),
/// against the C library's `fmaf`, correctly rounded on every processor.
@Suite struct ExactFMATests {
  @Test func `the emulation is correctly rounded where rounding twice goes wrong`() throws {
    // The product, 1 + 2⁻¹¹ + 2⁻²⁴, is a tie that an addend far below float64's reach breaks.
    let even: Float = 0x1.002p0
    let odd = even.nextUp
    let sums = try multiplyAdd(
      0x1.001p0, [0x1.001p0, 0x1.001p0, 0x1.001p0], [0x1p-80, 0, -0x1p-80])
    #expect(sums == [odd, even, even])
    // The product is just below half of the smallest subnormal, the addend an odd multiple of it.
    let addend = Float(0x1p-130).nextUp
    #expect(try multiplyAdd(0x1.000002p-75, [0x1.fffffcp-76], [addend]) == [addend])
  }

  /// Where the results of random cases lie: binary exponents around a center.
  static let places: [(name: String, center: Int, spread: Int)] = [
    ("near the smallest normal", -126, 30), ("near the largest", 127, 3), ("in the middle", 0, 60),
  ]

  @Test(arguments: places)
  func `random hard cases equal fmaf`(place: (name: String, center: Int, spread: Int)) throws {
    var random = HardFloats(state: UInt64(bitPattern: Int64(place.center)) &+ 12345)
    for _ in 0..<200 {
      let exponent = random.integer(in: -126...127)
      let a = random.float(exponent: exponent)
      let b = (0..<1024).map { _ -> Float in
        let offset = random.integer(in: -place.spread...place.spread)
        return random.float(exponent: place.center - exponent + offset)
      }
      let c = b.map { value -> Float in
        let product = a * value
        if random.integer(in: 0...7) == 0 { return -product }
        let near = product.isFinite && product != 0 ? Int(product.exponent) : place.center
        return random.float(exponent: near + random.integer(in: -30...30))
      }
      try compare(a, b, c)
    }
  }

  @Test func `zeros, infinities and NaN come out as from fmaf`() throws {
    let special: [Float] = [
      0, -0.0, 1, -1, .infinity, -.infinity, .nan, .greatestFiniteMagnitude,
      -.greatestFiniteMagnitude, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
      .leastNormalMagnitude, -.leastNormalMagnitude, 0x1.fffffep-1, -0x1.000002p0,
    ]
    for a in special {
      let pairs = special.flatMap { b in special.map { c in (b, c) } }
      try compare(a, pairs.map(\.0), pairs.map(\.1))
    }
  }

  @Test func `any number of elements gives each its own sum`() throws {
    for count in 1...9 {
      let c = (0..<count).map { 1 + Float($0) * 0x1p-20 }
      let b = c.map { $0 * 0x1.000006p-13 }
      try compare(0x1.00000ep-11, b, c)
    }
  }

  private func compare(_ a: Float, _ b: [Float], _ c: [Float]) throws {
    let found = try multiplyAdd(a, b, c)
    for i in b.indices {
      let expected = c[i].addingProduct(a, b[i])
      let equal = found[i].bitPattern == expected.bitPattern
      #expect(equal || found[i].isNaN && expected.isNaN, "\(a) × \(b[i]) + \(c[i])")
    }
  }

  private func multiplyAdd(_ a: Float, _ b: [Float], _ c: [Float]) throws -> [Float] {
    #if arch(x86_64)
      let name = "baseline"
    #else
      let name = "neon"
    #endif
    let kernels = try #require(bench_kernels_named(name))
    var rule = bench_sgd(learning_rate: -a, momentum: 0, weight_decay: 0, nesterov: 0)
    var sum = c
    kernels.pointee.sgd(&rule, Int64(b.count), b, &sum, nil, nil)
    return sum
  }
}

/// Random floats whose significands are often runs of equal bits, where rounding is decided.
private struct HardFloats {
  var state: UInt64

  mutating func bits() -> UInt64 {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let mixed = (state >> 33 ^ state) &* 0xff51_afd7_ed55_8ccd
    return mixed >> 33 ^ mixed
  }

  mutating func integer(in range: ClosedRange<Int>) -> Int {
    range.lowerBound + Int(bits() % UInt64(range.count))
  }

  mutating func significand() -> UInt32 {
    let shift = UInt32(integer(in: 0...22))
    let all: UInt32 = 0x7fffff
    return switch integer(in: 0...7) {
    case 0: 0
    case 1: all
    case 2: 1 << shift
    case 3: all ^ 1 << shift
    case 4: all << shift & all
    case 5: all >> shift
    default: UInt32(truncatingIfNeeded: bits()) & all
    }
  }

  /// A float of either sign; an exponent below the normal ones gives a subnormal or zero.
  mutating func float(exponent: Int) -> Float {
    let biased = UInt32(min(max(exponent + 127, 0), 254))
    return Float(bitPattern: UInt32(bits() & 1) << 31 | biased << 23 | significand())
  }
}
