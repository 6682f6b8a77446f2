/// Returns the names in a folder, in no order; none where it cannot be read.
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

/// Whether there is a regular file, or a link to one. What cannot be looked at counts, so that
/// whoever reads it says why not.
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

/// Returns the first 4,096 bytes of a file in which the system tells something, as those in `/proc`;
/// nil where there is none.
package func textOfSystemFile(_ path: String) -> String? {
  let file = open(path, O_RDONLY | O_CLOEXEC)
  guard file >= 0 else { return nil }
  defer { close(file) }
  var bytes = [UInt8](repeating: 0, count: 4096)
  let count = read(file, &bytes, bytes.count)
  return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
}

/// The system's words for an error number.
package func systemWords(_ code: Int32) -> String { String(cString: strerror(code)) }

/// The value of an environment variable; nil where it is not set or empty.
package func environmentVariable(_ name: String) -> String? {
  guard let value = getenv(name), value.pointee != 0 else { return nil }
  return String(cString: value)
}
