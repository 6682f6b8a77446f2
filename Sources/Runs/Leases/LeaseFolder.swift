import Experiments
import Files

/// The leases of a workspace: `runs/.leases/`.
struct LeaseFolder: Sendable {
  static let name = ".leases"

  let folder: RunFolder
  let term: LeaseTerm
  /// The clock of this machine, which counts while it sleeps.
  let now: @Sendable () -> ContinuousClock.Instant

  /// The outcome of a claim.
  enum Claim {
    /// - Parameter takenOver: whether an earlier holder may still write in the run's folder.
    case granted(Lease, takenOver: Bool)
    /// Another process holds it; nil: it is not known which.
    case held(LockHolder?)
  }

  init(
    _ folder: RunFolder, term: LeaseTerm,
    now: @escaping @Sendable () -> ContinuousClock.Instant = { .now }
  ) {
    self.folder = folder
    self.term = term
    self.now = now
  }

  /// Claims a run: by exclusive creation, which one of any number of machines succeeds in.
  ///
  /// - Throws: a `RunError` if the folder cannot be read or written.
  func claim(
    _ id: String, for holder: LockHolder = .current()
  ) throws(RunError) -> Claim {
    for _ in 0..<Self.mostAttempts {
      let (number, last) = try newest(of: id)
      if let last, !last.record.isReleased, !isGone(last.record.holder, from: holder),
        !last.isOver(at: try fileSystemTime())
      {
        return .held(last.record.holder)
      }
      var record = LeaseRecord(holder: holder, term: term)
      if let last, !last.record.isReleased {
        // An unknown holder counts as one that lives.
        let writers =
          last.record.holder == nil
          ? [.unknown] : last.record.possibleWriters.filter { !isGone($0, from: holder) }
        record.replaced = writers.first
      }
      let start = now()
      do {
        let file = try folder.open(Self.file(id, number + 1), for: .creating)
        if let last, try !isStill(last.file, id, number) {
          // `gc` removed the old leases meanwhile: the count begins again.
          try folder.removeFile(Self.file(id, number + 1))
          continue
        }
        let lease = Lease(
          id: id, number: number + 1, record: record, file: file, of: self, at: start)
        try lease.write()
        return .granted(lease, takenOver: record.replaced != nil)
      } catch {
        // Another process was faster: look again at what it wrote.
        guard error.fault?.problem.isTaken == true else { throw error }
        usleep(2000)
      }
    }
    return .held(nil)
  }

  /// A machine may remember for a while that a name was free.
  private static let mostAttempts = 100

  /// Returns who claimed a run last, and whether that seems to hold; nil if it was given back.
  ///
  /// For a list or a message alone: nothing is written, so this goes by this machine's clock.
  static func state(
    of id: String, in folder: RunFolder
  ) throws(RunError) -> (holder: LockHolder?, isValid: Bool)? {
    let leases = LeaseFolder(folder, term: .standard)
    guard let last = try leases.newest(of: id).lease, !last.record.isReleased else { return nil }
    let holder = last.record.holder
    return (holder, !last.isOver(at: machineTime()) && !leases.isGone(holder, from: .current()))
  }

  /// Whether an open file still is the lease with this number. As long as it is open no other file is
  /// the same, even after it was removed.
  func isStill(_ file: RunFile, _ id: String, _ number: Int) throws(RunError) -> Bool {
    do {
      let named = try folder.open(Self.file(id, number), for: .reading)
      return try named.identity()?.inode == file.identity()?.inode
    } catch {
      if error.fault?.problem.isMissing == true { return false }
      throw error
    }
  }

  /// The last lease of a run, and its number; 0 and nil if there is none yet.
  func newest(of id: String) throws(RunError) -> (number: Int, lease: FoundLease?) {
    var found: (number: Int, lease: FoundLease?) = (0, nil)
    while let lease = try read(id, found.number + 1) { found = (found.number + 1, lease) }
    return found
  }

  /// Opens the file, because a network file system then asks its server.
  private func read(_ id: String, _ number: Int) throws(RunError) -> FoundLease? {
    do {
      let file = try folder.open(Self.file(id, number), for: .reading)
      let renewed = try file.modificationTime()
      let bytes = try file.readToEnd(limit: LeaseRecord.maximumBytes)
      return FoundLease(record: LeaseRecord(parsing: bytes), renewed: renewed, file: file)
    } catch {
      if error.fault?.problem.isMissing == true { return nil }
      throw error
    }
  }

  /// Now, by the clock of the file system, in nanoseconds: the time of a file that is made for it.
  func fileSystemTime() throws(RunError) -> Int {
    let name = scratchName(".clock-")
    let file = try folder.open(name, for: .creating)
    defer { try? folder.removeFile(name) }
    try file.touch()
    return try file.modificationTime()
  }

  /// Now, by this machine's clock, in nanoseconds: for what only reads.
  static func machineTime() -> Int {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
  }

  func isGone(_ holder: LockHolder?, from here: LockHolder) -> Bool {
    holder?.isGone(from: here) ?? false
  }

  static func file(_ id: String, _ number: Int) -> String { "\(id).\(number)" }
}
