import Files

extension RunFolder {
  /// Removes the unfinished files of earlier holders of the run's lock, and returns their names. Only
  /// who holds the lock may call this.
  ///
  /// - Throws: a `RunError` where the folder cannot be read or a file cannot be removed.
  func removeScratch() throws(RunError) -> [String] {
    let names = try scratchFiles().map(\.name)
    for name in names { try removeFile(name) }
    return names
  }

  /// Returns the unfinished files: files alone, since no folder is ever written so.
  ///
  /// - Throws: a `RunError` where the folder cannot be read.
  func scratchFiles() throws(RunError) -> [(name: String, bytes: Int)] {
    var files: [(name: String, bytes: Int)] = []
    for name in try names() where name.hasPrefix(scratchPrefix) {
      guard let status = try status(of: name), status.kind == .file else { continue }
      files.append((name, status.size))
    }
    return files
  }
}
