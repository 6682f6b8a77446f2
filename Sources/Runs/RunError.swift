package import Datasets
import Files

/// A run that could not be started, saved, found or gone on with.
///
/// The message is one sentence without `error:`; the advice, a line each, says what to do.
package struct RunError: Error, Hashable, Sendable {
  /// What the caller's exit code follows from.
  package enum Kind: Hashable, Sendable {
    /// The work failed: exit 1.
    case failed
    /// An argument is wrong and nothing was written: exit 2.
    case usage
    /// Another process holds the run: exit 4.
    case held
    /// The data are missing or not what they were: exit 5.
    case data
  }

  package var kind: Kind
  package var message: String
  package var advice: [Remedy]
  /// The call that failed, where one did.
  package var fault: FileFault?
  /// Where the disk is full: `248 kB needed, 12 kB free`.
  var room: String?

  package init(
    _ kind: Kind, _ message: String, advice: [Remedy] = [], fault: FileFault? = nil
  ) {
    self.kind = kind
    self.message = message
    self.advice = advice
    self.fault = fault
  }

  init(_ problem: FileProblem, _ operation: FileOperation, _ path: String) {
    let fault = FileFault(path: path, operation: operation, problem: problem)
    self.init(.failed, fault.description, advice: fault.advice, fault: fault)
  }
}

/// A failed call on a file or folder.
package struct FileFault: Hashable, Sendable, CustomStringConvertible {
  package let path: String
  package let operation: FileOperation
  package let problem: FileProblem

  /// `runs/a-001/run.json: No space left on device, writing`.
  package var description: String {
    if problem == .symbolicLink { return "\(path) \(problem)" }
    if let code = lockCode { return NoLocks.problem(path, code: code) }
    return "\(path): \(problem), \(operation.rawValue)"
  }

  /// What to do where it is known, a line each.
  var advice: [Remedy] {
    if problem == .symbolicLink {
      return [
        "put in its place what it points to; to keep runs on another disk, let all of runs/ be a "
          + "link"
      ]
    }
    return lockCode == nil ? [] : NoLocks.advice.map { Remedy($0) }
  }

  /// The error number where the file system has no locks; nil where that is not the problem.
  var lockCode: Int32? {
    guard operation == .locking, let code = problem.code, MissingFeature.locks.isMeant(by: code)
    else { return nil }
    return code
  }
}
