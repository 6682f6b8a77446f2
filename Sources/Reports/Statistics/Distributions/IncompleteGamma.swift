import Files

/// The regularised lower incomplete gamma function P(a, x).
///
/// By its series where x < a + 1 (DLMF 8.11.4), otherwise 1 less the continued fraction of Q(a, x)
/// (DLMF 8.9.2) with the modified Lentz method; see `regularizedBeta`.
func regularizedGamma(_ a: Double, _ x: Double) -> Double {
  if x <= 0 { return 0 }
  let front = exp(a * log(x) - x - lgamma(a))
  if x < a + 1 {
    var (term, sum) = (1 / a, 1 / a)
    for step in 1...100_000 {
      term *= x / (a + Double(step))
      sum += term
      if term < sum * 1e-17 { break }
    }
    return front * sum
  }
  let tiny = 1e-300
  var b = x + 1 - a
  var c = 1 / tiny
  var d = 1 / b
  var fraction = d
  for step in 1...100_000 {
    let n = -Double(step) * (Double(step) - a)
    b += 2
    d = n * d + b
    d = 1 / (d.magnitude < tiny ? tiny : d)
    c = b + n / c
    if c.magnitude < tiny { c = tiny }
    fraction *= c * d
    if (c * d - 1).magnitude < 1e-16 { break }
  }
  return 1 - front * fraction
}

/// Returns the value that a chi-square variable is below with this probability.
func chiSquareQuantile(_ probability: Double, degreesOfFreedom: Double) -> Double {
  precondition(probability > 0 && probability < 1 && degreesOfFreedom > 0)
  var high = max(1, degreesOfFreedom)
  while regularizedGamma(degreesOfFreedom / 2, high / 2) < probability { high *= 2 }
  return root(in: 0...high) { regularizedGamma(degreesOfFreedom / 2, $0 / 2) < probability }
}
