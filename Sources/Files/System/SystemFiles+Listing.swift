extension SystemFiles {
  package func names(in folder: Int32) throws(FileProblem) -> [String] {
    try kinds(in: folder).map(\.name)
  }

  package func kinds(
    in folder: Int32
  ) throws(FileProblem) -> [(name: String, kind: FileStatus.Kind?)] {
    let copy = try retried { openat(folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC) }
    guard let stream = fdopendir(copy) else {
      let code = errno
      _ = Self.closeOnce(copy)
      throw .system(code)
    }
    defer { closedir(stream) }
    var found: [(name: String, kind: FileStatus.Kind?)] = []
    while true {
      errno = 0
      guard let entry = readdir(stream) else {
        if errno != 0 { throw .system(errno) }
        return found
      }
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { found.append((name, Self.kind(entry.pointee.d_type))) }
    }
  }

  package func identity(
    of name: String, inside inner: String?, in folder: Int32
  ) throws(FileProblem) -> FileIdentity? {
    try checkName(name)
    if let inner { try checkName(inner) }
    var status = stat()
    let path = inner.map { $0 + "/" + name } ?? name
    do {
      _ = try retried { fstatat(folder, path, &status, AT_SYMLINK_NOFOLLOW) }
    } catch {
      if error.isMissing { return nil }
      throw error
    }
    return Self.kind(of: status) == .file ? FileIdentity(status) : nil
  }

  package func identity(of file: Int32) throws(FileProblem) -> FileIdentity? {
    var status = stat()
    _ = try retried { fstat(file, &status) }
    return FileIdentity(status)
  }

  /// nil if the folder does not say.
  private static func kind(_ type: UInt8) -> FileStatus.Kind? {
    switch Int(type) {
    case Int(DT_REG): .file
    case Int(DT_DIR): .folder
    case Int(DT_LNK): .symbolicLink
    case Int(DT_UNKNOWN): nil
    default: .other
    }
  }
}
