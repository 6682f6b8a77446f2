import Files

/// The limit of nesting for recursion, because each level takes a descriptor.
private let deepestNesting = 32

extension RunFolder {
  /// Returns the bytes of all files inside, to a depth that bench never exceeds; links are not
  /// followed.
  ///
  /// - Throws: a `RunError` if a folder cannot be read.
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

  /// Removes everything inside. Links are removed, not what they point to. The contents may
  /// reappear after a power loss until the folder, or the one in which it is removed, is
  /// synchronised.
  ///
  /// - Throws: a `RunError` if something cannot be removed.
  func removeContents() throws(RunError) {
    // Folders that are nested too deep are moved up here and removed in the next round.
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
  /// Returns the sum, or the largest integer if the sum is larger, because files may claim any
  /// number.
  package func addingSaturated(_ other: Int) -> Int {
    let (sum, overflow) = addingReportingOverflow(other)
    return overflow ? (other > 0 ? .max : .min) : sum
  }
}
