package import Files

/// Files whose Nth call fails, and all later ones too where a killed process is meant.
///
/// A write that fails has written the first half.
package final class FaultyFiles: FileSystem {
  private let base: any FileSystem
  private let failing: Int
  private let code: Int32
  private let isKilled: Bool
  private let calls = Guarded(0)
  private let before: (@Sendable (Int) -> Void)?

  /// - Parameters:
  ///   - failing: the call that fails, from 0; a negative one never does.
  ///   - before: what somebody else does before a call, given its number.
  package init(
    _ base: any FileSystem, failing: Int, code: Int32, isKilled: Bool = false,
    before: (@Sendable (Int) -> Void)? = nil
  ) {
    self.before = before
    self.base = base
    self.failing = failing
    self.code = code
    self.isKilled = isKilled
  }

  /// How many calls there were.
  package var count: Int { calls.withLock { $0 } }

  private func check(_ half: () throws(FileProblem) -> Void = {}) throws(FileProblem) {
    let call = calls.withLock { count in
      defer { count += 1 }
      return count
    }
    before?(call)
    guard failing >= 0 else { return }
    if call == failing { try half() }
    if call == failing || isKilled && call > failing { throw .system(code) }
  }

  package func openFolder(path: String) throws(FileProblem) -> Int32 {
    try check()
    return try base.openFolder(path: path)
  }

  package func openFolder(_ name: String, in folder: Int32) throws(FileProblem) -> Int32 {
    try check()
    return try base.openFolder(name, in: folder)
  }

  package func makeFolder(_ name: String, in folder: Int32) throws(FileProblem) {
    try check()
    try base.makeFolder(name, in: folder)
  }

  package func removeFolder(_ name: String, in folder: Int32) throws(FileProblem) {
    try check()
    try base.removeFolder(name, in: folder)
  }

  package func names(in folder: Int32) throws(FileProblem) -> [String] {
    try check()
    return try base.names(in: folder)
  }

  package func kinds(
    in folder: Int32
  ) throws(FileProblem) -> [(name: String, kind: FileStatus.Kind?)] {
    try check()
    return try base.kinds(in: folder)
  }

  package func identity(
    of name: String, inside inner: String?, in folder: Int32
  ) throws(FileProblem) -> FileIdentity? {
    try check()
    return try base.identity(of: name, inside: inner, in: folder)
  }

  package func identity(of file: Int32) throws(FileProblem) -> FileIdentity? {
    try check()
    return try base.identity(of: file)
  }

  package func status(of name: String, in folder: Int32) throws(FileProblem) -> FileStatus? {
    try check()
    return try base.status(of: name, in: folder)
  }

  package func openFile(_ name: String, in folder: Int32, for use: FileUse) throws(FileProblem)
    -> Int32
  {
    try check()
    return try base.openFile(name, in: folder, for: use)
  }

  package func size(of file: Int32) throws(FileProblem) -> Int {
    try check()
    return try base.size(of: file)
  }

  package func touch(_ file: Int32) throws(FileProblem) {
    try check()
    try base.touch(file)
  }

  package func modificationTime(of file: Int32) throws(FileProblem) -> Int {
    try check()
    return try base.modificationTime(of: file)
  }

  package func read(_ file: Int32, count: Int) throws(FileProblem) -> [UInt8] {
    try check()
    return try base.read(file, count: count)
  }

  package func write(_ bytes: [UInt8], to file: Int32) throws(FileProblem) {
    try check { () throws(FileProblem) in
      try base.write(Array(bytes.prefix(bytes.count / 2)), to: file)
    }
    try base.write(bytes, to: file)
  }

  package func truncate(_ file: Int32, to size: Int) throws(FileProblem) {
    try check()
    try base.truncate(file, to: size)
  }

  package func synchronize(_ descriptor: Int32) throws(FileProblem) {
    try check()
    try base.synchronize(descriptor)
  }

  package func close(_ descriptor: Int32) throws(FileProblem) {
    // The descriptor is gone whatever close says.
    try base.close(descriptor)
    try check()
  }

  package func rename(
    _ name: String, in folder: Int32, to newName: String, in newFolder: Int32
  ) throws(FileProblem) {
    try check()
    try base.rename(name, in: folder, to: newName, in: newFolder)
  }

  package func removeFile(_ name: String, in folder: Int32) throws(FileProblem) {
    try check()
    try base.removeFile(name, in: folder)
  }

  package func takeAttributes(
    of name: String, in folder: Int32, for file: Int32
  ) throws(FileProblem) {
    try check()
    try base.takeAttributes(of: name, in: folder, for: file)
  }

  package func lock(_ file: Int32, exclusive: Bool) throws(FileProblem) -> Bool {
    try check()
    return try base.lock(file, exclusive: exclusive)
  }

  package func freeBytes(in folder: Int32) -> Int? { base.freeBytes(in: folder) }
}
