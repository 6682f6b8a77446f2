package import JSON

extension GroupComparison {
  /// The runs with one value of the key.
  package struct Group: Hashable, Sendable {
    /// `adam`, `learning_rate 0.05`, or for several keys `adam/batch_size 128`.
    package let name: String
    /// The value of each key.
    package let values: [JSONValue]
    package let runs: [ComparedRun]
    /// The metric's value of each run, or of each fold: the mean of its runs.
    package let sample: Sample
    /// What pairs each value of `sample`; nil unless each value has a key of its own.
    package let trials: [TrialKey]?
    /// How the seed or the folds divide the examples; nil if all runs have the same ones. If runs
    /// draw them in several ways, the one with the largest correction.
    package let split: DrawnSplit?
    /// The 95% interval of the mean, limited to possible values of the metric; nil for one run, or if
    /// the examples are drawn in a way for which no interval is known.
    package let interval: ClosedRange<Double>?

    /// - Parameter isOfFolds: whether the values of one fold count as one.
    init(
      name: String, values: [JSONValue], runs: [ComparedRun], metric: MetricChoice,
      isOfFolds: Bool = false
    ) {
      self.name = name
      self.values = values
      self.runs = runs
      let figures = runs.compactMap(metric.value)
      if isOfFolds {
        let folds = runs.compactMap(\.fold)
        let order = Set(folds).sorted {
          (folds.firstIndex(of: $0) ?? 0) < (folds.firstIndex(of: $1) ?? 0)
        }
        trials = order
        sample = Sample(
          order.map { fold in
            Sample(zip(folds, figures).filter { $0.0 == fold }.map(\.1)).mean
          })
      } else {
        let seeds = runs.compactMap { $0.seed.map(TrialKey.seed) }
        trials = seeds.count == runs.count && Set(seeds).count == seeds.count ? seeds : nil
        sample = Sample(figures)
      }
      let splits = runs.compactMap { run in
        isOfFolds
          ? run.definition.map { DrawnSplit(folds: $0, metric: metric.name) }
          : run.split(metric.name)
      }
      split = splits.max { ($0.overlap ?? .infinity) < ($1.overlap ?? .infinity) }
      interval =
        split.map { $0.overlap == nil } ?? false
        ? nil : sample.interval(overlap: split?.overlap ?? 0)?.possible(asShare: metric.isInPoints)
    }

    /// The seeds of the runs; nil unless each run has its own, and if folds are counted.
    var seeds: [Int]? {
      trials.flatMap { trials in
        let seeds = trials.compactMap(\.seed)
        return seeds.count == trials.count ? seeds : nil
      }
    }

    /// The value of the key, or a list of the values of several keys.
    package var value: JSONValue { values.count == 1 ? values[0] : .array(values) }

    /// The number of values that are counted: of runs, or of folds.
    package var count: Int { sample.count }
  }
}
