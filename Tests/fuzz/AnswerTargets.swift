import Experiments
import Runs

/// What git answers: a commit is one, and no filter that has a program goes unnoticed.
@Sendable func fuzzGit(_ input: [UInt8]) {
  let text = String(decoding: input, as: UTF8.self)
  if let commit = GitStatus.commit(in: text) {
    let isHexadecimal = commit.utf8.allSatisfy {
      (0x30...0x39).contains($0) || (0x61...0x66).contains($0)
    }
    expect([40, 64].contains(commit.utf8.count) && isHexadecimal, "'\(commit)' is no commit")
    expect(text.utf8.starts(with: commit.utf8), "a commit that git did not say")
  }
  // Each key is `filter.NAME.clean` or the like, where the name may be anything.
  let keys = text.unicodeScalars.split(separator: "\0").map { Array(String($0).utf8) }
  let programs = keys.filter { key in
    key.starts(with: "filter.".utf8)
      && [".clean", ".process"].contains {
        key.count >= 7 + $0.utf8.count && key.suffix($0.utf8.count).elementsEqual($0.utf8)
      }
  }
  guard let names = GitStatus.filterNames(in: text) else {
    expect(!programs.isEmpty, "a filter that there is not")
    return
  }
  for name in names {
    expect(!name.isEmpty && name.utf8.allSatisfy(isPlain), "'\(name)' is no single name for git")
  }
  for key in programs {
    let isKnown = names.contains {
      ["filter.\($0).clean", "filter.\($0).process"].contains { key.elementsEqual($0.utf8) }
    }
    expect(isKnown, "\(String(decoding: key, as: UTF8.self)) goes unnoticed")
  }
}

private func isPlain(_ byte: UInt8) -> Bool {
  (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
    || "._-".utf8.contains(byte)
}

/// A moment that is read is written as it stood there; of any number the nearest is, that can be
/// read again; and ages lie in the past.
@Sendable func fuzzTime(_ input: [UInt8]) {
  let text = String(decoding: input, as: UTF8.self)
  if let time = Timestamp(iso8601: text) {
    expect([time.iso8601, time.iso8601Seconds].contains(text), "\(text) reads as \(time.iso8601)")
    expect(QueryTime.moment(text, now: time) == time, "--where reads another moment")
  }
  let now = Timestamp(milliseconds: 1_795_430_518_250)
  if let moment = QueryTime.moment(text, now: now) {
    expect(!text.hasPrefix("-") || moment <= now, "\(text) is to come")
    let isDate = text.utf8.count == 10 && !text.hasPrefix("-")
    expect(!isDate || moment.iso8601.hasPrefix(text), "\(text) reads as \(moment.iso8601)")
  }
  let word = input.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
  let milliseconds = Int(truncatingIfNeeded: word)
  for time in [
    Timestamp(milliseconds: milliseconds),
    Timestamp(seconds: milliseconds, nanoseconds: Int(word % 1_000_000_000)),
  ] {
    expect(Timestamp(iso8601: time.iso8601) == time, "\(time.iso8601) reads as another moment")
    guard let second = Timestamp(iso8601: time.iso8601Seconds) else {
      expect(false, "\(time.iso8601Seconds) is refused")
      return
    }
    let later = time.milliseconds - second.milliseconds
    expect((0..<1000).contains(later), "\(time.iso8601Seconds) is \(later) ms off")
    let printed = Array(time.iso8601Seconds.dropLast()).map { $0 == "T" ? " " : $0 }
    expect(time.printed == String(printed) + " UTC", "people read \(time.printed)")
  }
}

/// What a lock's file says of its holder: it is written as it is read, and the command that ends
/// the holder ends one process.
@Sendable func fuzzLock(_ input: [UInt8]) {
  guard let holder = LockHolder(parsing: input) else { return }
  expect(LockHolder(parsing: Array(holder.text.utf8)) == holder, "written again, another holder")
  var (neighbour, stranger) = (holder, holder)
  neighbour.numbering = "pid:[1]"
  stranger.host += "x"
  for here in [holder, neighbour, stranger] {
    let advice = holder.ending(from: here)
    // A character may be written by its code.
    expectPlain(advice, atMost: 10 * input.count + 200)
    let words = advice.split(separator: "kill ").last?.split(separator: " ") ?? []
    expect(words.first.flatMap { Int32($0) }.map { $0 > 0 } ?? false, "\(advice): of no process")
  }
}
