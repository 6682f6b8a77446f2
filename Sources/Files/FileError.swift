/// A failed call on a file or folder.
package struct FileError: Error, Hashable, Sendable {
  package let problem: FileProblem
  package let operation: FileOperation
  /// The path as messages print it.
  package let path: String

  package init(_ problem: FileProblem, _ operation: FileOperation, _ path: String) {
    self.problem = problem
    self.operation = operation
    self.path = path
  }

  /// The error number if the file system does not support locks, else nil.
  package var lockCode: Int32? {
    guard operation == .locking, let code = problem.code, MissingFeature.locks.isMeant(by: code)
    else { return nil }
    return code
  }

  /// Ways out, one per line; empty if none is known.
  package var advice: [String] {
    if problem == .symbolicLink {
      return [
        "replace it with what it points to; to keep runs on another disk, make runs/ itself a "
          + "link"
      ]
    }
    if problem.isLackOfSpace { return ["free some space, then repeat the command"] }
    return lockCode == nil ? [] : NoLocks.advice
  }
}

/// An error type that can wrap a `FileError`. A `Folder` throws its caller's error type.
package protocol FileFailure: Error {
  init(_ error: FileError)
  /// The failed call, or nil if the error has another cause.
  var fault: FileError? { get }
}

extension FileError: FileFailure {
  package init(_ error: FileError) { self = error }
  package var fault: FileError? { self }
}

extension FileError: CustomStringConvertible {
  /// `runs/a-001/run.json: No space left on device, writing`.
  package var description: String {
    if let code = lockCode { return NoLocks.problem(path, code: code) }
    switch problem {
    case .symbolicLink, .unwritable: return "\(path) \(problem)"
    case .namesNoFile: return "'\(path)' \(problem)"
    default: return "\(path): \(problem), \(operation.rawValue)"
    }
  }
}

/// What a failed call was doing. The raw value follows the problem in a message.
package enum FileOperation: String, Hashable, Sendable {
  case opening
  case creating
  case reading
  case writing
  case truncating
  case synchronizing
  case closing
  case renaming
  case removing
  case listing
  case locking
}
