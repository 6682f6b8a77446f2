/// How the names of unfinished files begin where `publish` is asked for no other prefix.
package let scratchPrefix = ".tmp-"

extension Folder {
  /// Reads a whole regular file; one above the limit is refused unread.
  package func read(_ name: String, limit: Int) throws(Failure) -> [UInt8] {
    try open(name, for: .reading).readToEnd(limit: limit)
  }

  /// Reads a whole regular file and, from before the first byte was read, what it is known by.
  package func readIdentified(
    _ name: String, limit: Int
  ) throws(Failure) -> (bytes: [UInt8], identity: FileIdentity?) {
    let file = try open(name, for: .reading)
    let identity = try file.identity()
    return (try file.readToEnd(limit: limit, size: identity?.size), identity)
  }

  /// Reads a whole regular file; nil where there is none.
  package func readIfPresent(_ name: String, limit: Int) throws(Failure) -> [UInt8]? {
    do {
      return try read(name, limit: limit)
    } catch {
      if error.fault?.problem.isMissing == true { return nil }
      throw error
    }
  }

  /// Puts a file in place, new or instead of an old one, so that after a power loss at any moment
  /// the name stands for the old bytes or the new, never for a part.
  ///
  /// A scratch sibling is written and synchronised, renamed, and the folder synchronised; only
  /// then does this return. On an error the scratch file is removed and the old file stands. Mode,
  /// owner and group of an old file stay as far as the process may set them.
  ///
  /// - Parameter prefix: how the scratch sibling's name begins.
  package func publish(
    _ bytes: [UInt8], as name: String, scratch prefix: String = scratchPrefix
  ) throws(Failure) {
    try publish(as: name, scratch: prefix) { (file) throws(Failure) in try file.write(bytes) }
  }

  /// Puts a file in place whose bytes are written piece by piece; see `publish`.
  package func publish(
    as name: String, scratch prefix: String = scratchPrefix,
    _ write: (OpenFile<Failure>) throws(Failure) -> Void
  ) throws(Failure) {
    let scratch = scratchName(prefix)
    let file = try open(scratch, for: .creating)
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
