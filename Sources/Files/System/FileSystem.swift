/// The few calls through which everything in the folder of a run is read and written.
///
/// Folders and files are descriptors and names are single components, so nothing outside an opened
/// folder can be reached and no symbolic link is followed. There are three implementations: the
/// system's (`SystemFiles`), and in the tests one in memory that loses what was not synchronised
/// and one that fails the Nth call.
package protocol FileSystem: Sendable {
  /// Opens a folder that a person named. Links are followed.
  func openFolder(path: String) throws(FileProblem) -> Int32
  /// Opens a folder inside another one; a symbolic link is refused.
  func openFolder(_ name: String, in folder: Int32) throws(FileProblem) -> Int32
  /// Makes a folder; throws EEXIST if the name exists.
  func makeFolder(_ name: String, in folder: Int32) throws(FileProblem)
  /// Removes an empty folder.
  func removeFolder(_ name: String, in folder: Int32) throws(FileProblem)
  /// All names in a folder but `.` and `..`, in no order.
  func names(in folder: Int32) throws(FileProblem) -> [String]
  /// Returns the names and their kinds; a kind is nil if the system does not say.
  func kinds(in folder: Int32) throws(FileProblem) -> [(name: String, kind: FileStatus.Kind?)]
  /// Returns what has this name, without following a link; nil if nothing has.
  func status(of name: String, in folder: Int32) throws(FileProblem) -> FileStatus?
  /// Returns the identity of the regular file with this name, in the folder or in one inside,
  /// without opening it; nil if there is none or if the system does not say.
  ///
  /// A link instead of the file is not followed; a link instead of the folder is.
  func identity(
    of name: String, inside inner: String?, in folder: Int32
  ) throws(FileProblem) -> FileIdentity?
  /// Opens a regular file. Everything else, including symbolic links, is refused.
  func openFile(_ name: String, in folder: Int32, for use: FileUse) throws(FileProblem) -> Int32
  /// The bytes of an open file from its start to its end.
  func size(of file: Int32) throws(FileProblem) -> Int
  /// Returns the identity of an open file; nil if the system does not say.
  func identity(of file: Int32) throws(FileProblem) -> FileIdentity?
  /// Sets the modification time of an open file to now, by the clock of the file system: on a
  /// network file system that of its server, which all its machines share.
  func touch(_ file: Int32) throws(FileProblem)
  /// Returns when an open file was modified last, in nanoseconds since 1970, by that clock.
  func modificationTime(of file: Int32) throws(FileProblem) -> Int
  /// Reads at most `count` bytes from the current position; fewer only at the end of the file.
  func read(_ file: Int32, count: Int) throws(FileProblem) -> [UInt8]
  /// Writes all the bytes.
  func write(_ bytes: [UInt8], to file: Int32) throws(FileProblem)
  func truncate(_ file: Int32, to size: Int) throws(FileProblem)
  /// Returns once an open file's bytes, or an open folder's names, outlast a power loss.
  func synchronize(_ descriptor: Int32) throws(FileProblem)
  func close(_ descriptor: Int32) throws(FileProblem)
  /// Renames, possibly into another folder, and replaces what has the new name.
  func rename(
    _ name: String, in folder: Int32, to newName: String, in newFolder: Int32
  ) throws(FileProblem)
  func removeFile(_ name: String, in folder: Int32) throws(FileProblem)
  /// Gives an open new file the mode, owner and group of the regular file with this name, as far as
  /// the process may; does nothing if there is none.
  func takeAttributes(of name: String, in folder: Int32, for file: Int32) throws(FileProblem)
  /// Takes an exclusive or a shared lock of an open file without waiting; returns false if another
  /// process holds it. The lock is released when the descriptor is closed or the process ends.
  func lock(_ file: Int32, exclusive: Bool) throws(FileProblem) -> Bool
  /// Returns the number of bytes that can still be written; nil if the system does not say.
  func freeBytes(in folder: Int32) -> Int?
}

/// The purpose of opening a file.
package enum FileUse: Hashable, Sendable {
  case reading
  /// A new file; throws EEXIST if the name exists.
  case creating
  /// Writing at the end. The file is created if it is missing.
  case appending
  /// Reading and writing. The file is created if it is missing.
  case locking
}

/// The kind of what has a name, and the size of a file.
package struct FileStatus: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case file
    case folder
    case symbolicLink
    case other
  }

  package var kind: Kind
  package var size: Int

  package init(kind: Kind, size: Int) {
    self.kind = kind
    self.size = size
  }
}
