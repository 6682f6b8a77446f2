/// What the machine can do at most with so many threads at once, as measured.
package struct MachineLimits: Hashable, Sendable {
  /// FLOP a second in float32 fused multiply-adds, operands in registers. `baseline` has no such
  /// instruction: its figure is that of the emulation.
  package var peak: Double
  /// Bytes a second, read and written, of an array that no cache holds.
  package var bandwidth: Double

  package init(peak: Double, bandwidth: Double) {
    self.peak = peak
    self.bandwidth = bandwidth
  }

  /// The higher of each, of two measurements: other programs can only lower them.
  package func raised(to other: MachineLimits) -> MachineLimits {
    MachineLimits(
      peak: max(peak, other.peak), bandwidth: max(bandwidth, other.bandwidth))
  }

  /// Measures both, all threads at once, the fastest of many rounds: those of the peak last a
  /// fraction of a millisecond, so that on a busy machine some have the cores to themselves.
  ///
  /// - Parameter seconds: for each of the two.
  package static func measured(
    threads: Int, kernels: Kernels, seconds: Double = 0.3
  ) -> MachineLimits {
    let pool = WorkerPool(threads: threads)
    return MachineLimits(
      peak: peak(pool, kernels, seconds: seconds),
      bandwidth: bandwidth(pool, kernels, seconds: seconds))
  }

  private static func peak(_ pool: WorkerPool, _ kernels: Kernels, seconds: Double) -> Double {
    let chains = (0..<pool.threads).map { _ in SharedMemory<Float>(count: 24 * laneCount) }
    let work = SharedMemory<Int>(count: pool.threads)
    // The emulation is some fifty times slower.
    let iterations = kernels.name == "baseline" ? 1000 : 100_000
    return fastest(seconds: seconds) {
      pool.run(on: pool.threads) { thread in
        var chains = chains[thread].mutableSpan(0..<24 * laneCount)
        var work = work.mutableSpan(thread..<thread + 1)
        work[0] = kernels.multiplyAndAdd(iterations, chains: &chains)
      }
      return work.array(0..<pool.threads).reduce(0, +)
    }
  }

  /// Scales 256 MB in place, each thread its share. Whole rounds, longer than the peak's: in a short
  /// one much of what was written would still be in a cache.
  private static func bandwidth(
    _ pool: WorkerPool, _ kernels: Kernels, seconds: Double
  ) -> Double {
    let count = 64_000_000
    let memory = SharedMemory<Float>(count: count)
    return fastest(seconds: seconds) {
      pool.run(on: pool.threads) { thread in
        let start = count * thread / pool.threads
        let end = count * (thread + 1) / pool.threads
        var share = memory.mutableSpan(start..<end)
        kernels.scale(&share, by: 1)
      }
      return 2 * count * MemoryLayout<Float>.size
    }
  }

  /// The most that `round` did a second, of at least three rounds.
  private static func fastest(seconds: Double, _ round: () -> Int) -> Double {
    let clock = ContinuousClock()
    let start = clock.now
    var best = 0.0
    var rounds = 0
    while rounds < 3 || start.duration(to: clock.now) < .seconds(seconds) {
      var done = 0
      let time = clock.measure { done = round() } / .seconds(1)
      if time > 0 { best = max(best, Double(done) / time) }
      rounds += 1
    }
    return best
  }
}
