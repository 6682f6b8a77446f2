/// The two ways to write a moment.
package enum QueryTime {
  /// Reads `2026-11-23`, `2026-11-23T10:41:58Z` and `-7d`, also with `h` and `min`; returns nil for
  /// anything else.
  package static func moment(_ text: String, now: Timestamp) -> Timestamp? {
    if let moment = Timestamp(iso8601: text) ?? Timestamp(iso8601: text + "T00:00:00Z") {
      return moment
    }
    guard text.hasPrefix("-") else { return nil }
    let units = [("min", 60_000), ("h", 3_600_000), ("d", 86_400_000)]
    for (unit, milliseconds) in units where text.hasSuffix(unit) {
      let digits = text.dropFirst().dropLast(unit.utf8.count)
      // A million days are enough, and no sum of them overflows.
      guard let count = Int(digits), digits.first != "+", (0...1_000_000).contains(count) else {
        return nil
      }
      return Timestamp(milliseconds: now.milliseconds - count * milliseconds)
    }
    return nil
  }
}
