/// The reason why a file or folder cannot be used.
package enum FileProblem: Error, Hashable, Sendable {
  /// The system's error number.
  case system(Int32)
  case symbolicLink
  /// A folder, FIFO, socket or device where a file should be.
  case notRegularFile
  /// A kind of file that cannot be read here.
  ///
  /// - Parameter isReadAgain: whether a file is wanted that can be read more than once.
  case unreadable(FileKind, isReadAgain: Bool)
  /// A folder or disk where an output should go.
  case unwritable(FileKind)
  /// A path that ends in a slash where an output should go.
  case namesNoFile
  /// - Parameter bytes: the size; nil if reading stopped at the limit.
  case tooLarge(bytes: Int?, limit: Int)
  /// Another process changed the file while it was read.
  case changed

  /// The system's error number; nil if bench refuses the file itself.
  package var code: Int32? {
    if case .system(let code) = self { code } else { nil }
  }

  /// Whether the file does not exist.
  package var isMissing: Bool { code == ENOENT }

  /// Whether something with the name already exists.
  package var isTaken: Bool { code == EEXIST }

  /// Whether the target of a rename is on another file system.
  package var isOnAnotherFileSystem: Bool { code == EXDEV }

  /// Whether the disk or a quota is full.
  package var isLackOfSpace: Bool { code == ENOSPC || code == EDQUOT }
}

extension FileProblem: CustomStringConvertible {
  /// The part of a message that follows the path, such as `No space left on device`. If the system
  /// refuses, this is the system's own message.
  package var description: String {
    switch self {
    case .system(let code): systemWords(code)
    case .symbolicLink: "is a symbolic link, which bench does not follow there"
    case .notRegularFile: "is not a regular file"
    case .unreadable(let kind, let isReadAgain):
      isReadAgain && kind != .folder
        ? "is \(kind.words), which cannot be read twice; save it to a file first"
        : "is \(kind.words), expected a file"
    case .unwritable(let kind): "is \(kind.words), expected a file to write to"
    case .namesNoFile: "names no file"
    case .tooLarge(let bytes?, let limit): "\(bytes) bytes are more than the \(limit) allowed"
    case .tooLarge(nil, let limit): "more than the \(limit) bytes allowed"
    case .changed: "changed while it was read; run the command again once the file is complete"
    }
  }
}
