/// Measures the limits of the machine with all threads, in short turns. Other measurements can run
/// between the turns, so that both cover the same seconds.
package final class MachineMeter {
  /// The most seen so far: other programs can only lower it.
  package private(set) var limits = MachineLimits(peak: 0, bandwidth: 0)
  private let pool: WorkerPool
  private let kernels: Kernels
  /// [24, 16] of each thread.
  private let chains: [SharedMemory<Float>]
  /// FLOP that each thread did in a round.
  private let work: SharedMemory<Int>

  package init(threads: Int, kernels: Kernels) {
    pool = WorkerPool(threads: threads)
    let threads = pool.threads
    self.kernels = kernels
    chains = (0..<threads).map { _ in SharedMemory(count: 24 * laneCount) }
    work = SharedMemory(count: threads)
  }

  /// Multiplies and adds for about a millisecond, in rounds of a fraction of one: on a busy machine
  /// some have the cores to themselves.
  package func takePeakTurn() {
    for _ in 0..<3 {
      limits.peak = max(limits.peak, rate(multiplyAndAdd))
    }
  }

  /// Measures the memory bandwidth for the given time: scales 256 MB in place, each thread its
  /// share. Only whole rounds are counted, longer than those of the peak, because a short round
  /// would leave much of the data in a cache.
  package func measureBandwidth(seconds: Double = 0.3) {
    let memory = SharedMemory<Float>(count: 64_000_000)
    let clock = ContinuousClock()
    let start = clock.now
    var rounds = 0
    // The first round is the memory's first touch.
    while rounds < 3 || start.duration(to: clock.now) < .seconds(seconds) {
      limits.bandwidth = max(limits.bandwidth, rate { scale(memory) })
      rounds += 1
    }
  }

  /// Returns the FLOP done.
  private func multiplyAndAdd() -> Int {
    // The emulation is some fifty times slower.
    let iterations = kernels.name == "baseline" ? 1000 : 100_000
    pool.run(on: pool.threads) { thread in
      var chains = chains[thread].mutableSpan(0..<24 * laneCount)
      var work = work.mutableSpan(thread..<thread + 1)
      work[0] = kernels.multiplyAndAdd(iterations, chains: &chains)
    }
    return work.array(0..<pool.threads).reduce(0, +)
  }

  /// Returns the bytes read and written.
  private func scale(_ memory: SharedMemory<Float>) -> Int {
    pool.run(on: pool.threads) { thread in
      let start = memory.count * thread / pool.threads
      let end = memory.count * (thread + 1) / pool.threads
      var share = memory.mutableSpan(start..<end)
      kernels.scale(&share, by: 1)
    }
    return 2 * memory.count * MemoryLayout<Float>.size
  }

  /// Returns the work of `round` per second.
  private func rate(_ round: () -> Int) -> Double {
    var done = 0
    let seconds = ContinuousClock().measure { done = round() } / .seconds(1)
    return seconds > 0 ? Double(done) / seconds : 0
  }
}
