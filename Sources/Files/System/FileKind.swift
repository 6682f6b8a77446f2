/// What a path names, following links.
package enum FileKind: Hashable, Sendable {
  case file
  case folder
  case pipe
  case socket
  /// A terminal, `/dev/null` and the like.
  case device
  /// A block device. Writing to it would destroy its data.
  case disk

  package init(_ status: stat) {
    switch status.st_mode & S_IFMT {
    case S_IFREG: self = .file
    case S_IFDIR: self = .folder
    case S_IFIFO: self = .pipe
    case S_IFSOCK: self = .socket
    case S_IFBLK: self = .disk
    default: self = .device
    }
  }

  /// `a folder`
  package var words: String {
    switch self {
    case .file: "a file"
    case .folder: "a folder"
    case .pipe: "a pipe"
    case .socket: "a socket"
    case .device: "a device"
    case .disk: "a disk"
    }
  }
}
