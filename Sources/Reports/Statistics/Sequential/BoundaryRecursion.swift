import Files

/// The distribution of the paired t statistic after n pairs, of the decisions that have claimed
/// nothing so far, if there is no difference.
///
/// With r = Σx ÷ √Σx² and r = √n sin φ, the statistic is t = √(n−1) tan φ. If the differences are
/// normal around 0, r₁ … r_n do not depend on Σx² (D. Basu, On statistics independent of a complete
/// sufficient statistic, Sankhyā 15, 1955), so φ is a Markov chain: with T of Student's distribution
/// with n degrees of freedom and T = √n tan θ,
///
///     √(n+1) sin φ′ = √n sin φ cos θ + sin θ.
///
/// The probability of |φ| is held in cells and moved from cell to cell by quantiles of θ.
struct BoundaryRecursion {
  /// The cells of |φ| between 0 and π/2.
  static let cells = 1200
  /// The quantiles of θ by which each cell is moved. Even, since they lie symmetrically around 0.
  static let quantiles = 1500

  /// The number of pairs.
  private(set) var pairs: Int
  private var masses: [Double]

  /// - Parameter pairs: at least 2. No claim was possible before.
  init(pairs: Int) {
    precondition(pairs >= 2)
    // After 2 pairs T has one degree of freedom and |φ| is uniform.
    self.pairs = 2
    masses = [Double](repeating: 1 / Double(Self.cells), count: Self.cells)
    guard pairs >= 3 else { return }
    // After 3, P(|φ| ≤ f) = P(|T₂| ≤ √2 tan f) = sin f, exactly.
    let edges = (0...Self.cells).map { sin(Self.edge(Double($0))) }
    masses = (0..<Self.cells).map { edges[$0 + 1] - edges[$0] }
    self.pairs = 3
    while self.pairs < pairs { addPair() }
  }

  /// Moves on to one pair more.
  mutating func addPair() {
    let n = Double(pairs)
    let angles = StudentAngles(degreesOfFreedom: pairs, count: Self.quantiles).values
    let turns = angles.map { (cosine: cos($0) * n.squareRoot(), sine: sin($0)) }
    let scale = 1 / (n + 1).squareRoot()
    let perRadian = Double(Self.cells) / (Double.pi / 2)
    var moved = [Double](repeating: 0, count: Self.cells)
    for (cell, mass) in masses.enumerated() where mass > 0 {
      let height = sin(Self.edge(Double(cell) + 0.5))
      let share = mass / Double(turns.count)
      for turn in turns {
        let next = ((height * turn.cosine + turn.sine) * scale).magnitude
        let angle = asin(min(1, next))
        moved[min(Self.cells - 1, Int(angle * perRadian))] += share
      }
    }
    masses = moved
    pairs += 1
  }

  /// Removes the decisions with the largest |t| whose probability is `error`, and returns the |t|
  /// from which on they are.
  mutating func removeTail(_ error: Double) -> Double {
    var left = error
    var cell = Self.cells - 1
    while cell > 0, masses[cell] <= left {
      left -= masses[cell]
      masses[cell] = 0
      cell -= 1
    }
    let part = masses[cell] > 0 ? min(1, left / masses[cell]) : 0
    masses[cell] *= 1 - part
    return Double(pairs - 1).squareRoot() * tan(Self.edge(Double(cell + 1) - part))
  }

  /// The angle at a position counted in cells.
  private static func edge(_ position: Double) -> Double {
    position / Double(cells) * (Double.pi / 2)
  }
}

/// Quantiles of θ = atan(T ÷ √n), where T has Student's distribution with n degrees of freedom: the
/// centres of `count` parts of equal probability, ascending.
package struct StudentAngles {
  package let values: [Double]

  /// - Parameter count: an even number.
  package init(degreesOfFreedom n: Int, count: Int) {
    precondition(n >= 1 && count > 0 && count % 2 == 0)
    // The density of θ is cosⁿ⁻¹ θ ÷ B(n/2, 1/2). Newton's method, started from the quantile before.
    let half = Double(n) / 2
    let constant = exp(lgamma(half + 0.5) - lgamma(half) - lgamma(0.5))
    var positive: [Double] = []
    var angle = 0.0
    for index in 0..<count / 2 {
      let share = (2 * Double(index) + 1) / Double(count)
      for _ in 0..<100 {
        let density = 2 * constant * pow(cos(angle), Double(n - 1))
        let step = (Self.within(angle, n) - share) / density
        let next = angle - step
        // The distribution function is concave, so that Newton's method started below never passes
        // the root; past it only by rounding.
        angle = next < 0 || next >= Double.pi / 2 ? (angle + Double.pi / 2) / 2 : next
        if step.magnitude < 1e-14 { break }
      }
      positive.append(angle)
    }
    values = positive.reversed().map { -$0 } + positive
  }

  /// P(|θ| ≤ angle), a finite sum (Abramowitz & Stegun, Handbook of Mathematical Functions, 1964,
  /// 26.7.3 and 26.7.4).
  static func within(_ angle: Double, _ n: Int) -> Double {
    let (sine, cosine) = (sin(angle), cos(angle))
    let square = cosine * cosine
    guard n > 1 else { return 2 * angle / Double.pi }
    var term = n % 2 == 0 ? sine : sine * cosine
    var sum = term
    var k = n % 2 == 0 ? 2 : 3
    while k <= n - 2 {
      term *= square * Double(k - 1) / Double(k)
      sum += term
      k += 2
    }
    return n % 2 == 0 ? sum : 2 / Double.pi * (angle + sum)
  }
}
