/// Zero-initialised floats at a 64-byte boundary, allocated once and shared by all threads.
///
/// The only type here that is shared without a lock: whoever asks for a mutable span must be the
/// only one to use those elements until the next join of the worker pool. The network guarantees
/// it by handing out groups and rows by index.
package final class FloatMemory: @unchecked Sendable {
  private let base: UnsafeMutablePointer<Float>
  package let count: Int

  package init(count: Int) {
    let bytes = max(count, 1) * MemoryLayout<Float>.stride
    base = UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64)
      .bindMemory(to: Float.self, capacity: max(count, 1))
    base.initialize(repeating: 0, count: max(count, 1))
    self.count = count
  }

  deinit { base.deallocate() }

  /// Elements `range`, to read.
  @_lifetime(borrow self)
  package borrowing func span(_ range: Range<Int>) -> Span<Float> {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    let span = Span(_unsafeStart: base + range.lowerBound, count: range.count)
    return _overrideLifetime(span, borrowing: self)
  }

  /// Elements `range`, to write; see the type's rule.
  @_lifetime(borrow self)
  package borrowing func mutableSpan(_ range: Range<Int>) -> MutableSpan<Float> {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    let span = MutableSpan(_unsafeStart: base + range.lowerBound, count: range.count)
    return _overrideLifetime(span, borrowing: self)
  }
}
