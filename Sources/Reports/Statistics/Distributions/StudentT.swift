/// Student's t distribution with any number of degrees of freedom, whole or not.
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

  /// Returns the value that |t| exceeds with probability 1 − `confidence`.
  ///
  /// By bisection of the two-sided probability, which falls as t grows.
  package func reach(confidence: Double) -> Double {
    precondition(confidence > 0 && confidence < 1)
    let p = 1 - confidence
    var high = 1.0
    while twoSidedP(high) > p { high *= 2 }
    return root(in: 0...high) { twoSidedP($0) > p }
  }
}
