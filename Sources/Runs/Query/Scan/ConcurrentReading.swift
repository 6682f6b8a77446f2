import Engine
import Synchronization

/// Returns what `read` makes of each element, in their order; many are read at once by all cores.
///
/// Few are read one after the other, which starts no thread.
///
/// - Parameter portion: how many one core reads before it looks for more.
package func readConcurrently<Element: Sendable, Result: Sendable>(
  _ elements: [Element], portion: Int = 128, _ read: @Sendable (Element) -> Result
) -> [Result] {
  guard elements.count > portion else { return elements.map(read) }
  let count = (elements.count + portion - 1) / portion
  let results = Mutex<[[Result]]>(Array(repeating: [], count: count))
  performConcurrently(iterations: count) { index in
    let start = index * portion
    let part = elements[start..<min(elements.count, start + portion)].map(read)
    results.withLock { $0[index] = part }
  }
  return results.withLock { $0.flatMap { $0 } }
}
