/// A problem with an IDX file.
package enum IDXArrayProblem: Error, Hashable, Sendable {
  /// The file ends inside the header.
  case headerTruncated(found: Int, expected: Int)
  /// The first four bytes, big-endian.
  case magic(found: UInt32, use: IDXArrayHeader.Use)
  case emptyArray(shape: [Int])
  case tooLarge(shape: [Int], width: Int, limit: Int)
  /// The bytes after the header.
  case size(found: Int, expected: Int)
}

extension IDXArrayProblem: CustomStringConvertible {
  package var description: String {
    switch self {
    case .headerTruncated(let found, let expected):
      "\(found) bytes, expected a header of \(expected)"
    case .magic(let found, let use): Self.misfit(found: found, use: use)
    case .emptyArray(let shape):
      "holds no values (\(text(shape))), expected at least one example"
    case .tooLarge(let shape, let width, let limit):
      "its header promises \(text(shape))\(width > 1 ? "x\(width)" : "") bytes, "
        + "expected at most \(limit)"
    case .size(let found, let expected): "\(found) bytes after the header, expected \(expected)"
    }
  }

  /// Explains a magic number that is not among the expected ones.
  private static func misfit(found: UInt32, use: IDXArrayHeader.Use) -> String {
    // The most usual of them.
    let expected: UInt32 = use == .labels ? 0x0801 : 0x0803
    let numbers = "magic number \(hexadecimal(found)), expected \(hexadecimal(expected))"
    let reversed = found.byteSwapped
    if found >> 16 != 0, reversed >> 16 == 0, IDXArrayHeader.types[reversed >> 8] != nil {
      return "the bytes of the header are reversed (\(numbers)); write it big-endian"
    }
    let rank = Int(found & 0xFF)
    if found >> 16 == 0, let type = IDXArrayHeader.types[found >> 8] {
      if rank == 1, use == .examples {
        return "holds labels where images are expected (\(numbers)); are two files exchanged?"
      }
      if (2...4).contains(rank), use == .labels {
        return "holds images where labels are expected (\(numbers)); are two files exchanged?"
      }
      return "holds \(name(of: type)), rank \(rank), expected rank \(list(use.ranks))"
        + " (magic number \(hexadecimal(found)))"
    }
    let bytes = [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: found >> $0) }
    if bytes.allSatisfy({ (0x20..<0x7F).contains($0) || (0x09...0x0D).contains($0) }) {
      return "is text, not an IDX file (\(numbers))"
    }
    return "magic number \(hexadecimal(found)), expected two zeros, one of the types 8, 9 and 0xb "
      + "to 0xe, and rank \(list(use.ranks))"
  }

  private static func list(_ ranks: ClosedRange<Int>) -> String {
    ranks.count == 1 ? "\(ranks.lowerBound)" : "\(ranks.lowerBound) to \(ranks.upperBound)"
  }

  private static func name(of type: ElementType) -> String {
    switch type {
    case .u1: "unsigned bytes"
    case .i1: "signed bytes"
    default: "\(8 * type.width)-bit \(type.isFloat ? "floats" : "integers")"
    }
  }
}

/// `0x00000803`.
private func hexadecimal(_ value: UInt32) -> String {
  let digits = String(value, radix: 16)
  return "0x" + String(repeating: "0", count: 8 - digits.count) + digits
}
