import CKernels
import Dispatch
import Synchronization

/// Long-lived threads that run one body at a time and join within microseconds.
///
/// The caller is thread 0 and works too. A waiting thread spins for some microseconds, so that the
/// joins of a training step cost next to nothing, and then sleeps, so that a core shared with
/// others is given up.
package final class WorkerPool: Sendable {
  package let threads: Int
  private let shared: Shared

  /// - Parameter threads: at least 1, the caller's own included.
  package init(threads: Int) {
    precondition(threads >= 1)
    self.threads = threads
    let shared = Shared(workers: threads - 1)
    self.shared = shared
    for worker in 1..<max(threads, 1) {
      DispatchQueue(label: "bench.worker.\(worker)", qos: .userInitiated).async {
        shared.work(as: worker)
      }
    }
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
      // Whoever clears the flag decides: if the waker did, its signal must be taken.
      if condition(), isAsleep.exchange(false, ordering: .sequentiallyConsistent) { return }
      semaphore.wait()
    }
  }

  /// To be called after the condition was made true.
  func wake() {
    if isAsleep.exchange(false, ordering: .sequentiallyConsistent) { semaphore.signal() }
  }
}

/// What the pool and its threads share; it outlives the pool by as long as they take to leave.
private final class Shared: Sendable {
  private let workers: [Sleeper]
  private let caller = Sleeper()
  /// Raised by one for every body; −1 stops.
  private let generation = Atomic<Int>(0)
  private let unfinished = Atomic<Int>(0)
  /// Written before the generation is raised, read after it was seen.
  nonisolated(unsafe) private var body: (Int) -> Void = { _ in }
  nonisolated(unsafe) private var count = 0

  init(workers: Int) {
    self.workers = (0..<workers).map { _ in Sleeper() }
  }

  func start(count: Int, _ body: @escaping (Int) -> Void) {
    self.body = body
    self.count = count
    unfinished.store(workers.count, ordering: .relaxed)
    generation.add(1, ordering: .sequentiallyConsistent)
    for worker in workers { worker.wake() }
  }

  func join() {
    caller.wait { unfinished.load(ordering: .sequentiallyConsistent) == 0 }
    body = { _ in }
  }

  func work(as thread: Int) {
    var seen = 0
    while true {
      workers[thread - 1].wait { generation.load(ordering: .sequentiallyConsistent) != seen }
      seen = generation.load(ordering: .sequentiallyConsistent)
      if seen < 0 { return }
      if thread < count { body(thread) }
      if unfinished.subtract(1, ordering: .sequentiallyConsistent).newValue == 0 { caller.wake() }
    }
  }

  func stop() {
    generation.store(-1, ordering: .sequentiallyConsistent)
    for worker in workers { worker.wake() }
  }
}
