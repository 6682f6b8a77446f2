import Files

/// A normal variable is within this many deviations of its mean in 95 of 100 cases.
let normalReach = 1.959963984540054

/// Returns the number of deviations that a normal variable is from its mean at most with probability
/// `confidence`.
func normalReach(confidence: Double) -> Double {
  precondition(confidence > 0 && confidence < 1)
  if confidence == 0.95 { return normalReach }
  return root(in: 0...40) { 2 * normalTail($0) > 1 - confidence }
}

/// P(Z > z) of the standard normal distribution.
func normalTail(_ z: Double) -> Double { erfc(z / 2.0.squareRoot()) / 2 }

/// Returns how many deviations the largest of so many independent normal values lies above the mean,
/// on average: n ∫ z φ(z) Φ(z)ⁿ⁻¹ dz by Simpson's rule (Tippett, On the Extreme Individuals and the
/// Range of Samples Taken from a Normal Population, Biometrika 17, 1925).
func expectedLargestNormal(of count: Int) -> Double {
  precondition(count > 0)
  let (reach, steps) = (12.0, 4000)
  let width = 2 * reach / Double(steps)
  let sum = (0...steps).reduce(0.0) { sum, step in
    let z = -reach + Double(step) * width
    let weight = step == 0 || step == steps ? 1.0 : step % 2 == 1 ? 4.0 : 2.0
    let density = exp(-z * z / 2) / (2 * Double.pi).squareRoot()
    return sum + weight * z * density * pow(normalTail(-z), Double(count - 1))
  }
  return Double(count) * sum * width / 3
}
