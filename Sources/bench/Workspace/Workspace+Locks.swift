import Datasets
import Files
import Runs

extension Workspace {
  /// The word by which this program, started by itself, tries to lock a file.
  static let lockTrialWord = "__try-lock"

  /// This workspace, relying on leases if other processes do not see its locks.
  ///
  /// - Parameter isWriting: whether runs will begin: then it is tried if it is not known.
  func knowingLocks(isWriting: Bool) throws -> Workspace {
    let isSeen =
      isWriting ? try store.tryLocks(asking: Self.tryInAnotherProcess) : try store.locksAreSeen()
    guard isSeen == false else { return self }
    return try relyingOnLeases()
  }

  /// This workspace, with its runs held by leases.
  func relyingOnLeases() throws(UsageError) -> Workspace {
    var workspace = self
    workspace.leases = .always(try Self.leaseTerm())
    return workspace
  }

  /// How long a lease holds: `BENCH_LEASE_SECONDS`, or the standard term.
  private static func leaseTerm() throws(UsageError) -> LeaseTerm {
    guard let text = environmentVariable("BENCH_LEASE_SECONDS") else { return .standard }
    guard let seconds = Int(text), LeaseTerm.allowedSeconds.contains(seconds) else {
      throw UsageError(
        problem: "BENCH_LEASE_SECONDS '\(text)': not a number of seconds from 1 to 86400",
        advice: ["leave it out: a lease holds \(LeaseTerm.standard.seconds) s"])
    }
    return LeaseTerm(seconds: seconds)
  }

  private static func tryInAnotherProcess(_ path: String) -> LockTrial? {
    guard
      let program = try? ChildProgram(
        [ProgramName.absolute, lockTrialWord, path], hasMessages: false)
    else { return nil }
    while program.isOpen { _ = program.read(milliseconds: 1000) }
    guard case .exit(let status) = program.ending() else { return nil }
    return LockTrial(rawValue: status)
  }
}
