import CKernels
import Dispatch
import Synchronization

/// Long-lived threads that run one function at a time and join within microseconds.
///
/// The caller is thread 0 and works too. A waiting thread spins for some microseconds, so that the
/// joins of a training step cost next to nothing, and then sleeps, so that others can use the core.
package final class WorkerPool: Sendable {
  /// The number of threads including the caller: as many as requested, or fewer if the system
  /// cannot start more.
  package let threads: Int
  private let shared: Shared

  /// No pool has more threads.
  package static let mostThreads = 1024

  /// - Parameter threads: from 1 to `mostThreads`, the caller's own included.
  package init(threads: Int) {
    precondition((1...Self.mostThreads).contains(threads))
    let shared = Shared(workers: threads - 1)
    self.shared = shared
    var started = 1
    while started < threads {
      let worker = started
      guard startThread({ shared.work(as: worker) }) else { break }
      started += 1
    }
    self.threads = started
  }

  deinit { shared.stop() }

  /// Runs `body(thread)` once on each of `count` threads, and returns when all are done.
  package func run(on count: Int, _ body: (Int) -> Void) {
    precondition(count <= threads)
    guard count > 1 else { return body(0) }
    withoutActuallyEscaping(body) { body in
      shared.start(count: count, body)
      body(0)
      shared.join()
    }
  }
}

/// A thread that may be asleep, and the means to wake it.
private final class Sleeper: Sendable {
  private let isAsleep = Atomic<Bool>(false)
  private let semaphore = DispatchSemaphore(value: 0)
  private static let spins = 4000

  /// Returns once `condition` holds.
  func wait(until condition: () -> Bool) {
    for _ in 0..<Self.spins {
      if condition() { return }
      bench_pause()
    }
    while !condition() {
      isAsleep.store(true, ordering: .sequentiallyConsistent)
      // Whichever thread clears the flag decides: if it was the waker, its signal must be consumed.
      if condition(), isAsleep.exchange(false, ordering: .sequentiallyConsistent) { return }
      semaphore.wait()
    }
  }

  /// Call this after the condition has become true.
  func wake() {
    if isAsleep.exchange(false, ordering: .sequentiallyConsistent) { semaphore.signal() }
  }
}

/// The state that the pool and its threads share. It lives until the last thread has left.
private final class Shared: Sendable {
  private let workers: [Sleeper]
  private let caller = Sleeper()
  /// Another one for every body: how many were before, above the number of threads that run this
  /// one; −1 stops.
  private let order = Atomic<Int>(0)
  private static let countBits = 16
  private let unfinished = Atomic<Int>(0)
  /// Written before the order that needs it, and read only by threads that run it.
  nonisolated(unsafe) private var body: (Int) -> Void = { _ in }

  init(workers: Int) {
    self.workers = (0..<workers).map { _ in Sleeper() }
  }

  func start(count: Int, _ body: @escaping (Int) -> Void) {
    self.body = body
    unfinished.store(count - 1, ordering: .relaxed)
    let number = order.load(ordering: .relaxed) >> Self.countBits + 1
    order.store(number << Self.countBits | count, ordering: .sequentiallyConsistent)
    for worker in 0..<count - 1 { workers[worker].wake() }
  }

  func join() {
    caller.wait { unfinished.load(ordering: .sequentiallyConsistent) == 0 }
    body = { _ in }
  }

  /// A thread that does not take part may miss the order, so nothing waits for it.
  func work(as thread: Int) {
    let sleeper = workers[thread - 1]
    var seen = 0
    while true {
      sleeper.wait { order.load(ordering: .sequentiallyConsistent) != seen }
      seen = order.load(ordering: .sequentiallyConsistent)
      if seen < 0 { return }
      guard thread < seen & (1 << Self.countBits - 1) else { continue }
      body(thread)
      if unfinished.subtract(1, ordering: .sequentiallyConsistent).newValue == 0 { caller.wake() }
    }
  }

  func stop() {
    order.store(-1, ordering: .sequentiallyConsistent)
    for worker in workers { worker.wake() }
  }
}
