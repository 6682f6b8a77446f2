import Datasets
import Dispatch
import Engine
import Experiments
import Files

/// A run's lease, held by this process until `release`.
final class Lease: Sendable {
  private struct State {
    var number: Int
    var record: LeaseRecord
    var file: RunFile
    var renewed: ContinuousClock.Instant
    var isLost = false
    var isReleased = false
  }

  let id: String
  private let leases: LeaseFolder
  private let state: Guarded<State>
  private let end = DispatchSemaphore(value: 0)

  init(
    id: String, number: Int, record: LeaseRecord, file: RunFile, of leases: LeaseFolder,
    at now: ContinuousClock.Instant
  ) {
    self.id = id
    self.leases = leases
    state = Guarded(State(number: number, record: record, file: file, renewed: now))
  }

  /// Renews in a thread of its own until the lease is released or lost.
  func startRenewing() {
    let interval = leases.term.interval / .milliseconds(1)
    _ = startThread { [self] in
      while end.wait(timeout: .now() + .milliseconds(Int(interval))) == .timedOut {
        // What cannot be renewed now is tried again, and noticed by the next write.
        try? renew()
        if state.withLock(\.isLost) { return }
      }
    }
  }

  /// Says that the holder lives. One that says so too late must claim the run again.
  ///
  /// - Throws: a `RunError` of kind `held` if another process has taken the run over, or of another
  ///   kind if the lease cannot be written.
  func renew() throws(RunError) {
    try state.withLock { (state) throws(RunError) in
      guard !state.isReleased else { return }
      let start = leases.now()
      if start - state.renewed < leases.term.trusted {
        // Seen early it saves work; the folder is safe without.
        guard try leases.folder.status(of: next(state)) == nil else { throw lose(&state) }
        try state.file.touch()
      } else {
        try claimAgain(&state)
      }
      state.renewed = start
    }
  }

  /// Refuses to write if another process may hold the run by now.
  ///
  /// - Throws: as `renew`.
  func requireHeld() throws(RunError) {
    let (age, isLost) = state.withLock { (leases.now() - $0.renewed, $0.isLost) }
    if isLost { throw takenOver() }
    if age >= leases.term.trusted { try renew() }
  }

  /// The number of its file.
  var number: Int { state.withLock(\.number) }

  /// Whether another process is known to have taken the run over.
  var isLost: Bool { state.withLock(\.isLost) }

  /// Whether a process is the earlier holder that may still write in the run's folder.
  func replaces(_ holder: LockHolder) -> Bool {
    guard let replaced = state.withLock(\.record.replaced) else { return false }
    return replaced == .unknown || replaced.isSame(as: holder)
  }

  /// Notes that no earlier holder can write in the run's folder any more.
  func settle() throws(RunError) {
    state.withLock { $0.record.replaced = nil }
    try write()
  }

  /// Gives the run free for the next claim.
  func release() {
    end.signal()
    state.withLock { state in
      guard !state.isReleased, !state.isLost else { return }
      state.isReleased = true
      state.record.isReleased = true
      // Unwritten, its time runs out.
      try? Self.write(state, in: leases.folder, id: id)
    }
  }

  /// Gives the run back as it was before it was claimed, with an earlier holder that may still
  /// write.
  func abandon() {
    end.signal()
    state.withLock { state in
      guard !state.isReleased, !state.isLost else { return }
      state.isReleased = true
      state.record.holder = state.record.replaced
      state.record.term = LeaseTerm(seconds: 0)
      try? Self.write(state, in: leases.folder, id: id)
    }
  }

  /// Writes who holds it.
  func write() throws(RunError) {
    try state.withLock { (state) throws(RunError) in
      try Self.write(state, in: leases.folder, id: id)
    }
  }

  private static func write(
    _ state: State, in folder: RunFolder, id: String
  ) throws(RunError) {
    let text = Array(state.record.text.utf8)
    do {
      let file = try folder.open(LeaseFolder.file(id, state.number), for: .locking)
      try file.write(text)
      try file.truncate(to: text.count)
      try file.close()
    } catch {
      // A lease without a name holds as well; `gc` can then make room.
      guard error.isLackOfSpace else { throw error }
    }
  }

  private func next(_ state: State) -> String { LeaseFolder.file(id, state.number + 1) }

  private func claimAgain(_ state: inout State) throws(RunError) {
    let file: RunFile
    do {
      file = try leases.folder.open(next(state), for: .creating)
    } catch {
      throw error.fault?.problem.isTaken == true ? lose(&state) : error
    }
    guard try leases.isStill(state.file, id, state.number) else {
      // `gc` removed a lease that had not been renewed for a day.
      try leases.folder.removeFile(next(state))
      throw lose(&state)
    }
    state.file = file
    state.number += 1
    try Self.write(state, in: leases.folder, id: id)
  }

  private func lose(_ state: inout State) -> RunError {
    state.isLost = true
    return takenOver()
  }

  private func takenOver() -> RunError {
    RunError(
      .held,
      "\(id) was taken over by another process, since this one did not renew its lease for "
        + "\(leases.term.seconds) s",
      advice: ["nothing is lost: the other one makes the same bits"])
  }
}
