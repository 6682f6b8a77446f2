extension Folder {
  /// Opens a folder of this process's file system, which is made if it is missing, and so are those
  /// above it.
  ///
  /// - Throws: a `FileError` if it cannot be made or opened.
  package convenience init(making path: String) throws(Failure) {
    var made = path.hasPrefix("/") ? "/" : ""
    for name in path.split(separator: "/") {
      made += made.isEmpty || made.hasSuffix("/") ? name : "/\(name)"
      guard mkdir(made, 0o777) != 0, errno != EEXIST else { continue }
      // One that is there may still be in a folder where nothing can be made.
      let code = errno
      guard InputFile.kind(of: made) == .folder else {
        throw Failure(FileError(.system(code), .creating, made))
      }
    }
    try self.init(path: path, files: SystemFiles())
  }
}
