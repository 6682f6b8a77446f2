import CKernels

#if _endian(big)
  #error("numbers are hashed as they lie in memory, which must be little-endian")
#endif

/// SHA-256 of bytes that arrive piece by piece.
///
/// A value: a copy goes its own way, so the hash of every prefix of a growing file costs only the
/// bytes added. NIST, Secure Hash Standard, FIPS 180-4, 2015, section 6.2.
package struct SHA256: Sendable {
  // Section 5.3.3: the fractional parts of the square roots of the first eight primes.
  private var state: [8 of UInt32] = [
    0x6a09_e667, 0xbb67_ae85, 0x3c6e_f372, 0xa54f_f53a,
    0x510e_527f, 0x9b05_688c, 0x1f83_d9ab, 0x5be0_cd19,
  ]
  private var pending: [64 of UInt8] = .init(repeating: 0)
  private var pendingCount = 0
  private var byteCount: UInt64 = 0

  /// Starts with no bytes.
  package init() {}

  /// Adds `bytes`.
  package mutating func update(_ bytes: UnsafeRawBufferPointer) {
    byteCount &+= UInt64(bytes.count)
    var rest = bytes[...]
    if pendingCount > 0 {
      let head = rest.prefix(64 - pendingCount)
      append(head)
      rest = rest.dropFirst(head.count)
      guard pendingCount == 64 else { return }
      compressPending()
    }
    let blocks = rest.count / 64
    if blocks > 0 {
      compress(UnsafeRawBufferPointer(rebasing: rest), blocks: blocks)
      rest = rest.dropFirst(blocks * 64)
    }
    append(rest)
  }

  /// Adds `bytes`.
  package mutating func update(_ bytes: [UInt8]) {
    bytes.withUnsafeBytes { update($0) }
  }

  /// Adds the four little-endian bytes of every value.
  package mutating func update(_ values: [Float]) {
    values.withUnsafeBytes { update($0) }
  }

  /// Returns the digest of all bytes added so far; more may be added afterwards.
  package func finalize() -> SHA256Digest {
    var copy = self
    copy.pad()
    var bytes: [UInt8] = []
    bytes.reserveCapacity(SHA256Digest.byteCount)
    for i in copy.state.indices {
      for shift in [24, 16, 8, 0] {
        bytes.append(UInt8(truncatingIfNeeded: copy.state[i] >> UInt32(shift)))
      }
    }
    return SHA256Digest(bytes: bytes)
  }

  /// Returns the digest of `bytes`.
  package static func hash(_ bytes: [UInt8]) -> SHA256Digest {
    var hash = SHA256()
    hash.update(bytes)
    return hash.finalize()
  }

  /// Section 5.1.1: a one bit, zeros, and how many bits there were, to whole blocks.
  private mutating func pad() {
    pending[pendingCount] = 0x80
    for i in pendingCount + 1..<64 { pending[i] = 0 }
    if pendingCount >= 56 {
      compressPending()
      pending = .init(repeating: 0)
    }
    let bitCount = byteCount &* 8
    for i in 0..<8 { pending[56 + i] = UInt8(truncatingIfNeeded: bitCount >> (56 - 8 * i)) }
    compressPending()
  }

  private mutating func append(_ bytes: Slice<UnsafeRawBufferPointer>) {
    let start = pendingCount
    var room = pending.mutableSpan
    room.withUnsafeMutableBytes {
      UnsafeMutableRawBufferPointer(rebasing: $0[start...]).copyBytes(from: bytes)
    }
    pendingCount += bytes.count
  }

  private mutating func compressPending() {
    let block = pending
    block.span.withUnsafeBytes { compress($0, blocks: 1) }
    pendingCount = 0
  }

  private mutating func compress(_ bytes: UnsafeRawBufferPointer, blocks: Int) {
    precondition(bytes.count >= blocks * 64, "whole blocks")
    let data = bytes.assumingMemoryBound(to: UInt8.self)
    var words = state.mutableSpan
    words.withUnsafeMutableBufferPointer {
      bench_sha256_blocks($0.baseAddress, data.baseAddress, blocks)
    }
  }
}

/// The 32 bytes of a SHA-256; its text is 64 lower-case hexadecimal digits.
package struct SHA256Digest: Hashable, Sendable, CustomStringConvertible {
  /// How many bytes a digest has.
  package static let byteCount = 32

  /// The digest, first byte first.
  package let bytes: [UInt8]

  /// Wraps the 32 bytes of a digest.
  package init(bytes: [UInt8]) {
    precondition(bytes.count == Self.byteCount, "a SHA-256 has 32 bytes")
    self.bytes = bytes
  }

  /// Reads 64 hexadecimal digits, in either letter case; nil for anything else.
  package init?(hex: String) {
    let digits = hex.utf8.map(Self.digitValue)
    guard digits.count == 2 * Self.byteCount else { return nil }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(Self.byteCount)
    for i in 0..<Self.byteCount {
      guard let high = digits[2 * i], let low = digits[2 * i + 1] else { return nil }
      bytes.append(high << 4 | low)
    }
    self.bytes = bytes
  }

  package var description: String {
    String(unsafeUninitializedCapacity: 2 * bytes.count) { text in
      for (i, byte) in bytes.enumerated() {
        text[2 * i] = Self.digit(byte >> 4)
        text[2 * i + 1] = Self.digit(byte & 15)
      }
      return 2 * bytes.count
    }
  }

  private static func digit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }

  private static func digitValue(_ character: UInt8) -> UInt8? {
    switch character {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
