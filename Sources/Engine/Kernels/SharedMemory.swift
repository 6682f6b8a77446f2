/// Zero-initialised elements at a 64-byte boundary, allocated once and shared by all threads.
///
/// This is the only type that is shared without a lock and whose spans the compiler does not tie to
/// it. Two rules replace the compiler: whoever gets a mutable span is the only one to use those
/// elements until the next join of the worker pool, and the memory outlives its spans. The network
/// follows both, because it distributes groups and rows by index and owns all memory.
package final class SharedMemory<Element: BitwiseCopyable & AdditiveArithmetic>:
  @unchecked Sendable
{
  private let base: UnsafeMutablePointer<Element>
  package let count: Int

  package init(count: Int) {
    let capacity = max(count, 1)
    base = UnsafeMutableRawPointer.allocate(
      byteCount: capacity * MemoryLayout<Element>.stride, alignment: 64
    ).bindMemory(to: Element.self, capacity: capacity)
    base.initialize(repeating: .zero, count: capacity)
    self.count = count
  }

  deinit { base.deallocate() }

  /// Elements `range`, to read.
  @inline(__always)
  @_lifetime(immortal)
  package func span(_ range: Range<Int>) -> Span<Element> {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    let span = Span(_unsafeStart: base + range.lowerBound, count: range.count)
    return _overrideLifetime(span, copying: ())
  }

  /// Elements `range`, to write; see the type's rule.
  @inline(__always)
  @_lifetime(immortal)
  package func mutableSpan(_ range: Range<Int>) -> MutableSpan<Element> {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    let span = MutableSpan(_unsafeStart: base + range.lowerBound, count: range.count)
    return _overrideLifetime(span, copying: ())
  }

  /// A copy of elements `range`.
  package func array(_ range: Range<Int>) -> [Element] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count)
    return Array(UnsafeBufferPointer(start: base + range.lowerBound, count: range.count))
  }

  /// Overwrites the elements from `start` on.
  package func replace(from start: Int, with values: [Element]) {
    precondition(start >= 0 && start + values.count <= count)
    for (i, value) in values.enumerated() { base[start + i] = value }
  }
}

extension MutableSpan where Element: BitwiseCopyable {
  /// Elements `range`, to write while this span is not used otherwise.
  @_lifetime(&self)
  mutating func slice(_ range: Range<Int>) -> MutableSpan<Element> {
    _mutatingExtracting(range)
  }
}
