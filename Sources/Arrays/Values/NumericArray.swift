/// Numbers of one type in an array of at least one dimension, at least one number.
///
/// The values are in C order (the last index changes fastest) and in the machine's byte order. They
/// may be a part of the file that they were read from, so that reading copies nothing.
package struct NumericArray: Sendable {
  package let shape: [Int]
  package let element: ElementType
  /// Holds the values, and perhaps other bytes before and after them.
  package let storage: [UInt8]
  /// The place of the first value in `storage`, in bytes. It may be unaligned.
  package let offset: Int

  /// The most bytes of values that are read of one array, 1 GiB.
  package static let limit = 1 << 30

  /// - Precondition: the shape's values are in `storage`, and their product does not overflow.
  package init(shape: [Int], element: ElementType, storage: [UInt8], offset: Int = 0) {
    let size = shape.reduce(element.width, *)
    precondition(!shape.isEmpty && size > 0 && offset >= 0 && size <= storage.count - offset)
    self.shape = shape
    self.element = element
    self.storage = storage
    self.offset = offset
  }

  /// The number of values.
  package var count: Int { shape.reduce(1, *) }

  package var byteCount: Int { count * element.width }

  /// The values' bytes: for `u1` and `bool` the values themselves. Copies them unless they are all
  /// that `storage` holds.
  package var bytes: [UInt8] {
    offset == 0 && byteCount == storage.count
      ? storage : Array(storage[offset..<offset + byteCount])
  }

  /// Returns the same values in another shape of as many.
  package func reshaped(_ shape: [Int]) -> NumericArray {
    precondition(shape.reduce(1, *) == count)
    return NumericArray(shape: shape, element: element, storage: storage, offset: offset)
  }
}
