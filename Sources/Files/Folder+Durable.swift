/// How the names of unfinished files begin where `publish` is asked for no other prefix.
package let scratchPrefix = ".tmp-"

extension Folder {
  /// Reads a whole regular file; one above the limit is refused unread.
  package func read(_ name: String, limit: Int) throws(Failure) -> [UInt8] {
    try open(name, for: .reading).readToEnd(limit: limit)
  }

  /// Reads a whole regular file, and its identity from before the first byte was read.
  package func readIdentified(
    _ name: String, limit: Int
  ) throws(Failure) -> (bytes: [UInt8], identity: FileIdentity?) {
    let file = try open(name, for: .reading)
    let identity = try file.identity()
    return (try file.readToEnd(limit: limit, size: identity?.size), identity)
  }

  /// Reads a whole regular file; returns nil if there is none.
  package func readIfPresent(_ name: String, limit: Int) throws(Failure) -> [UInt8]? {
    do {
      return try read(name, limit: limit)
    } catch {
      if error.fault?.problem.isMissing == true { return nil }
      throw error
    }
  }

  /// Creates or replaces a file, so that after a power loss at any moment the name has either the
  /// old bytes or the new ones, never a part.
  ///
  /// Writes and synchronises a scratch file beside it, renames that and synchronises the folder
  /// before it returns. On an error the scratch file is removed and the old file remains; the error
  /// names the file, never the scratch file. The mode, owner and group of an old file are preserved
  /// as far as the process may set them.
  ///
  /// - Parameter prefix: the beginning of the scratch file's name.
  package func publish(
    _ bytes: [UInt8], as name: String, scratch prefix: String = scratchPrefix
  ) throws(Failure) {
    try publish(as: name, scratch: prefix) { (file) throws(Failure) in try file.write(bytes) }
  }

  /// Creates or replaces a file whose bytes are written piece by piece; see `publish`.
  package func publish(
    as name: String, scratch prefix: String = scratchPrefix,
    _ write: (OpenFile<Failure>) throws(Failure) -> Void
  ) throws(Failure) {
    let scratch = scratchName(prefix)
    let file = try open(scratch, for: .creating, printed: name)
    do {
      try takeAttributes(of: name, for: file)
      try write(file)
      try file.synchronize()
      try file.close()
      try rename(scratch, to: name)
    } catch {
      try? removeFile(scratch)
      throw error
    }
    try synchronize()
  }

  /// Gives a new file the mode, owner and group of the one that it will replace.
  package func takeAttributes(of name: String, for file: OpenFile<Failure>) throws(Failure) {
    try file.calling(.creating) { (new) throws(FileProblem) in
      try withDescriptor { (descriptor) throws(FileProblem) in
        try files.takeAttributes(of: name, in: descriptor, for: new)
      }
    }
  }
}

/// `.tmp-4711-9f03ac`.
package func scratchName(_ prefix: String = scratchPrefix) -> String {
  let digits = String(UInt32.random(in: 0..<(1 << 24)) | 1 << 24, radix: 16).dropFirst()
  return "\(prefix)\(getpid())-\(digits)"
}
