/// What a definition lacks to separate the training examples of one file from the test examples.
package struct MissingSplit: Hashable, Sendable {
  /// The examples of the file.
  let count: Int
  let hasClasses: Bool
  /// How the data could have a test part of their own: `name a second file …`.
  let ownTest: String
  /// The selections in the definition. At least one of training and test is missing.
  let train: ExampleSelection?
  let validation: Range<Int>?
  let test: ExampleSelection?

  /// The path of the missing key.
  var definitionPath: String {
    switch (train, test) {
    case (nil, nil): validation == nil ? "dataset.split" : "dataset.subset"
    case (nil, _): DatasetError.Subset.train.definitionPath
    default: DatasetError.Subset.test.definitionPath
    }
  }

  var message: String {
    let what =
      switch (train, test) {
      case (nil, nil): "which are for training and which for the test"
      case (nil, _): "which are for training"
      default: "which are for the test"
      }
    return "missing: the \(count) examples are of one part, and nothing says \(what)"
  }

  /// Lines that can be pasted into the definition.
  var advice: [Remedy] {
    let file: Remedy = "or \(ownTest)"
    let free = count - (validation?.count ?? 0) - ((train ?? test)?.count ?? 0)
    switch (train, test) {
    case (nil, nil):
      guard free >= 2 else { return [file] }
      if validation == nil {
        let stratified = hasClasses ? ", \"stratified\": true" : ""
        return ["add to dataset: \"split\": { \"test\": 0.2\(stratified) }", file]
      }
      let testCount = max(1, free / 5)
      let validationLine = validation.map { ["\"validation\": \(text($0))"] } ?? []
      let parts =
        [draw("train", free - testCount)] + validationLine + [draw("test", testCount)]
      return ["add to dataset: \"subset\": { \(parts.joined(separator: ", ")) }", file]
    case (let train?, nil):
      return (free > 0 ? ["add to dataset.subset: \(rest("test", besides: train))"] : []) + [file]
    case (nil, let test?):
      return free > 0 ? ["add to dataset.subset: \(rest("train", besides: test))"] : []
    default:
      return []
    }
  }

  /// Returns the rest that the other part leaves, if that is a range and the part is given as one.
  private func rest(_ name: String, besides other: ExampleSelection) -> String {
    let taken = (validation?.count ?? 0) + other.count
    guard case .range(let range) = other else {
      return draw(name, count - taken, like: other)
    }
    let ends = [0, range.lowerBound, range.upperBound, count]
    let bounds = (ends + (validation.map { [$0.lowerBound, $0.upperBound] } ?? [])).sorted()
    let free = zip(bounds, bounds.dropFirst()).filter { lower, upper in
      lower < upper && !range.contains(lower) && validation?.contains(lower) != true
    }
    guard free.count == 1 else { return draw(name, count - taken) }
    return "\"\(name)\": \(text(free[0].0..<free[0].1))"
  }

  private func draw(
    _ name: String, _ count: Int, like other: ExampleSelection? = nil
  ) -> String {
    var isStratified = hasClasses
    if case .drawn(_, let other)? = other { isStratified = other }
    return "\"\(name)\": { \"count\": \(count)\(isStratified ? ", \"stratified\": true" : "") }"
  }

  private func text(_ range: Range<Int>) -> String {
    "[\(range.lowerBound), \(range.upperBound)]"
  }
}
