import Experiments
import Files
import Reports
import Runs

/// How the text of an option becomes its value.
struct ValueParser<Value: Sendable>: Sendable {
  var completion = Completion.nothing
  /// Throws a `UsageError` that names the option, or the error of what is parsed.
  let parse: @Sendable (_ text: String, _ option: String) throws -> Value
}

extension ValueParser where Value == String {
  /// The text itself.
  static let text = Self.text()

  static func text(completing completion: Completion = .nothing) -> Self {
    ValueParser(completion: completion) { text, _ in text }
  }
}

extension ValueParser where Value == Int {
  static func integer(in range: ClosedRange<Int>) -> Self {
    ValueParser { text, option in
      if let integer = Int(text), range.contains(integer), text.first != "+" { return integer }
      let isTooLarge = Int(text) == nil && text.allSatisfy { "0"..."9" ~= $0 } && !text.isEmpty
      let expected =
        isTooLarge
        ? "no more than \(range.upperBound)"
        : range.upperBound == .max
          ? "a whole number, \(range.lowerBound) or more"
          : "a whole number from \(range.lowerBound) to \(range.upperBound)"
      throw UsageError.value(text, of: option, expected: expected)
    }
  }

  /// `step-N`
  static let step = ValueParser(completion: .checkpoints) { text, option in
    if let step = Int(checkpoint: text) { return step }
    throw UsageError.value(text, of: option, expected: "step-N, as step-79")
  }
}

extension ValueParser where Value == Double {
  /// A finite number above 0.
  static let positive = ValueParser { text, option in
    if let number = Double(text), number > 0, number.isFinite, text.first != "+" { return number }
    throw UsageError.value(text, of: option, expected: "a number above 0, as 0.3")
  }
}

extension ValueParser where Value == ResumePoint {
  static let point = ValueParser(completion: .checkpoints) { text, option in
    switch text {
    case "latest": return .latest
    case "best": return .best
    default:
      if let step = Int(checkpoint: text) { return .step(step) }
      throw UsageError.value(text, of: option, expected: "step-N, best or latest")
    }
  }
}

extension ValueParser where Value == ClosedRange<Int> {
  /// Both ends of `A..B`.
  static let range = ValueParser { text, option in
    let ends = text.split(separator: "..", omittingEmptySubsequences: false).map { Int($0) }
    if ends.count == 2, let first = ends[0], let last = ends[1], first >= 0, first <= last {
      return first...last
    }
    throw UsageError.value(
      text, of: option, expected: "A..B with 0 <= A <= B, as 1..5 (both included)")
  }
}

extension ValueParser where Value: RawRepresentable<String> & CaseIterable {
  /// One of an enumeration's names.
  static var choice: Self {
    let names = Value.allCases.map(\.rawValue)
    return ValueParser(completion: .words(names)) { text, option in
      if let choice = Value(rawValue: text) { return choice }
      let first = names.dropLast().joined(separator: ", ")
      let all = (first.isEmpty ? "" : first + " or ") + (names.last ?? "")
      let question = didYouMean(nearestNames(to: text, among: names)).map { "; " + $0 } ?? ""
      throw UsageError.value(text, of: option, expected: all + question)
    }
  }
}

extension ValueParser where Value == OutputFile {
  static let outputFile = ValueParser(completion: .files) { text, _ in try OutputFile(text) }
}

extension Int {
  /// The step of a checkpoint's name `step-N`.
  fileprivate init?(checkpoint text: String) {
    guard text.hasPrefix("step-"), let step = Int(text.dropFirst(5)), step >= 0 else { return nil }
    self = step
  }
}
