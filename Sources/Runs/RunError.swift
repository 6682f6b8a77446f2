package import Datasets
package import Files

/// A run that could not be started, saved, found or gone on with.
///
/// The message is one sentence without `error:`; the advice, a line each, says what to do.
package struct RunError: FileFailure, Hashable, Sendable {
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
  package var fault: FileError?
  /// Where the disk is full: `248 kB needed, 12 kB free`.
  var room: String?

  package init(
    _ kind: Kind, _ message: String, advice: [Remedy] = [], fault: FileError? = nil
  ) {
    self.kind = kind
    self.message = message
    self.advice = advice
    self.fault = fault
  }

  /// A failed call on a file or folder; an output that has no place is a wrong argument.
  package init(_ error: FileError) {
    let kind: Kind =
      switch error.problem {
      case .unwritable, .namesNoFile: .usage
      default: .failed
      }
    self.init(kind, error.description, advice: error.advice.map { Remedy($0) }, fault: error)
  }
}

/// A folder of a workspace: its calls throw `RunError`.
package typealias RunFolder = Folder<RunError>
/// An open file of a workspace: its calls throw `RunError`.
package typealias RunFile = OpenFile<RunError>
