import Engine
import Files

/// Returns the results of `read` for each element, in their order. Many elements are read by all
/// cores at once.
///
/// Few elements are read one after another, without starting a thread.
///
/// - Parameter portion: the number of elements that a core takes at a time.
package func readConcurrently<Element: Sendable, Result: Sendable>(
  _ elements: [Element], portion: Int = 128, _ read: @Sendable (Element) -> Result
) -> [Result] {
  guard elements.count > portion else { return elements.map(read) }
  let count = (elements.count + portion - 1) / portion
  let results = Guarded<[[Result]]>(Array(repeating: [], count: count))
  performConcurrently(iterations: count) { index in
    let start = index * portion
    let part = elements[start..<min(elements.count, start + portion)].map(read)
    results.withLock { $0[index] = part }
  }
  return results.withLock { $0.flatMap { $0 } }
}
