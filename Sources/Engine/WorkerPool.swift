import CKernels
import Dispatch
import Synchronization

/// Long-lived threads that run one body at a time and join within microseconds.
///
/// The caller is thread 0 and works too. A waiting thread spins for some microseconds, so that the
/// joins of a training step cost next to nothing, and then sleeps, so that a core shared with
/// others is given up.
package final class WorkerPool: Sendable {
  /// The caller's own included: as many as were asked for, or fewer where the process has no more.
  package let threads: Int
  private let shared: Shared

  /// - Parameter threads: at least 1, the caller's own included.
  package init(threads: Int) {
    precondition(threads >= 1 && threads < 1 << 16)
    let workers = Self.takeWorkers(threads - 1)
    self.threads = workers + 1
    let shared = Shared(workers: workers)
    self.shared = shared
    for worker in 1..<workers + 1 {
      DispatchQueue(label: "bench.worker.\(worker)", qos: .userInitiated).async {
        shared.work(as: worker)
      }
    }
  }

  deinit {
    shared.stop()
    Self.workersInUse.subtract(threads - 1, ordering: .relaxed)
  }

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

  /// Dispatch gives a process at most 255 threads of a kind; bodies that wait for each other on
  /// more would wait for ever.
  private static let mostWorkers = 240
  private static let workersInUse = Atomic<Int>(0)

  /// Returns how many of the workers wanted there are for all pools together.
  private static func takeWorkers(_ wanted: Int) -> Int {
    var inUse = workersInUse.load(ordering: .relaxed)
    while true {
      let taken = min(wanted, mostWorkers - inUse)
      let (isTaken, found) = workersInUse.compareExchange(
        expected: inUse, desired: inUse + taken, ordering: .relaxed)
      if isTaken { return taken }
      inUse = found
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

  /// A thread that an order leaves out may miss it, so that nobody waits for it.
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
