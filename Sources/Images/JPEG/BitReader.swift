/// Reads the bits of a scan, up to the next marker (ITU-T T.81, F.2.2.5).
///
/// Behind the last bit there are zeros, as many as are read; `isExhausted` says that some were.
struct BitReader {
  private let file: [UInt8]
  /// The next byte to be loaded.
  private(set) var offset: Int
  /// The next bit is the highest.
  private var buffer: UInt64 = 0
  private var count = 0
  /// The number of zero bits at the end of the buffer that stand for bits after the file's end.
  private var invented = 0

  init(_ file: [UInt8], at offset: Int) {
    self.file = file
    self.offset = offset
  }

  /// Whether more bits were read than the scan has.
  var isExhausted: Bool { count < invented }

  /// Whole bytes before the marker that are not read.
  var unreadBytes: Int {
    var (place, unread) = (offset, max(0, count - invented) / 8)
    while let next = byte(at: place) {
      place += next == 0xFF ? 2 : 1
      unread += 1
    }
    return unread
  }

  /// The byte at a place that is not a marker's; nil at a marker or the end.
  @inline(__always)
  private func byte(at place: Int) -> UInt8? {
    guard place < file.count else { return nil }
    let byte = file[place]
    if byte != 0xFF { return byte }
    // A zero says that 0xFF is no marker.
    return place + 1 < file.count && file[place + 1] == 0 ? byte : nil
  }

  /// Sees to it that the buffer holds at least 32 bits: a code and what belongs to it.
  @inline(__always)
  mutating func fill() {
    if count < 32 { load() }
  }

  private mutating func load() {
    while count <= 56 {
      if let next = byte(at: offset) {
        buffer |= UInt64(next) &<< (56 &- UInt64(count))
        offset += next == 0xFF ? 2 : 1
      } else {
        invented += 8
      }
      count += 8
    }
  }

  /// Returns the next bits without reading them.
  ///
  /// - Precondition: 1 to 16 bits, which the buffer holds.
  @inline(__always)
  func peek(_ bits: Int) -> Int {
    Int(truncatingIfNeeded: buffer &>> (64 &- UInt64(bits)))
  }

  @inline(__always)
  mutating func skip(_ bits: Int) {
    buffer = buffer &<< UInt64(bits)
    count &-= bits
  }

  /// Reads 1 to 16 bits.
  @inline(__always)
  mutating func read(_ bits: Int) -> Int {
    let value = peek(bits)
    skip(bits)
    return value
  }

  /// Reads a number of `bits` bits, 0 to 16, whose highest bit says the sign (F.2.2.1, EXTEND).
  @inline(__always)
  mutating func readSigned(_ bits: Int) -> Int {
    if bits == 0 { return 0 }
    let value = read(bits)
    return value < 1 << (bits - 1) ? value - (1 << bits) + 1 : value
  }

  /// Forgets the bits before a marker, and goes on behind it.
  mutating func restart(at offset: Int) {
    self.offset = offset
    (buffer, count, invented) = (0, 0, 0)
  }
}
