extension Folder {
  /// Bytes of all files inside; links are not followed.
  func bytesInside() throws(RunError) -> Int {
    var bytes = 0
    for name in try names() {
      guard let status = try status(of: name) else { continue }
      bytes += status.kind == .folder ? try folder(name).bytesInside() : status.size
    }
    return bytes
  }

  /// Removes everything inside; links themselves go, not what they point at.
  func removeContents() throws(RunError) {
    for name in try names() {
      if try status(of: name)?.kind == .folder {
        try folder(name).removeContents()
        try removeFolder(name)
      } else {
        try removeFile(name)
      }
    }
    try synchronize()
  }
}
