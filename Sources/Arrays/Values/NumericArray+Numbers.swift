extension NumericArray {
  var memory: ElementMemory {
    ElementMemory(bytes: storage, offset: offset, count: count)
  }

  /// Returns the values in C order, each rounded once to float32, to nearest.
  ///
  /// - Throws: `ValueProblem` if a value is not finite, or is not finite as float32.
  package func floats() throws(ArrayProblem) -> [Float] {
    let (values, areFinite) =
      switch element {
      case .bool, .u1: memory.floats(of: UInt8.self) { Float($0) }
      case .u2: memory.floats(of: UInt16.self) { Float($0) }
      case .u4: memory.floats(of: UInt32.self) { Float($0) }
      case .u8: memory.floats(of: UInt64.self) { Float($0) }
      case .i1: memory.floats(of: Int8.self) { Float($0) }
      case .i2: memory.floats(of: Int16.self) { Float($0) }
      case .i4: memory.floats(of: Int32.self) { Float($0) }
      case .i8: memory.floats(of: Int64.self) { Float($0) }
      case .f2: memory.floats(of: UInt16.self) { Float(half: $0) }
      case .f4: memory.floats(of: UInt32.self) { Float(bitPattern: $0) }
      case .f8: memory.floats(of: UInt64.self) { Float(Double(bitPattern: $0)) }
      }
    if !areFinite, let index = values.firstIndex(where: { !$0.isFinite }) {
      let value = double(index)
      let place = self.index(of: index)
      throw .values(
        value.isFinite
          ? .exceedsFloat(value, index: place) : .notFinite("\(value)", index: place))
    }
    return values
  }

  /// Returns the values as integers, such as labels. A float must be whole, like 3.0.
  ///
  /// - Throws: `ValueProblem` if a value is no integer, or does not fit into 64 bits with a sign.
  package func integers() throws(ArrayProblem) -> [Int] {
    switch element {
    case .bool, .u1: memory.map(UInt8.self) { Int($0) }
    case .u2: memory.map(UInt16.self) { Int($0) }
    case .u4: memory.map(UInt32.self) { Int($0) }
    case .i1: memory.map(Int8.self) { Int($0) }
    case .i2: memory.map(Int16.self) { Int($0) }
    case .i4: memory.map(Int32.self) { Int($0) }
    case .i8: memory.map(Int64.self) { Int($0) }
    case .u8: try wholeNumbers { Int(exactly: memory.value($0, as: UInt64.self)) }
    case .f2, .f4, .f8: try wholeNumbers { Int(exactly: double($0)) }
    }
  }

  private func wholeNumbers(_ number: (Int) -> Int?) throws(ArrayProblem) -> [Int] {
    var numbers: [Int] = []
    numbers.reserveCapacity(count)
    for index in 0..<count {
      guard let number = number(index) else {
        throw .values(.notInteger(text(index), index: self.index(of: index)))
      }
      numbers.append(number)
    }
    return numbers
  }

  /// Returns the position of a value in each dimension, from its place in C order.
  package func index(of place: Int) -> [Int] {
    var rest = place
    return shape.reversed().map { size in
      defer { rest /= size }
      return rest % size
    }.reversed()
  }

  /// The value of a float at a place in C order.
  private func double(_ place: Int) -> Double {
    switch element {
    case .f2: Double(Float(half: memory.value(place, as: UInt16.self)))
    case .f4: Double(Float(bitPattern: memory.value(place, as: UInt32.self)))
    default: Double(bitPattern: memory.value(place, as: UInt64.self))
    }
  }

  private func text(_ place: Int) -> String {
    element == .u8 ? "\(memory.value(place, as: UInt64.self))" : "\(double(place))"
  }
}

extension Float {
  /// The value of a float16, exactly (IEEE 754-2019, binary16).
  ///
  /// - Parameter bits: sign, 5 bits of exponent, 10 bits of fraction.
  @inline(__always)
  package init(half bits: UInt16) {
    let magnitude = UInt32(bits & 0x7FFF)
    // The exponents' biases are 15 and 127. Infinities and NaNs have the largest exponent of both.
    let normal = magnitude << 13 + (magnitude < 0x7C00 ? 112 << 23 : 224 << 23)
    // Below the smallest normal number, multiples of 2⁻²⁴.
    let subnormal = (Float(magnitude) * 0x1p-24).bitPattern
    self.init(
      bitPattern: (magnitude < 0x400 ? subnormal : normal) | UInt32(bits & 0x8000) << 16)
  }
}
