import JSON
import Runs

/// The values of one setting along an axis: numbers at their places, anything else side by side.
struct SettingAxis: Hashable, Sendable {
  private enum Scale: Hashable, Sendable {
    /// - marks: the values to label in place of round numbers; empty to label those.
    case numbers(Axis, marks: [Double])
    case names([String])
  }

  let title: String
  private let scale: Scale

  private static let mostMarks = 6

  /// Numbers whose largest is eight times the smallest or more, all above 0, are on a logarithmic
  /// axis. A few values are labelled themselves.
  init(_ title: String, values: [JSONValue?]) {
    self.title = title
    let numbers = values.compactMap { $0?.double }
    guard numbers.count == values.count, let low = numbers.min(), let high = numbers.max() else {
      scale = .names(values.map(DefinitionDifference.text).unique.sorted())
      return
    }
    let distinct = Set(numbers).sorted()
    scale = .numbers(
      Axis(numbers, isLogarithmic: low > 0 && high / low >= 8),
      marks: distinct.count > Self.mostMarks ? [] : distinct)
  }

  /// The values of a metric.
  init(metric: String, values: [Double]) {
    title = metric
    scale = .numbers(Axis(values), marks: [])
  }

  /// The place of a value from 0 to 1.
  func share(_ value: JSONValue?) -> Double {
    switch scale {
    case .numbers(let axis, _): axis.share(value?.double ?? axis.low)
    case .names(let names):
      (Double(names.firstIndex(of: DefinitionDifference.text(value)) ?? 0) + 0.5)
        / Double(names.count)
    }
  }

  /// The labels and their places from 0 to 1.
  var ticks: [(label: String, share: Double)] {
    switch scale {
    case .numbers(let axis, let marks):
      marks.isEmpty ? axis.marks : marks.map { (Axis.short($0), axis.share($0)) }
    case .names(let names):
      names.enumerated().map { ($1, (Double($0) + 0.5) / Double(names.count)) }
    }
  }
}
