package import Datasets
package import Files

/// An error in starting, saving, finding or resuming a run.
///
/// The message is one sentence without `error:`. The advice says what to do, one line each.
package struct RunError: FileFailure, Hashable, Sendable {
  /// The kind that determines the exit status.
  package enum Kind: Hashable, Sendable {
    /// The work failed: exit 1.
    case failed
    /// An argument is wrong and nothing was written: exit 2.
    case usage
    /// Another process holds the run: exit 4.
    case held
    /// The data are missing or have changed: exit 5.
    case data
  }

  package var kind: Kind
  package var message: String
  package var advice: [Remedy]
  /// The failed call, if there was one.
  package var fault: FileError?
  /// For a full disk: `248 kB needed, 12 kB free`.
  var room: String?

  package init(
    _ kind: Kind, _ message: String, advice: [Remedy] = [], fault: FileError? = nil
  ) {
    self.kind = kind
    self.message = message
    self.advice = advice
    self.fault = fault
  }

  /// A failed call on a file or folder. If an output cannot be written to a path, the argument is
  /// wrong.
  package init(_ error: FileError) {
    let kind: Kind =
      switch error.problem {
      case .unwritable, .namesNoFile: .usage
      default: .failed
      }
    let advice =
      error.problem.isLackOfSpace
      ? ["free some space; what can go: \(command: .listGarbage)"]
      : error.advice.map { Remedy($0) }
    self.init(kind, error.description, advice: advice, fault: error)
  }
}

extension RunError {
  /// Whether the disk, or what its owner may use of it, is full.
  package var isLackOfSpace: Bool { fault?.problem.isLackOfSpace ?? false }
}

/// A folder of a workspace: its calls throw `RunError`.
package typealias RunFolder = Folder<RunError>
/// An open file of a workspace: its calls throw `RunError`.
package typealias RunFile = OpenFile<RunError>
