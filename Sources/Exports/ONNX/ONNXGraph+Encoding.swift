extension ONNXGraph {
  /// Adds what makes of the given numbers those of the first layer.
  ///
  /// - Parameter type: that of the graph's input.
  mutating func encode(
    _ x: String, _ type: ElementType, _ encoding: InputEncoding
  ) -> String {
    var x = type == .float ? x : add("Cast", [x], as: "float", ["to": .integer(1)])
    if !encoding.fillings.isEmpty {
      let fillings = constant(
        "fillings", encoding.dimensions(of: encoding.fillings.count), encoding.fillings)
      let missing = add("IsNaN", [x], as: "missing")
      x = add("Where", [missing, fillings, x], as: "filled")
    }
    if encoding.padding > 0 {
      let pads = [0, 0, encoding.padding, encoding.padding]
      let background = constant("background", [], [0])
      x = add("Pad", [x, constant("pads", pads + pads), background], as: "padded")
    }
    if encoding.holdsPictures, !encoding.means.isEmpty {
      // Of whole numbers: the difference is then exact, the quotient rounded once.
      let divisor = Double(encoding.divisors[0])
      return standardize(
        x, encoding, means: encoding.means.map { $0 * divisor },
        deviations: encoding.deviations.map { $0 * divisor })
    }
    if !encoding.divisors.isEmpty {
      let divisors = constant(
        "divisor", encoding.dimensions(of: encoding.divisors.count), encoding.divisors)
      x = add("Div", [x, divisors], as: "divided")
    }
    guard !encoding.means.isEmpty else { return x }
    return standardize(x, encoding, means: encoding.means, deviations: encoding.deviations)
  }

  /// (x − mean) ÷ deviation. A mean that float32 rounds is taken off in two parts, so that a mean
  /// much larger than the deviation costs nothing.
  private mutating func standardize(
    _ x: String, _ encoding: InputEncoding, means: [Double], deviations: [Double]
  ) -> String {
    let dimensions = encoding.dimensions(of: means.count)
    let rounded = means.map { Float($0) }
    let rest = zip(means, rounded).map { Float($0 - Double($1)) }
    var x = add("Sub", [x, constant("mean", dimensions, rounded)], as: "centred")
    if rest.contains(where: { $0 != 0 }) {
      x = add("Sub", [x, constant("mean_rest", dimensions, rest)], as: "centred_exactly")
    }
    let divisors = constant("deviation", dimensions, deviations.map { Float($0) })
    return add("Div", [x, divisors], as: "standardized")
  }

  /// Adds what makes the answer of the last layer's outputs.
  mutating func decode(_ x: String, _ encoding: OutputEncoding) -> String {
    let name = encoding.name
    let isLast = encoding.means.isEmpty && !encoding.isOfSecondClass
    let answer = isLast ? name : "\(name)/outputs"
    var y =
      switch encoding.probabilities {
      case .softmax: add("Softmax", [x], as: answer, ["axis": .integer(1)])
      case .sigmoid: add("Sigmoid", [x], as: answer)
      case .asTheyAre: isLast ? add("Identity", [x], as: answer) : x
      }
    if encoding.isOfSecondClass {
      let one = constant("\(name)/one", [], [1])
      let other = add("Sub", [one, y], as: "\(name)/first_class")
      return add("Concat", [other, y], as: name, ["axis": .integer(1)])
    }
    guard !encoding.means.isEmpty else { return y }
    let deviations = encoding.deviations.map { Float($0) }
    let means = encoding.means.map { Float($0) }
    let factor = constant("\(name)/deviation", [deviations.count], deviations)
    y = add("Mul", [y, factor], as: "\(name)/scaled")
    return add("Add", [y, constant("\(name)/mean", [means.count], means)], as: name)
  }
}
