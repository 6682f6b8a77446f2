import Files

/// The comparisons that a workspace has made on each test part: `runs/.ledger/PART.txt`, one line for
/// each distinct comparison, oldest first.
///
/// Each comparison at 5% claims a difference by chance in 5 of 100 cases, so their number says what
/// one claim among them is worth. A line is the SHA-256 of what was compared, so that repeating a
/// comparison counts nothing, and the files can be merged by hand.
package struct ComparisonLedger: Sendable {
  static let folderName = ".ledger"
  private static let largestFile = 64 << 20

  private let store: RunStore

  package init(_ store: RunStore) {
    self.store = store
  }

  /// A comparison's place among those on the same test part.
  package struct Place: Hashable, Sendable {
    /// From 1.
    package let ordinal: Int
    /// The number of comparisons so far.
    package let count: Int

    package init(ordinal: Int, count: Int) {
      self.ordinal = ordinal
      self.count = count
    }
  }

  /// Notes a comparison if it is new, and returns its place; nil if the ledger cannot be read or
  /// written, as in a workspace that is read-only. That is no reason to refuse a comparison.
  ///
  /// Any number of processes may note comparisons at once: lines are only appended, and two of one
  /// comparison count once.
  ///
  /// - Parameters:
  ///   - comparison: what is compared, as any text.
  ///   - part: the identity of the test part, as any text.
  package func note(_ comparison: String, on part: String) -> Place? {
    let line = Self.digest(comparison)
    let name = "\(Self.digest(part)).txt"
    do {
      guard let folder = try folder() else { return nil }
      if let place = try Self.place(of: line, in: name, folder).place { return place }
      let file = try folder.open(name, for: .appending)
      Self.waitForLock(of: file)
      let (place, isTorn) = try Self.place(of: line, in: name, folder)
      if let place { return place }
      // A power loss may have cut the last line.
      try file.write(Array((isTorn ? "\n" : "").utf8) + Array("\(line)\n".utf8))
      try file.synchronize()
      try file.close()
      return try Self.place(of: line, in: name, folder).place
    } catch {
      return nil
    }
  }

  private func folder() throws(RunError) -> RunFolder? {
    guard let runs = try store.runsFolder() else { return nil }
    if try runs.status(of: Self.folderName) == nil {
      // Another process may make it at the same moment.
      if let made = try? runs.makeFolder(Self.folderName) { return made }
    }
    return try runs.folder(Self.folderName)
  }

  /// Returns where a line is, if it is there, and whether the last line has no end.
  private static func place(
    of line: String, in name: String, _ folder: RunFolder
  ) throws(RunError) -> (place: Place?, isTorn: Bool) {
    let bytes = try folder.readIfPresent(name, limit: largestFile) ?? []
    var known: Set<String> = []
    var ordinal: Int?
    for text in String(decoding: bytes, as: UTF8.self).split(separator: "\n") {
      guard text.utf8.count == line.utf8.count, known.insert(String(text)).inserted else {
        continue
      }
      if text == line { ordinal = known.count }
    }
    let isTorn = bytes.last.map { $0 != UInt8(ascii: "\n") } ?? false
    return (ordinal.map { Place(ordinal: $0, count: known.count) }, isTorn)
  }

  /// Waits for a tenth of a second at most. Appending is whole without a lock on local file systems;
  /// network file systems need it.
  private static func waitForLock(of file: RunFile) {
    for _ in 0..<20 {
      guard (try? file.lock(exclusive: true)) == false else { return }
      usleep(5000)
    }
  }

  /// 32 hex digits of the SHA-256.
  private static func digest(_ text: String) -> String {
    String(SHA256.hash(Array(text.utf8)).description.prefix(32))
  }
}
