/// The few calls through which everything in a run's folder is read and written.
///
/// Folders and files are descriptors, names single components, so nothing outside an opened
/// folder can be reached and no symbolic link is followed. Three versions: the system's own
/// (`SystemFiles`), and in the tests one in memory that forgets what was not synchronised and one
/// that fails the Nth call.
package protocol FileSystem: Sendable {
  /// Opens a folder a person named; here links are followed.
  func openFolder(path: String) throws(FileProblem) -> Int32
  /// Opens a folder inside another one; a symbolic link is refused.
  func openFolder(_ name: String, in folder: Int32) throws(FileProblem) -> Int32
  /// Makes a folder; EEXIST where anything has that name.
  func makeFolder(_ name: String, in folder: Int32) throws(FileProblem)
  /// Removes an empty folder.
  func removeFolder(_ name: String, in folder: Int32) throws(FileProblem)
  /// All names in a folder but `.` and `..`, in no order.
  func names(in folder: Int32) throws(FileProblem) -> [String]
  /// The same with what they stand for; nil where the system does not say.
  func kinds(in folder: Int32) throws(FileProblem) -> [(name: String, kind: FileStatus.Kind?)]
  /// What has this name, without following a link; nil where nothing has.
  func status(of name: String, in folder: Int32) throws(FileProblem) -> FileStatus?
  /// What the regular file of this name, here or in a folder inside, is known by, without opening
  /// it; nil where there is none, and from systems that do not say.
  ///
  /// A link in place of the file is not followed, one in place of the folder is.
  func identity(
    of name: String, inside inner: String?, in folder: Int32
  ) throws(FileProblem) -> FileIdentity?
  /// Opens a regular file; anything else, symbolic links included, is refused.
  func openFile(_ name: String, in folder: Int32, for use: FileUse) throws(FileProblem) -> Int32
  /// The bytes of an open file from its start to its end.
  func size(of file: Int32) throws(FileProblem) -> Int
  /// What an open file is known by; nil from systems that do not say.
  func identity(of file: Int32) throws(FileProblem) -> FileIdentity?
  /// Reads at most `count` bytes from where the descriptor stands; fewer only at the file's end.
  func read(_ file: Int32, count: Int) throws(FileProblem) -> [UInt8]
  /// Writes all the bytes.
  func write(_ bytes: [UInt8], to file: Int32) throws(FileProblem)
  func truncate(_ file: Int32, to size: Int) throws(FileProblem)
  /// Returns once an open file's bytes, or an open folder's names, outlast a power loss.
  func synchronize(_ descriptor: Int32) throws(FileProblem)
  func close(_ descriptor: Int32) throws(FileProblem)
  /// Renames, maybe into another folder, replacing what has the new name.
  func rename(
    _ name: String, in folder: Int32, to newName: String, in newFolder: Int32
  ) throws(FileProblem)
  func removeFile(_ name: String, in folder: Int32) throws(FileProblem)
  /// Gives an open new file the mode, owner and group of the regular file of this name, as far as
  /// the process may; nothing where there is none.
  func takeAttributes(of name: String, in folder: Int32, for file: Int32) throws(FileProblem)
  /// Takes the exclusive or a shared lock of an open file without waiting; it is given back when
  /// the descriptor is closed, also by the process's death. False where another one has it.
  func lock(_ file: Int32, exclusive: Bool) throws(FileProblem) -> Bool
  /// The bytes that can still be written; nil where the system does not say.
  func freeBytes(in folder: Int32) -> Int?
}

/// What a file is opened for.
package enum FileUse: Hashable, Sendable {
  case reading
  /// A new file; EEXIST where anything has that name.
  case creating
  /// Writing at the end; the file is made where it is missing.
  case appending
  /// Reading and writing; the file is made where it is missing.
  case locking
}

/// What kind of thing a name stands for, and a file's bytes.
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
