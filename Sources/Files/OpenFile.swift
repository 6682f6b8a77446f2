import Synchronization

/// An open regular file. Writers close it themselves, since closing can fail; otherwise it is
/// closed when the last reference goes.
package final class OpenFile<Failure: FileFailure>: Sendable {
  private let files: any FileSystem
  package let path: String
  /// Negative once the file is closed.
  private let descriptor: Atomic<Int32>

  init(_ descriptor: Int32, path: String, files: any FileSystem) {
    self.descriptor = Atomic(descriptor)
    self.path = path
    self.files = files
  }

  deinit {
    let open = descriptor.load(ordering: .acquiring)
    if open >= 0 { try? files.close(open) }
  }

  package func size() throws(Failure) -> Int {
    try calling(.reading) { (file) throws(FileProblem) in try files.size(of: file) }
  }

  /// Returns the file's identity at this moment; nil if the system does not say.
  package func identity() throws(Failure) -> FileIdentity? {
    try calling(.reading) { (file) throws(FileProblem) in try files.identity(of: file) }
  }

  /// Sets the modification time to now, by the clock of the file system.
  package func touch() throws(Failure) {
    try calling(.writing) { (file) throws(FileProblem) in try files.touch(file) }
  }

  /// When the file was modified last, in nanoseconds since 1970, by the clock of the file system.
  package func modificationTime() throws(Failure) -> Int {
    try calling(.reading) { (file) throws(FileProblem) in try files.modificationTime(of: file) }
  }

  /// Reads from the current position to the end of the file. A file above the limit is refused
  /// without reading.
  ///
  /// - Parameter size: the size if it is already known.
  package func readToEnd(limit: Int, size known: Int? = nil) throws(Failure) -> [UInt8] {
    let size = if let known { known } else { try size() }
    if size > limit {
      throw Failure(FileError(.tooLarge(bytes: size, limit: limit), .reading, path))
    }
    return try calling(.reading) { (file) throws(FileProblem) in
      try files.read(file, count: size)
    }
  }

  /// Reads from the current position; fewer bytes only at the end of the file.
  package func read(count: Int) throws(Failure) -> [UInt8] {
    try calling(.reading) { (file) throws(FileProblem) in try files.read(file, count: count) }
  }

  /// Writes all the bytes.
  package func write(_ bytes: [UInt8]) throws(Failure) {
    try calling(.writing) { (file) throws(FileProblem) in try files.write(bytes, to: file) }
  }

  package func truncate(to size: Int) throws(Failure) {
    try calling(.truncating) { (file) throws(FileProblem) in
      try files.truncate(file, to: size)
    }
  }

  /// Returns once the bytes outlast a power loss.
  package func synchronize() throws(Failure) {
    try calling(.synchronizing) { (file) throws(FileProblem) in try files.synchronize(file) }
  }

  /// Tries to lock the file, without waiting; returns false if another process holds the lock.
  package func lock(exclusive: Bool) throws(Failure) -> Bool {
    try calling(.locking) { (file) throws(FileProblem) in
      try files.lock(file, exclusive: exclusive)
    }
  }

  /// Closes, checked: some systems report only here that bytes were lost.
  package func close() throws(Failure) {
    try calling(.closing) { (file) throws(FileProblem) in
      descriptor.store(-1, ordering: .releasing)
      try files.close(file)
    }
  }

  package func calling<Result>(
    _ operation: FileOperation, _ call: (Int32) throws(FileProblem) -> Result
  ) throws(Failure) -> Result {
    let open = descriptor.load(ordering: .acquiring)
    precondition(open >= 0, "the file is closed")
    do {
      return try call(open)
    } catch {
      throw Failure(FileError(error, operation, path))
    }
  }
}
