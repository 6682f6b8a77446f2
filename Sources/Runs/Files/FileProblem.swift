#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Why a call of a `FileSystem` failed.
package enum FileProblem: Error, Hashable, Sendable {
  /// The system's error number.
  case system(Int32)
  case symbolicLink
  /// A folder, FIFO, socket or device where a file should be.
  case notRegularFile
  case tooLarge(bytes: Int, limit: Int)

  /// The system's error number; nil for what we refuse ourselves.
  package var code: Int32? {
    if case .system(let code) = self { code } else { nil }
  }

  /// Whether nothing has the name.
  package var isMissing: Bool { code == ENOENT }

  /// Whether something has the name already.
  package var isTaken: Bool { code == EEXIST }

  /// Whether a rename would have to copy.
  var isOnAnotherFileSystem: Bool { code == EXDEV }

  /// Whether room would help.
  package var isLackOfSpace: Bool { code == ENOSPC || code == EDQUOT }
}

extension FileProblem: CustomStringConvertible {
  /// `No space left on device`, in the system's own words where it is the system that refuses.
  package var description: String {
    switch self {
    case .system(let code): String(cString: strerror(code))
    case .symbolicLink: "is a symbolic link, which bench does not follow there"
    case .notRegularFile: "is no regular file"
    case .tooLarge(let bytes, let limit): "\(bytes) bytes are more than the \(limit) allowed"
    }
  }
}

/// What was being done when a call failed; the words stand before the path in a sentence.
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
