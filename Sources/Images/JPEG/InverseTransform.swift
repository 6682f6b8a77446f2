/// Rows of a block, or columns.
private typealias Lines = InlineArray<8, SIMD8<Int32>>

/// Multiplies a block by its quantizers and transforms it to samples: libjpeg's accurate integer
/// method, which follows Loeffler, Ligtenberg and Moschytz, Practical Fast 1-D DCT Algorithms with
/// 11 Multiplications, 1989. README.md has the arithmetic.
///
/// - Parameters:
///   - coefficients: the block is `coefficients[place..<place + 64]`, in rows of 8.
///   - isFlat: whether all coefficients but the first are 0.
///   - samples: the block's first sample is at `target`, the rows are `stride` apart.
func inverseTransform(
  _ coefficients: [Int16], at place: Int, isFlat: Bool, _ quantizers: [UInt16],
  into samples: inout [UInt8], at target: Int, stride: Int
) {
  if isFlat {
    let mean = Int32(coefficients[place]) &* Int32(quantizers[0])
    let value = UInt8(clamping: ((mean &<< 2 &+ 16) &>> 5) &+ 128)
    for row in 0..<8 {
      for column in 0..<8 { samples[target + row * stride + column] = value }
    }
    return
  }
  var lines = Lines(repeating: .zero)
  let block = coefficients.span.extracting(place..<place + 64)
  let table = quantizers.span.extracting(0..<64)
  for row in 0..<8 {
    var (line, factors) = (SIMD8<Int16>.zero, SIMD8<UInt16>.zero)
    for column in 0..<8 {
      line[column] = block[8 &* row &+ column]
      factors[column] = table[8 &* row &+ column]
    }
    lines[row] = SIMD8<Int32>(truncatingIfNeeded: line) &* SIMD8<Int32>(truncatingIfNeeded: factors)
  }
  transform(&lines, shift: 11)
  lines = transposed(lines)
  transform(&lines, shift: 18)
  lines = transposed(lines)
  for row in 0..<8 {
    let line = (lines[row] &+ 128).clamped(
      lowerBound: SIMD8(repeating: 0), upperBound: SIMD8(repeating: 255))
    let bytes = SIMD8<UInt8>(truncatingIfNeeded: line)
    let start = target + row * stride
    for column in 0..<8 { samples[start + column] = bytes[column] }
  }
}

/// Swaps rows and columns: three times, all even columns come before all odd ones.
@inline(__always)
private func transposed(_ lines: Lines) -> Lines {
  var lines = lines
  for _ in 0..<3 {
    var next = Lines(repeating: .zero)
    for pair in 0..<4 {
      let (a, b) = (lines[2 * pair], lines[2 * pair + 1])
      next[pair] = SIMD8(lowHalf: a.evenHalf, highHalf: b.evenHalf)
      next[pair + 4] = SIMD8(lowHalf: a.oddHalf, highHalf: b.oddHalf)
    }
    lines = next
  }
  return lines
}

/// Transforms all columns of eight lines. The constants are multiples of 2⁻¹³; the results are
/// divided by `2^shift`, rounded to nearest, ties up.
@inline(__always)
private func transform(_ x: inout Lines, shift: Int32) {
  let even = (x[2] &+ x[6]) &* 4433
  let even2 = even &- x[6] &* 15137
  let even3 = even &+ x[2] &* 6270
  let sum = (x[0] &+ x[4]) &<< 13
  let difference = (x[0] &- x[4]) &<< 13
  let a = (sum &+ even3, difference &+ even2, difference &- even2, sum &- even3)

  let odd = (x[7] &+ x[3] &+ x[5] &+ x[1]) &* 9633
  let odd1 = (x[7] &+ x[1]) &* 7373
  let odd2 = (x[5] &+ x[3]) &* 20995
  let odd3 = odd &- (x[7] &+ x[3]) &* 16069
  let odd4 = odd &- (x[5] &+ x[1]) &* 3196
  let b = (
    x[1] &* 12299 &- odd1 &+ odd4, x[3] &* 25172 &- odd2 &+ odd3,
    x[5] &* 16819 &- odd2 &+ odd4, x[7] &* 2446 &- odd1 &+ odd3
  )
  let half = SIMD8<Int32>(repeating: 1 << (shift - 1))
  let places = SIMD8<Int32>(repeating: shift)
  x[0] = (a.0 &+ b.0 &+ half) &>> places
  x[7] = (a.0 &- b.0 &+ half) &>> places
  x[1] = (a.1 &+ b.1 &+ half) &>> places
  x[6] = (a.1 &- b.1 &+ half) &>> places
  x[2] = (a.2 &+ b.2 &+ half) &>> places
  x[5] = (a.2 &- b.2 &+ half) &>> places
  x[3] = (a.3 &+ b.3 &+ half) &>> places
  x[4] = (a.3 &- b.3 &+ half) &>> places
}
