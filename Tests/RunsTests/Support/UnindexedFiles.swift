import Files
import Runs

/// The system's files, which nobody can tell by anything but their bytes: no index is believed or
/// written.
struct UnindexedFiles: FileSystem {
  private let base = SystemFiles()

  func openFolder(path: String) throws(FileProblem) -> Int32 { try base.openFolder(path: path) }
  func openFolder(_ name: String, in folder: Int32) throws(FileProblem) -> Int32 {
    try base.openFolder(name, in: folder)
  }
  func makeFolder(_ name: String, in folder: Int32) throws(FileProblem) {
    throw .system(-1)
  }
  func removeFolder(_ name: String, in folder: Int32) throws(FileProblem) { throw .system(-1) }
  func names(in folder: Int32) throws(FileProblem) -> [String] { try base.names(in: folder) }
  func status(of name: String, in folder: Int32) throws(FileProblem) -> FileStatus? {
    try base.status(of: name, in: folder)
  }
  func openFile(_ name: String, in folder: Int32, for use: FileUse) throws(FileProblem) -> Int32 {
    guard use == .reading else { throw .system(-1) }
    return try base.openFile(name, in: folder, for: use)
  }
  func size(of file: Int32) throws(FileProblem) -> Int { try base.size(of: file) }
  func touch(_ file: Int32) throws(FileProblem) { throw .system(-1) }
  func modificationTime(of file: Int32) throws(FileProblem) -> Int {
    try base.modificationTime(of: file)
  }
  func read(_ file: Int32, count: Int) throws(FileProblem) -> [UInt8] {
    try base.read(file, count: count)
  }
  func write(_ bytes: [UInt8], to file: Int32) throws(FileProblem) { throw .system(-1) }
  func truncate(_ file: Int32, to size: Int) throws(FileProblem) { throw .system(-1) }
  func synchronize(_ descriptor: Int32) throws(FileProblem) { throw .system(-1) }
  func close(_ descriptor: Int32) throws(FileProblem) { try base.close(descriptor) }
  func rename(
    _ name: String, in folder: Int32, to newName: String, in newFolder: Int32
  ) throws(FileProblem) { throw .system(-1) }
  func removeFile(_ name: String, in folder: Int32) throws(FileProblem) { throw .system(-1) }
  func takeAttributes(
    of name: String, in folder: Int32, for file: Int32
  ) throws(FileProblem) { throw .system(-1) }
  func lock(_ file: Int32, exclusive: Bool) throws(FileProblem) -> Bool {
    try base.lock(file, exclusive: exclusive)
  }
  func freeBytes(in folder: Int32) -> Int? { nil }
}
