import Files

/// Returns the names in a folder, in no order; none where it cannot be read.
func folderEntries(_ path: String) -> [String] {
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
func isRegularFile(_ path: String) -> Bool {
  var status = stat()
  guard stat(path, &status) == 0 else { return ![ENOENT, ENOTDIR, ELOOP].contains(errno) }
  return status.st_mode & S_IFMT == S_IFREG
}

/// Whether two paths lead to one file.
func isSameFile(_ left: String, _ right: String) -> Bool {
  var first = stat()
  var second = stat()
  guard stat(left, &first) == 0, stat(right, &second) == 0 else { return false }
  return first.st_dev == second.st_dev && first.st_ino == second.st_ino
}
