package import Datasets
package import Engine
package import Experiments
import Training

/// How the processors are shared out: how many runs at a time, with how many threads each.
package struct ThreadSplit: Hashable, Sendable {
  package let jobs: Int
  package let threads: Int

  package init(jobs: Int, threads: Int) {
    self.jobs = jobs
    self.threads = threads
  }

  /// The split in which most examples are trained a second.
  ///
  /// With t threads a run, as many runs go on at a time as there are processors for, but no more
  /// than there are runs. Of equal splits the one with fewer threads a run is chosen.
  ///
  /// - Parameters:
  ///   - processors: that this process may use.
  ///   - runs: that are left.
  ///   - rate: returns the examples a second of one run with this many threads.
  package static func best(
    processors: Int, runs: Int, rate: (Int) -> Double
  ) -> ThreadSplit {
    var best = ThreadSplit(jobs: max(1, min(runs, processors)), threads: 1)
    var most = Double(best.jobs) * rate(1)
    for threads in candidates(upTo: processors) where threads > 1 {
      let jobs = max(1, min(runs, processors / threads))
      let examples = Double(jobs) * rate(threads)
      if examples > most {
        most = examples
        best = ThreadSplit(jobs: jobs, threads: threads)
      }
    }
    return best
  }

  /// 1, 2, 4, … and all.
  static func candidates(upTo processors: Int) -> [Int] {
    var threads = 1
    var candidates: [Int] = []
    while threads < processors {
      candidates.append(threads)
      threads *= 2
    }
    return candidates + [processors]
  }
}

/// Measures how fast an experiment trains, without writing anything.
package struct ThroughputMeter {
  private let experiment: ResolvedExperiment
  private let dataset: LoadedDataset
  private let kernels: Kernels
  private let duration: Duration
  private var rates: [Int: Double] = [:]

  /// - Parameter duration: how long to train at each number of threads.
  package init(
    _ experiment: ResolvedExperiment, on dataset: LoadedDataset, kernels: Kernels,
    for duration: Duration = .milliseconds(150)
  ) {
    self.experiment = experiment
    self.dataset = dataset
    self.kernels = kernels
    self.duration = duration
  }

  /// Returns the examples trained a second with this many threads. The first step, in which memory is
  /// touched for the first time, does not count.
  package mutating func rate(threads: Int) -> Double {
    if let known = rates[threads] { return known }
    let rate = (try? measured(threads)) ?? 0
    rates[threads] = rate
    return rate
  }

  private func measured(_ threads: Int) throws -> Double {
    let trainer = try Trainer(experiment, dataset: dataset, threads: threads, kernels: kernels)
    let clock = ContinuousClock()
    let begin = clock.now
    var start: ContinuousClock.Instant?
    var end = begin
    var examples = 0
    _ = try trainer.run(
      isStopped: { clock.now - begin > duration && start != nil && examples > 0 },
      listen: { event in
        guard case .finishedStep(let result) = event else { return }
        end = clock.now
        if start == nil { start = end } else { examples += result.examples }
      })
    guard let start, examples > 0 else { return 0 }
    let parts = (end - start).components
    let seconds = Double(parts.seconds) + Double(parts.attoseconds) * 1e-18
    return seconds > 0 ? Double(examples) / seconds : 0
  }
}
