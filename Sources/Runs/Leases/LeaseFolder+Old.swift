import Experiments
import Files

/// The leases that nobody needs any more, for `bench gc`.
extension LeaseFolder {
  /// The bytes of all leases of runs that nobody holds.
  ///
  /// - Parameter hasEnded: whether nothing will be written in a run's folder any more, as far as
  ///   its own files tell.
  /// - Throws: a `RunError` if the folder cannot be read.
  func oldBytes(hasEnded: (String) -> Bool) throws(RunError) -> Int {
    let now = Self.machineTime()
    var bytes = 0
    for (id, names) in try namesOfLeases() {
      guard let last = try newest(of: id).lease, isOld(last, id, at: now, hasEnded) else {
        continue
      }
      for name in names { bytes += try folder.status(of: name)?.size ?? 0 }
    }
    return bytes
  }

  /// Removes all leases of runs that nobody holds.
  ///
  /// Each run is claimed first, so that nobody else claims it meanwhile. The oldest lease goes
  /// first, and that claim last. Whoever had seen the last lease before and claims the number after it
  /// now looks once more at the last one, and finds that it is gone.
  ///
  /// - Throws: a `RunError` if something cannot be removed.
  func removeOld(hasEnded: (String) -> Bool) throws(RunError) -> Int {
    let now = try fileSystemTime()
    var bytes = 0
    for (id, names) in try namesOfLeases() {
      guard let last = try newest(of: id).lease, isOld(last, id, at: now, hasEnded),
        case .granted(let claim, _) = try claim(id)
      else { continue }
      for name in names { bytes += try folder.status(of: name)?.size ?? 0 }
      for number in 1...claim.number { try folder.removeFile(Self.file(id, number)) }
    }
    return bytes
  }

  /// Whether no process holds a run, and none that held it can still write.
  private func isOld(
    _ lease: FoundLease, _ id: String, at now: Int, _ hasEnded: (String) -> Bool
  ) -> Bool {
    let record = lease.record
    let here = LockHolder.current()
    if record.isReleased { return true }
    if record.holder != nil, record.possibleWriters.allSatisfy({ isGone($0, from: here) }) {
      return true
    }
    return now - lease.renewed > Self.longestSeconds * 1_000_000_000 && hasEnded(id)
  }

  /// The leases of a run that has ended are old after this time without renewal. No lease holds
  /// longer.
  private static var longestSeconds: Int { LeaseTerm.allowedSeconds.upperBound }

  /// The names of the leases of each run.
  private func namesOfLeases() throws(RunError) -> [(key: String, value: [String])] {
    var names: [String: [String]] = [:]
    for name in try folder.names() {
      guard let dot = name.lastIndex(of: "."), Int(name[name.index(after: dot)...]) != nil,
        RunID.isValid(String(name[..<dot]))
      else { continue }
      names[String(name[..<dot]), default: []].append(name)
    }
    return names.sorted { $0.key < $1.key }
  }
}
