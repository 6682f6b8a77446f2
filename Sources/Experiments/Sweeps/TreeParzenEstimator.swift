import Engine

/// Proposes points where good results are likely, and bad ones are not.
///
/// Bergstra, Bardenet, Bengio & Kégl, Algorithms for Hyper-Parameter Optimization, NIPS 2011,
/// section 4. All numbers are float64, made of +, −, ×, ÷, √ and `ExactMath`, so that every machine
/// proposes the same bits.
///
/// Each setting is modelled by itself. A number is its quantile t in [0, 1]: of `uniform` and
/// `log_uniform` the place between the bounds, of the logarithm for the latter; of integer i of n
/// (i + ½) ÷ n. Of n results the best ⌈0.15 n⌉ are good, the earlier on ties, and a run without a
/// value is the worst. l is the density of the good, g that of the others and of the points already
/// proposed in the same round.
///
/// - Numbers: a mixture of n + 1 equal parts, the uniform density on [0, 1] and, for each result, a
///   normal one, cut to [0, 1], about its t. Its deviation is the larger distance to its two
///   neighbours in the sorted list of all t with 0 and 1, at least 1 ÷ min(100, n + 2) and at most 1.
/// - Choices: (c + 1) ÷ (n + k), where c of n results have this one of k values.
///
/// For each setting 24 candidates are drawn from l, and the one with the largest l ÷ g is proposed,
/// the earlier on ties. Candidate c of setting d of point p takes the numbers at 48·d + 2·c
/// (which part) and 48·d + 2·c + 1 (the quantile inside) of the stream (seed, proposal, p). Values
/// that are there already are drawn again, from the stream's next sub-index, at most 100 times, and
/// then from the whole space.
package struct TreeParzenEstimator: Sendable {
  package let space: SweepSpace
  package let seed: UInt64
  /// Which values are better.
  package let direction: MetricDirection

  package init(_ space: SweepSpace, seed: UInt64, direction: MetricDirection) {
    self.space = space
    self.seed = seed
    self.direction = direction
  }

  /// A point whose runs have ended.
  package struct Result: Hashable, Sendable {
    package let values: SweepValues
    /// nil if one of them failed.
    package let value: Double?

    package init(values: SweepValues, value: Double?) {
      self.values = values
      self.value = value
    }
  }

  package struct Proposal: Hashable, Sendable {
    package let values: SweepValues
    /// Why, for decisions.csv.
    package let reason: String
  }

  static let candidates = 24
  private static let mostAttempts = 100

  /// Returns the points of a round, none of which is among the results. There are fewer where the
  /// space has no more.
  ///
  /// - Parameters:
  ///   - count: how many.
  ///   - round: from 0; the first is drawn from the whole space.
  ///   - results: of all earlier rounds, in the order of the points.
  package func propose(_ count: Int, round: Int, after results: [Result]) -> [Proposal] {
    var known = Set(results.map(\.values))
    var proposals: [Proposal] = []
    let order = ranking(results.map(\.value), direction: direction)
    let good = order.prefix((15 * results.count + 99) / 100)
    let rest = results.indices.filter { !good.contains($0) }
    for place in 0..<count {
      let point = round * count + place
      let pending = proposals.map(\.values)
      let models = space.settings.map { setting in
        (
          good: ParzenDensity(good.map { results[$0].values }, of: setting),
          rest: ParzenDensity(rest.map { results[$0].values } + pending, of: setting)
        )
      }
      let isRandom = round == 0 || good.isEmpty
      let values = new(known) { attempt in
        isRandom || attempt >= Self.mostAttempts
          ? space.draw(from: stream(.sweep, point, attempt))
          : candidate(models, from: stream(.proposal, point, attempt))
      }
      guard let values else { break }
      known.insert(values)
      proposals.append(
        Proposal(
          values: values,
          reason: isRandom
            ? "drawn from the whole space"
            : "most likely among the best \(good.count) of \(results.count) points"))
    }
    return proposals
  }

  /// The first values that are not known; nil if there seem to be no more.
  private func new(_ known: Set<SweepValues>, _ draw: (Int) -> SweepValues) -> SweepValues? {
    for attempt in 0..<2 * Self.mostAttempts {
      let values = draw(attempt)
      if !known.contains(values) { return values }
    }
    return nil
  }

  private func stream(_ purpose: RandomPurpose, _ point: Int, _ attempt: Int) -> Philox {
    Philox(
      seed: seed, purpose: purpose, index: UInt32(truncatingIfNeeded: point),
      subIndex: UInt32(attempt))
  }

  private func candidate(
    _ models: [(good: ParzenDensity, rest: ParzenDensity)], from stream: Philox
  ) -> SweepValues {
    SweepValues(
      space.settings.enumerated().map { place, setting in
        let (good, rest) = models[place]
        var best: (quantile: Double, ratio: Double)?
        for number in 0..<Self.candidates {
          let position = 2 * (place * Self.candidates + number)
          let quantile = good.draw(
            part: stream.uniform(position), inside: stream.uniform(position + 1))
          let ratio = good.density(at: quantile) / rest.density(at: quantile)
          if best.map({ ratio > $0.ratio }) ?? true { best = (quantile, ratio) }
        }
        return (setting.path, setting.distribution.value(at: best?.quantile ?? 0))
      })
  }
}
