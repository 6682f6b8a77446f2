/// The values in the bytes of an array, by their width. This file and `Zip/Inflate.swift` are the
/// only ones of this target with unsafe code; ranges are checked before anything is read.
struct ElementMemory {
  let bytes: [UInt8]
  let offset: Int
  /// The number of values.
  let count: Int

  /// Returns the value at `index`, from 0.
  func value<Stored: FixedWidthInteger>(_ index: Int, as type: Stored.Type) -> Stored {
    let width = MemoryLayout<Stored>.size
    precondition(index >= 0 && index < count)
    return bytes.withUnsafeBytes {
      $0.loadUnaligned(fromByteOffset: offset + index * width, as: type)
    }
  }

  /// Returns all values, each made a float32.
  ///
  /// - Returns: the values, and whether all are finite.
  @inline(__always)
  func floats<Stored: FixedWidthInteger>(
    of type: Stored.Type, _ convert: (Stored) -> Float
  ) -> (values: [Float], areFinite: Bool) {
    let width = MemoryLayout<Stored>.size
    precondition(offset >= 0 && count >= 0 && count <= (bytes.count - offset) / width)
    var areFinite = true
    let values = bytes.withUnsafeBytes { source in
      [Float](unsafeUninitializedCapacity: count) { output, filled in
        if let start = source.baseAddress, let target = output.baseAddress {
          // The largest of the bits without sign: infinity's are above all finite numbers'.
          var largest: UInt32 = 0
          for index in 0..<count {
            let place = offset + index * width
            let result = convert(start.loadUnaligned(fromByteOffset: place, as: type))
            largest = max(largest, result.bitPattern & 0x7FFF_FFFF)
            target[index] = result
          }
          areFinite = largest < Float.infinity.bitPattern
        }
        filled = count
      }
    }
    return (values, areFinite)
  }

  /// Returns the result of `convert` for each value.
  @inline(__always)
  func map<Stored: FixedWidthInteger, Result: BitwiseCopyable>(
    _ type: Stored.Type, _ convert: (Stored) -> Result
  ) -> [Result] {
    let width = MemoryLayout<Stored>.size
    precondition(offset >= 0 && count >= 0 && count <= (bytes.count - offset) / width)
    return bytes.withUnsafeBytes { source in
      let start = source.baseAddress.map { $0 + offset }
      return [Result](unsafeUninitializedCapacity: count) { output, filled in
        if let start, let target = output.baseAddress {
          for index in 0..<count {
            target[index] = convert(start.loadUnaligned(fromByteOffset: index * width, as: type))
          }
        }
        filled = count
      }
    }
  }

  /// Returns the bytes of the values, each value's reversed.
  ///
  /// - Parameter width: 1, 2, 4 or 8 bytes.
  func swapped(width: Int) -> [UInt8] {
    switch width {
    case 2: copy(UInt16.self) { exchange(UInt16.self, $0, $1) }
    case 4: copy(UInt32.self) { exchange(UInt32.self, $0, $1) }
    case 8: copy(UInt64.self) { exchange(UInt64.self, $0, $1) }
    default: Array(bytes[offset..<offset + count])
    }
  }

  @inline(__always)
  private func exchange<Word: FixedWidthInteger>(
    _ type: Word.Type, _ source: UnsafeRawPointer, _ target: UnsafeMutableRawPointer
  ) {
    let width = MemoryLayout<Word>.size
    for index in 0..<count {
      let word = source.loadUnaligned(fromByteOffset: index * width, as: type)
      target.storeBytes(of: word.byteSwapped, toByteOffset: index * width, as: type)
    }
  }

  /// Returns as many bytes as the values have, which `fill` writes, all of them.
  @inline(__always)
  func copy<Word>(
    _ type: Word.Type, _ fill: (UnsafeRawPointer, UnsafeMutableRawPointer) -> Void
  ) -> [UInt8] {
    let width = MemoryLayout<Word>.size
    precondition(offset >= 0 && count >= 0 && count <= (bytes.count - offset) / width)
    return bytes.withUnsafeBytes { source in
      [UInt8](unsafeUninitializedCapacity: count * width) { output, filled in
        if let start = source.baseAddress, let target = output.baseAddress {
          fill(start + offset, UnsafeMutableRawPointer(target))
        }
        filled = count * width
      }
    }
  }
}
