/// The difference of two settings on other test examples of the same kind, trained with other seeds:
/// the variance over seeds and the variance over examples together.
///
/// Var = V_s/S + V_x/M − V_e/(SM) of a layout with seeds and examples as random factors (Cornfield &
/// Tukey, Average Values of Mean Squares in Factorials, The Annals of Mathematical Statistics 27,
/// 1956; Owen, The Pigeonhole Bootstrap, The Annals of Applied Statistics 1, 2007). It is never
/// below either of its first two terms.
package struct SeedsAndExamples: TestedDifference, Hashable, Sendable {
  /// The second mean less the first.
  package let value: Double
  /// The number of test examples, M.
  package let examples: Int
  /// The part of the variance that comes from seeds.
  package let seedVariance: Double
  /// The part of the variance that comes from examples, V_x/M. No number of seeds makes it smaller.
  package let exampleVariance: Double
  /// V_e/(SM), which both parts contain.
  package let sharedVariance: Double
  package let degreesOfFreedom: Double

  /// The figures of each example in each run: 1 for a right answer and 0 for a wrong one, or the
  /// squared error.
  package typealias Figures = [[Double]]

  /// - Parameters:
  ///   - seeds: the test of the difference over the seeds, on these examples.
  ///   - first: `first[S₁, M]`
  ///   - second: `second[S₂, M]`, of the same seeds in the same order if `seeds` is a paired test.
  /// - Returns: nil for fewer than two runs or examples.
  package init?(_ seeds: MeanDifference, first: Figures, second: Figures) {
    let count = first.first?.count ?? 0
    guard count > 1, first.count > 1, second.count > 1,
      (first + second).allSatisfy({ $0.count == count })
    else { return nil }
    let means = zip(Self.means(second), Self.means(first)).map { $0 - $1 }
    value = seeds.value
    examples = count
    seedVariance = seeds.standardError * seeds.standardError
    exampleVariance = (Sample(means).variance ?? 0) / Double(count)
    switch seeds.test {
    case .paired:
      let differences = zip(first, second).map { runs in zip(runs.0, runs.1).map { $1 - $0 } }
      sharedVariance = Self.residual(differences)
    // How the residuals of the pairs go together is not known: nothing is subtracted.
    case .partlyPaired: sharedVariance = 0
    case .welch: sharedVariance = Self.residual(first) + Self.residual(second)
    }
    // With three seeds Satterthwaite's equation gives too many.
    guard min(first.count, second.count) > 3 else {
      degreesOfFreedom = seeds.degreesOfFreedom
      return
    }
    let sum = seedVariance + exampleVariance
    let parts =
      seedVariance * seedVariance / seeds.degreesOfFreedom
      + exampleVariance * exampleVariance / Double(count - 1)
    degreesOfFreedom = parts > 0 ? sum * sum / parts : seeds.degreesOfFreedom
  }

  package var variance: Double {
    max(seedVariance + exampleVariance - sharedVariance, seedVariance, exampleVariance)
  }

  package var standardError: Double { variance.squareRoot() }

  /// Whether more test examples would make the interval narrower than more seeds would.
  package var needsExamples: Bool { exampleVariance > seedVariance }

  /// The smallest margin that any number of seeds can show on so many examples, with 80% power.
  package var smallestMargin: Double { (normalReach + powerReach) * exampleVariance.squareRoot() }

  /// The mean of each example over the runs.
  private static func means(_ runs: Figures) -> [Double] {
    var sums = runs[0]
    for run in runs.dropFirst() {
      for index in run.indices { sums[index] += run[index] }
    }
    return sums.map { $0 / Double(runs.count) }
  }

  /// V_e/(SM), V_e = Σ(d_si − d̄_s· − d̄_·i + d̄_··)² ÷ ((S − 1)(M − 1)).
  private static func residual(_ runs: Figures) -> Double {
    let columns = means(runs)
    let all = Sample(columns).mean
    var sum = 0.0
    for run in runs {
      let mean = Sample(run).mean
      for (value, column) in zip(run, columns) {
        let rest = value - mean - column + all
        sum += rest * rest
      }
    }
    let (seeds, examples) = (Double(runs.count), Double(columns.count))
    return sum / ((seeds - 1) * (examples - 1)) / (seeds * examples)
  }
}
