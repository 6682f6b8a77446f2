import Synchronization

/// Calls `body` once with each of `0..<iterations`, on as many threads as this process may use.
///
/// The calling thread works too, alone if the system provides no other.
package func performConcurrently(iterations: Int, _ body: (Int) -> Void) {
  let threads = min(iterations, ProcessorCount.usable, WorkerPool.mostThreads)
  guard threads > 1 else {
    for index in 0..<iterations { body(index) }
    return
  }
  let next = Atomic<Int>(0)
  let pool = WorkerPool(threads: threads)
  pool.run(on: pool.threads) { _ in
    while true {
      let index = next.add(1, ordering: .relaxed).oldValue
      guard index < iterations else { return }
      body(index)
    }
  }
}
