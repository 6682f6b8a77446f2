/// Returns the names in a folder, in no particular order; empty if it cannot be read.
package func folderEntries(_ path: String) -> [String] {
  guard let folder = opendir(path) else { return [] }
  defer { closedir(folder) }
  var names: [String] = []
  while let entry = readdir(folder) {
    let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
      String(validating: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
    if let name { names.append(name) }
  }
  return names
}

/// Whether the path is a regular file or a link to one. A path that cannot be examined counts as a
/// file, so that the attempt to read it reports why.
package func isRegularFile(_ path: String) -> Bool {
  var status = stat()
  guard stat(path, &status) == 0 else { return ![ENOENT, ENOTDIR, ELOOP].contains(errno) }
  return status.st_mode & S_IFMT == S_IFREG
}

/// Whether two paths lead to one file.
package func isSameFile(_ left: String, _ right: String) -> Bool {
  var first = stat()
  var second = stat()
  guard stat(left, &first) == 0, stat(right, &second) == 0 else { return false }
  return first.st_dev == second.st_dev && first.st_ino == second.st_ino
}

/// Returns the first 4,096 bytes of a file of the system, such as those in `/proc`; nil if there is
/// none.
package func textOfSystemFile(_ path: String) -> String? {
  let file = open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { return nil }
  defer { close(file) }
  var bytes = [UInt8](repeating: 0, count: 4096)
  let count = read(file, &bytes, bytes.count)
  return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
}

/// Returns the system's message for an error number.
package func systemWords(_ code: Int32) -> String { String(cString: strerror(code)) }

/// Returns the value of an environment variable; nil if it is not set or empty.
package func environmentVariable(_ name: String) -> String? {
  guard let value = getenv(name), value.pointee != 0 else { return nil }
  return String(cString: value)
}
