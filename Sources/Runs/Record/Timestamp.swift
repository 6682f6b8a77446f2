import Files

/// A moment of the wall clock, in UTC. For people to read; no result and no resuming depends on it.
package struct Timestamp: Hashable, Comparable, Sendable {
  /// Since 1970-01-01, leap seconds not counted.
  package let milliseconds: Int

  /// Years 0 to 9999, which have four digits. A moment outside, as from a clock that was never set,
  /// becomes the nearest one.
  package init(milliseconds: Int) {
    self.milliseconds = min(max(milliseconds, -62_167_219_200_000), 253_402_300_799_999)
  }

  package static func now() -> Timestamp {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Timestamp(seconds: Int(time.tv_sec), nanoseconds: Int(time.tv_nsec))
  }

  package init(seconds: Int, nanoseconds: Int) {
    let (milliseconds, overflow) = seconds.multipliedReportingOverflow(by: 1000)
    self.init(
      milliseconds: overflow
        ? (seconds > 0 ? .max : .min) : milliseconds.addingSaturated(nanoseconds / 1_000_000))
  }

  package static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.milliseconds < right.milliseconds
  }

  /// `2026-11-23T10:41:58.250Z` (ISO 8601), as run.json has it.
  package var iso8601: String {
    let fields = fields
    let fraction = padded(floorModulo(milliseconds, 1000), 3)
    return "\(fields.date)T\(fields.time).\(fraction)Z"
  }

  /// `2026-11-23T10:41:58Z`, as tables for other programs have it.
  package var iso8601Seconds: String {
    let fields = fields
    return "\(fields.date)T\(fields.time)Z"
  }

  /// `2026-11-23 10:41:58 UTC`, as people read it.
  package var printed: String {
    let fields = fields
    return "\(fields.date) \(fields.time) UTC"
  }

  private var fields: (date: String, time: String) {
    let seconds = floorDivide(milliseconds, 1000)
    let day = civilDate(day: floorDivide(seconds, 86400))
    let second = floorModulo(seconds, 86400)
    return (
      "\(padded(day.year, 4))-\(padded(day.month, 2))-\(padded(day.day, 2))",
      "\(padded(second / 3600, 2)):\(padded(second / 60 % 60, 2)):\(padded(second % 60, 2))"
    )
  }
}

extension Timestamp {
  /// Reads `2026-11-23T10:41:58Z`, with or without three digits of milliseconds; returns nil for
  /// anything else.
  package init?(iso8601 text: String) {
    let bytes = Array(text.utf8)
    guard bytes.count == 20 || bytes.count == 24, bytes.last == UInt8(ascii: "Z") else {
      return nil
    }
    func number(_ range: Range<Int>) -> Int? {
      var value = 0
      for byte in bytes[range] {
        guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
        value = value * 10 + Int(byte - UInt8(ascii: "0"))
      }
      return value
    }
    let marks =
      [(4, "-"), (7, "-"), (10, "T"), (13, ":"), (16, ":")] + (bytes.count == 24 ? [(19, ".")] : [])
    guard marks.allSatisfy({ bytes[$0.0] == Array($0.1.utf8)[0] }),
      let year = number(0..<4), let month = number(5..<7), (1...12).contains(month),
      let day = number(8..<10), (1...31).contains(day),
      let hour = number(11..<13), hour < 24, let minute = number(14..<16), minute < 60,
      let second = number(17..<19), second < 60,
      let fraction = bytes.count == 24 ? number(20..<23) : 0
    else { return nil }
    let number = dayNumber(year: year, month: month, day: day)
    // Not the 31st of a month of 30 days.
    guard civilDate(day: number) == (year, month, day) else { return nil }
    let seconds = (number * 24 + hour) * 3600
    self.init(milliseconds: (seconds + minute * 60 + second) * 1000 + fraction)
  }
}

// Days from and to the proleptic Gregorian calendar, in eras of 400 years that start in March:
// Howard Hinnant, chrono-Compatible Low-Level Date Algorithms, 2013.

private func civilDate(day: Int) -> (year: Int, month: Int, day: Int) {
  let shifted = day + 719_468
  let era = floorDivide(shifted, 146_097)
  let dayOfEra = shifted - era * 146_097
  let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
  let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let shiftedMonth = (5 * dayOfYear + 2) / 153
  let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
  let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
  return (year, month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
}

private func dayNumber(year: Int, month: Int, day: Int) -> Int {
  let shiftedYear = month <= 2 ? year - 1 : year
  let era = floorDivide(shiftedYear, 400)
  let yearOfEra = shiftedYear - era * 400
  let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
  return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
}

private func floorDivide(_ value: Int, _ divisor: Int) -> Int {
  value >= 0 ? value / divisor : -((divisor - 1 - value) / divisor)
}

private func floorModulo(_ value: Int, _ divisor: Int) -> Int {
  value - floorDivide(value, divisor) * divisor
}

private func padded(_ value: Int, _ digits: Int) -> String {
  let text = String(value)
  return String(repeating: "0", count: max(0, digits - text.count)) + text
}
