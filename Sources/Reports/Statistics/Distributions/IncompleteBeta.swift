import Files

/// The regularised incomplete beta function I(x; a, b). `complement` is 1 − x in full precision.
///
/// Computed by its continued fraction (DLMF 8.17.22) with the modified Lentz method (W. J. Lentz,
/// 1976; I. J. Thompson & A. R. Barnett, Coulomb and Bessel Functions, 1986), on the side where it
/// converges fast.
func regularizedBeta(_ x: Double, _ a: Double, _ b: Double, complement: Double) -> Double {
  if x <= 0 { return 0 }
  if complement <= 0 { return 1 }
  if x > (a + 1) / (a + b + 2) {
    return 1 - regularizedBeta(complement, b, a, complement: x)
  }
  let front = exp(
    a * log(x) + b * log(complement) + lgamma(a + b) - lgamma(a) - lgamma(b))
  let tiny = 1e-300
  var c = 1.0
  var d = 1 - (a + b) * x / (a + 1)
  d = 1 / (d.magnitude < tiny ? tiny : d)
  var fraction = d
  for step in 1...10_000 {
    let m = Double(step)
    for term in [
      m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m)),
      -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1)),
    ] {
      d = 1 + term * d
      d = 1 / (d.magnitude < tiny ? tiny : d)
      c = 1 + term / c
      if c.magnitude < tiny { c = tiny }
      fraction *= c * d
    }
    if (c * d - 1).magnitude < 1e-16 { break }
  }
  return front * fraction / a
}

/// Returns the x at which I(x; a, b) is `probability`, by bisection: the function rises with x.
func betaQuantile(_ probability: Double, _ a: Double, _ b: Double) -> Double {
  root(in: 0...1) { regularizedBeta($0, a, b, complement: 1 - $0) < probability }
}

/// Returns the point up to which `isBelow` holds, to the last bit of float64. It must hold at the
/// lower end of the range and, once it fails, fail from there on.
func root(in range: ClosedRange<Double>, _ isBelow: (Double) -> Bool) -> Double {
  var (low, high) = (range.lowerBound, range.upperBound)
  while true {
    let middle = low + (high - low) / 2
    if middle <= low || middle >= high { return middle }
    if isBelow(middle) { low = middle } else { high = middle }
  }
}
