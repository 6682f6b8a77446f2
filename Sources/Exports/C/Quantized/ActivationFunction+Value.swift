import Engine

extension ActivationFunction {
  /// f(x) in float64, for tables. The last bits do not matter there.
  func value(_ x: Double) -> Double {
    switch self {
    case .relu: x > 0 ? x : 0
    case .tanh: 2 * Self.logistic(2 * x) - 1
    case .sigmoid: Self.logistic(x)
    case .leakyRelu(let slope): x > 0 ? x : Double(slope) * x
    case .elu(let alpha): x > 0 ? x : Double(alpha) * (Self.exponential(x) - 1)
    case .gelu: x * Self.normal(x)
    case .geluTanh: x * Self.logistic(1.5957691216057308 * (x + 0.044715 * x * x * x))
    case .silu: x * Self.logistic(x)
    case .hardSwish: x * min(max(x + 3, 0), 6) / 6
    }
  }

  private static func logistic(_ x: Double) -> Double { 1 / (1 + exponential(-x)) }

  /// e^x by halving and a series: exact to some units in the last place, in plain arithmetic.
  private static func exponential(_ x: Double) -> Double {
    let x = min(max(x, -700), 700)
    let n = (x * 1.4426950408889634).rounded()
    let r = x - n * 0.6931471805599453
    var y = 1.0
    for d in (1...20).reversed() { y = 1 + r / Double(d) * y }
    return y * Double(sign: .plus, exponent: Int(n), significand: 1)
  }

  /// The normal distribution function: its series of x, or a continued fraction far from 0.
  private static func normal(_ x: Double) -> Double {
    let density = exponential(-x * x / 2) * 0.3989422804014327
    if abs(x) < 4 {
      var (term, sum) = (x, x)
      for k in 1...80 {
        term *= x * x / Double(2 * k + 1)
        sum += term
      }
      return 0.5 + density * sum
    }
    var fraction = abs(x)
    for k in (1...40).reversed() { fraction = abs(x) + Double(k) / fraction }
    return x > 0 ? 1 - density / fraction : density / fraction
  }
}
