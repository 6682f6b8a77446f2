import Files

/// So deep folders inside folders are looked into one inside the other; each takes a descriptor.
private let deepestNesting = 32

extension RunFolder {
  /// Bytes of all files inside, as far as folders are not nested deeper than anything bench makes;
  /// links are not followed.
  ///
  /// - Throws: a `RunError` where a folder cannot be read.
  func bytesInside(depth: Int = 0) throws(RunError) -> Int {
    var bytes = 0
    for name in try names() {
      guard let status = try status(of: name) else { continue }
      if status.kind != .folder {
        bytes = bytes.addingSaturated(status.size)
      } else if depth < deepestNesting {
        bytes = bytes.addingSaturated(try folder(name).bytesInside(depth: depth + 1))
      }
    }
    return bytes
  }

  /// Removes everything inside; links themselves go, not what they point at. It may be there again
  /// after a power loss until the folder is synchronised, or that in which it is removed.
  ///
  /// - Throws: a `RunError` where something cannot be removed.
  func removeContents() throws(RunError) {
    // Folders that lie too deep are moved up here and removed in the next round.
    while try removeContents(depth: 0, top: self) {}
  }

  /// - Returns: whether something was moved up.
  private func removeContents(depth: Int, top: RunFolder) throws(RunError) -> Bool {
    var hasMoved = false
    for name in try names() {
      guard try status(of: name)?.kind == .folder else {
        try removeFile(name)
        continue
      }
      if depth == deepestNesting {
        try move(name, into: top, as: scratchName())
        hasMoved = true
      } else {
        if try folder(name).removeContents(depth: depth + 1, top: top) { hasMoved = true }
        try removeFolder(name)
      }
    }
    return hasMoved
  }
}

extension Int {
  /// The sum, or the largest number where it is larger: what a file says may be any number.
  package func addingSaturated(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other > 0 ? .max : .min) : sum
  }
}
