import Engine
import Synchronization
import Testing

/// One after the other, since one of them takes all the threads a process has.
@Suite(.serialized) struct WorkerPoolTests {
  @Test(arguments: [1, 2, 3, 8])
  func `every thread runs every body once and the join waits for all`(threads: Int) {
    let pool = WorkerPool(threads: threads)
    let counts = SharedMemory<Int>(count: 8 * threads)
    for round in 1...2000 {
      pool.run(on: threads) { thread in
        var own = counts.mutableSpan(8 * thread..<8 * thread + 1)
        own[0] += 1
      }
      for thread in 0..<threads { #expect(counts.span(8 * thread..<8 * thread + 1)[0] == round) }
    }
  }

  @Test func `fewer threads than the pool has may be asked for`() {
    let pool = WorkerPool(threads: 4)
    let sum = Atomic<Int>(0)
    for count in 1...4 {
      for _ in 0..<100 {
        pool.run(on: count) { _ = sum.add($0 + 1, ordering: .relaxed) }
      }
    }
    #expect(sum.load(ordering: .relaxed) == 100 * (1 + 3 + 6 + 10))
  }

  @Test func `threads that fell asleep wake up again`() async throws {
    let pool = WorkerPool(threads: 3)
    let sum = Atomic<Int>(0)
    for _ in 0..<20 {
      try await Task.sleep(for: .milliseconds(3))
      pool.run(on: 3) { _ in _ = sum.add(1, ordering: .relaxed) }
    }
    #expect(sum.load(ordering: .relaxed) == 60)
  }

  @Test func `many pools can come and go`() {
    for _ in 0..<100 {
      let sum = Atomic<Int>(0)
      WorkerPool(threads: 3).run(on: 3) { _ in _ = sum.add(1, ordering: .relaxed) }
      #expect(sum.load(ordering: .relaxed) == 3)
    }
  }

  @Test func `pools of many threads at once have them, or fewer, and never wait in vain`() {
    let pools = (0..<3).map { _ in WorkerPool(threads: 200) }
    #expect(pools.allSatisfy { (1...200).contains($0.threads) })
    for pool in pools {
      let sum = Atomic<Int>(0)
      for _ in 0..<3 { pool.run(on: pool.threads) { _ in _ = sum.add(1, ordering: .relaxed) } }
      #expect(sum.load(ordering: .relaxed) == 3 * pool.threads)
    }
  }
}
