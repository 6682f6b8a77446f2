import Runs
import Testing

@Suite struct SafetensorsFileTests {
  /// A file of a header's text and the bytes of its data.
  private func file(_ header: String, _ data: [UInt8]) -> [UInt8] {
    let count = header.utf8.count
    return (0..<8).map { UInt8(truncatingIfNeeded: count >> (8 * $0)) } + Array(header.utf8) + data
  }

  private func entry(
    _ name: String, _ type: String, _ shape: String, _ start: Int, _ end: Int
  ) -> String {
    #""\#(name)":{"dtype":"\#(type)","shape":\#(shape),"data_offsets":[\#(start),\#(end)]}"#
  }

  private func bytes<Number: FixedWidthInteger>(_ numbers: [Number]) -> [UInt8] {
    numbers.flatMap { number in
      (0..<Number.bitWidth / 8).map { UInt8(truncatingIfNeeded: number >> Number(8 * $0)) }
    }
  }

  @Test func `tensors are read in the order of their data, whatever the header's form`() throws {
    let text = """
      { "__metadata__": {"format": "pt"},  \(entry("b", "F32", "[2]", 4, 12)),
        \(entry("a", "F32", "[]", 0, 4)) }
      """
    let file = try SafetensorsFile(
      file(text, bytes([Float(1), 2, -3].map(\.bitPattern))))
    #expect(file.entries.map(\.name) == ["a", "b"])
    #expect(try file.values(of: file.entries[0]) == [1])
    #expect(try file.values(of: file.entries[1]) == [2, -3])
    #expect(file.entries[1].dimensions == [2])
  }

  /// Every finite number of 16 bits is one of float32, and is compared with the formula of its
  /// format.
  @Test func `halves of both kinds are converted exactly`() throws {
    func value(_ bits: Int, fraction: Int, bias: Int) -> Double? {
      let exponent = (bits & 0x7FFF) >> fraction
      guard exponent != (1 << (15 - fraction)) - 1 else { return nil }
      let part = Double(bits & (1 << fraction - 1)) / Double(1 << fraction)
      let size = exponent == 0 ? part : 1 + part
      let power = Double(sign: .plus, exponent: max(1, exponent) - bias, significand: 1)
      return (bits & 0x8000 == 0 ? 1 : -1) * size * power
    }
    for (type, fraction, bias) in [("F16", 10, 15), ("BF16", 7, 127)] {
      let finite = (0...0xFFFF).filter { value($0, fraction: fraction, bias: bias) != nil }
      let file = try SafetensorsFile(
        file(
          "{\(entry("x", type, "[\(finite.count)]", 0, 2 * finite.count))}",
          bytes(finite.map { UInt16($0) })))
      let values = try file.values(of: file.entries[0])
      #expect(finite.count > 60_000)
      #expect(
        zip(finite, values).allSatisfy { bits, found in
          let expected = Float(value(bits, fraction: fraction, bias: bias) ?? .nan)
          return found == expected && (found.sign == .minus) == (bits & 0x8000 != 0)
        })
    }
  }

  @Test func `a double is taken if float32 has it`() throws {
    func values(_ number: Double) throws -> [Float] {
      let file = try SafetensorsFile(
        file("{\(entry("x", "F64", "[1]", 0, 8))}", bytes([number.bitPattern])))
      return try file.values(of: file.entries[0])
    }
    #expect(try values(0.5) == [0.5])
    #expect(try values(0x1p-149) == [0x1p-149])
    for number in [0.1, 1e300, 0x1p-150, .infinity, .nan] {
      #expect(throws: WeightsProblem.self) { try values(number) }
    }
  }

  @Test(arguments: [
    ("{}", 1, "11 bytes, but its header promises 10"),
    ("[]", 0, "byte 8: its header must be an object, not an array"),
    ("{\"a\":1}", 0, "'a' needs dtype, shape and data_offsets"),
    ("{]", 0, "byte 9: its header: "),
  ])
  func `a damaged header is told with its place`(header: String, data: Int, problem: String) {
    let error = #expect(throws: WeightsProblem.self) {
      try SafetensorsFile(file(header, [UInt8](repeating: 0, count: data)))
    }
    #expect(error?.text.hasPrefix(problem) == true, "\(error?.text ?? "")")
  }

  @Test(arguments: [
    ("F32", "[2]", 0, 4, 4, "'x': its shape needs 8 bytes, its data_offsets span 4"),
    ("F32", "[1]", 4, 8, 8, "'x' begins at byte 4 of the data, not at 0"),
    ("F32", "[1]", 0, 4, 8, "but its header promises"),
    ("F32", "[1099511627776,1099511627776]", 0, 4, 4, "more elements than can be counted"),
    ("F32", "[-1]", 0, 4, 4, "must be whole numbers"),
    ("F32", "[1,1,1,1,1,1,1,1,1]", 0, 4, 4, "'x': 9 dimensions are more than 8"),
  ])
  func `a tensor that does not fit its file is refused`(
    type: String, shape: String, start: Int, end: Int, count: Int, problem: String
  ) {
    let error = #expect(throws: WeightsProblem.self) {
      try SafetensorsFile(
        file("{\(entry("x", type, shape, start, end))}", [UInt8](repeating: 0, count: count)))
    }
    #expect(error?.text.contains(problem) == true, "\(error?.text ?? "")")
  }

  @Test func `too few bytes and an absurd header are no file`() {
    for bytes in [[], [1, 2, 3], [UInt8](repeating: 0xFF, count: 64)] {
      #expect(throws: WeightsProblem.self) { try SafetensorsFile(bytes) }
    }
  }
}
