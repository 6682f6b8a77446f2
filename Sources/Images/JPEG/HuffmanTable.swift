/// A Huffman table (ITU-T T.81, annexes C and F.2.2.3).
struct HuffmanTable {
  /// Bits that one look-up resolves.
  static let quickBits = 9

  /// For each beginning of 9 bits: the code's length and symbol, or 0 where the code is longer.
  private let quick: [UInt16]
  /// For each length: the first 16 bits that are a longer code.
  private let limits: [Int]
  /// For each length: what to add to a code to get the index of its symbol.
  private let offsets: [Int]
  private let symbols: [UInt8]

  /// Nil if the codes do not form a prefix code.
  ///
  /// - Parameters:
  ///   - counts: how many codes have 1, 2, … 16 bits.
  ///   - symbols: the symbols of the codes, the shortest first; as many as `counts` says.
  init?(counts: [Int], symbols: [UInt8]) {
    var quick = [UInt16](repeating: 0, count: 1 << Self.quickBits)
    var (limits, offsets) = ([0], [0])
    var (code, index) = (0, 0)
    for length in 1...16 {
      let count = counts[length - 1]
      guard code + count <= 1 << length else { return nil }
      offsets.append(index - code)
      if length <= Self.quickBits {
        let repeats = 1 << (Self.quickBits - length)
        for number in 0..<count {
          let entry = UInt16(length) << 8 | UInt16(symbols[index + number])
          let first = (code + number) * repeats
          for place in first..<first + repeats { quick[place] = entry }
        }
      }
      code += count
      index += count
      limits.append(code << (16 - length))
      code <<= 1
    }
    self.quick = quick
    self.limits = limits
    self.offsets = offsets
    self.symbols = symbols
  }

  /// Reads the next code; nil if there is none like it.
  ///
  /// - Precondition: `bits` holds at least 16 bits.
  @inline(__always)
  func next(_ bits: inout BitReader) -> Int? {
    let entry = quick[bits.peek(Self.quickBits)]
    if entry != 0 {
      bits.skip(Int(entry >> 8))
      return Int(entry & 0xFF)
    }
    return nextLong(&bits)
  }

  private func nextLong(_ bits: inout BitReader) -> Int? {
    let code = bits.peek(16)
    for length in Self.quickBits + 1...16 where code < limits[length] {
      let index = code >> (16 - length) + offsets[length]
      guard symbols.indices.contains(index) else { return nil }
      bits.skip(length)
      return Int(symbols[index])
    }
    return nil
  }
}
