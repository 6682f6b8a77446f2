#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Student's t distribution with so many degrees of freedom, whole or not.
package struct StudentT: Hashable, Sendable {
  package let degreesOfFreedom: Double

  package init(degreesOfFreedom: Double) {
    precondition(degreesOfFreedom > 0)
    self.degreesOfFreedom = degreesOfFreedom
  }

  /// The probability of a value at least this far from 0, on either side:
  /// I(ν ÷ (ν + t²); ν/2, 1/2) (NIST Digital Library of Mathematical Functions, 8.17).
  package func twoSidedP(_ t: Double) -> Double {
    guard t.isFinite else { return t.isNaN ? .nan : 0 }
    let square = t * t
    return regularizedBeta(
      degreesOfFreedom / (degreesOfFreedom + square), degreesOfFreedom / 2, 0.5,
      complement: square / (degreesOfFreedom + square))
  }

  /// The value that is exceeded, on either side, with this probability: 1 − `confidence` of it.
  ///
  /// By bisection of the two-sided probability, which falls as t grows.
  package func reach(confidence: Double) -> Double {
    precondition(confidence > 0 && confidence < 1)
    let p = 1 - confidence
    var low = 0.0
    var high = 1.0
    while twoSidedP(high) > p { high *= 2 }
    for _ in 0..<200 where low < high {
      let middle = low + (high - low) / 2
      if middle == low || middle == high { break }
      if twoSidedP(middle) > p { low = middle } else { high = middle }
    }
    return low + (high - low) / 2
  }
}

/// The regularised incomplete beta function I(x; a, b), where `complement` is 1 − x in full
/// precision.
///
/// By its continued fraction (DLMF 8.17.22) with the modified Lentz method (W. J. Lentz, 1976;
/// I. J. Thompson & A. R. Barnett, Coulomb and Bessel Functions, 1986), on the side where it
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
