package import JSON

extension GroupComparison {
  /// The runs with one value of the key.
  package struct Group: Hashable, Sendable {
    /// `adam`, `learning_rate 0.05`, or for several keys `adam/batch_size 128`.
    package let name: String
    /// The value of each key.
    package let values: [JSONValue]
    package let runs: [ComparedRun]
    /// The metric's value of each run.
    package let sample: Sample
    /// How the seed draws the examples; nil if it does not draw them. If runs draw them in several
    /// ways, the one with the largest correction.
    package let split: DrawnSplit?
    /// The 95% interval of the mean, limited to possible values of the metric; nil for one run, or if
    /// the seed draws the examples in a way for which no interval is known.
    package let interval: ClosedRange<Double>?

    init(
      name: String, values: [JSONValue], runs: [ComparedRun], metric: MetricChoice
    ) {
      self.name = name
      self.values = values
      self.runs = runs
      sample = Sample(runs.compactMap(metric.value))
      let splits = runs.compactMap { $0.split(metric.name) }
      split = splits.max { ($0.overlap ?? .infinity) < ($1.overlap ?? .infinity) }
      interval =
        split.map { $0.overlap == nil } ?? false
        ? nil : sample.interval(overlap: split?.overlap ?? 0)?.possible(asShare: metric.isInPoints)
    }

    /// The seeds of the runs; nil unless each run has its own.
    var seeds: [Int]? {
      let seeds = runs.compactMap(\.seed)
      return seeds.count == runs.count && Set(seeds).count == seeds.count ? seeds : nil
    }

    /// The value of the key, or a list of the values of several keys.
    package var value: JSONValue { values.count == 1 ? values[0] : .array(values) }
  }
}
