package import Engine

/// What a computation may use of this machine. No result depends on it.
package struct ComputeResources: Sendable {
  /// The number of threads of each job.
  package let threads: Int
  package let kernels: Kernels

  /// - Parameters:
  ///   - threads: the number that was asked for, or nil for an equal share of the processors that
  ///     this process may use.
  ///   - jobs: the number of jobs at the same time.
  package init(threads: Int?, jobs: Int = 1, kernels: Kernels) {
    self.threads = threads ?? max(1, ProcessorCount.usable / jobs)
    self.kernels = kernels
  }
}
