/// The destination of an output that a person named.
///
/// A regular file is replaced as a whole. A pipe or a device is opened and written.
package enum OutputFile: Hashable, Sendable {
  /// An open descriptor: `-`, `/dev/stdout`, `/dev/fd/3`.
  case descriptor(Int32)
  /// A pipe or a device.
  case stream(path: String)
  /// A regular file, there or not.
  case file(folder: String, name: String)

  package static let standardOutput = OutputFile.descriptor(STDOUT_FILENO)

  /// The beginning of unfinished files' names. It differs from that in `runs/`, so that the
  /// maintenance of runs never removes them.
  static let scratchPrefix = ".output-tmp-"
  private static let maximumLinks = 40

  /// Determines what a path names. Links are followed to their end.
  ///
  /// - Throws: `FileError` for a folder, a disk, a path without a file name, and a cycle of links.
  package init(_ path: String) throws(FileError) {
    var path = path
    for _ in 0...Self.maximumLinks {
      if let descriptor = Self.descriptor(path) {
        self = .descriptor(descriptor)
        return
      }
      guard let target = Self.target(ofLink: path) else {
        try self.init(resolved: path)
        return
      }
      path = target.hasPrefix("/") ? target : Self.folder(of: path) + "/" + target
    }
    throw FileError(.system(ELOOP), .opening, path)
  }

  /// - Parameter path: of no link.
  private init(resolved path: String) throws(FileError) {
    switch InputFile.kind(of: path) {
    case .pipe, .socket, .device: self = .stream(path: path)
    case .folder: throw FileError(.unwritable(.folder), .opening, path.printable)
    case .disk: throw FileError(.unwritable(.disk), .opening, path.printable)
    case .file, nil:
      let name = path.split(separator: "/", omittingEmptySubsequences: false).last.map(String.init)
      guard let name, !name.isEmpty else {
        throw FileError(.namesNoFile, .opening, path.printable)
      }
      self = .file(folder: Self.folder(of: path), name: name)
    }
  }

  /// Writes the whole output.
  ///
  /// - Throws: `FileError` if it cannot be written. An old regular file is then unchanged.
  package func write(_ bytes: [UInt8], files: any FileSystem = SystemFiles()) throws(FileError) {
    switch self {
    case .descriptor(let descriptor):
      try Self.write(bytes, to: descriptor, path: "/dev/fd/\(descriptor)", files)
    case .stream(let path):
      let descriptor = open(path, O_WRONLY | O_CLOEXEC | O_NOCTTY)
      guard descriptor >= 0 else { throw FileError(.system(errno), .opening, path) }
      defer { close(descriptor) }
      try Self.write(bytes, to: descriptor, path: path, files)
    case .file(let folder, let name):
      try Folder<FileError>(path: folder, files: files)
        .publish(bytes, as: name, scratch: Self.scratchPrefix)
    }
  }

  private static func write(
    _ bytes: [UInt8], to descriptor: Int32, path: String, _ files: any FileSystem
  ) throws(FileError) {
    do {
      try files.write(bytes, to: descriptor)
    } catch {
      throw FileError(error, .writing, path)
    }
  }

  /// The number that a path gives an open descriptor. Written through its path a file would be
  /// written from its beginning.
  private static func descriptor(_ path: String) -> Int32? {
    switch path {
    case "-", "/dev/stdout": return STDOUT_FILENO
    case "/dev/stderr": return STDERR_FILENO
    default:
      for folder in ["/dev/fd/", "/proc/self/fd/"] where path.hasPrefix(folder) {
        return Int32(path.dropFirst(folder.count))
      }
      return nil
    }
  }

  private static func target(ofLink path: String) -> String? {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = readlink(path, &bytes, bytes.count)
    guard count > 0 else { return nil }
    return String(decoding: bytes.prefix(count).map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Returns the folder of a path; `.` for a plain name.
  private static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }
}
