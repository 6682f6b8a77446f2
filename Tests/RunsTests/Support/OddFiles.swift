import Files
import Runs

/// The system's files, as odd file systems and clocks show them.
struct OddFiles: FileSystem {
  private let base = SystemFiles()
  private let tellsKinds: Bool
  /// What a file system answers that lacks folderSync or locks.
  private let lacking: [MissingFeature: Int32]
  private let shown: @Sendable (FileIdentity) -> FileIdentity

  /// - Parameters:
  ///   - tellsKinds: whether folders say what their names stand for.
  ///   - lacking: the error number of what is not there.
  ///   - shown: what a file is known by that has this identity; of unfinished files the true one.
  init(
    tellsKinds: Bool = true, lacking: [MissingFeature: Int32] = [:],
    _ shown: @escaping @Sendable (FileIdentity) -> FileIdentity = { $0 }
  ) {
    self.tellsKinds = tellsKinds
    self.lacking = lacking
    self.shown = shown
  }

  func openFolder(path: String) throws(FileProblem) -> Int32 { try base.openFolder(path: path) }
  func openFolder(_ name: String, in folder: Int32) throws(FileProblem) -> Int32 {
    try base.openFolder(name, in: folder)
  }
  func makeFolder(_ name: String, in folder: Int32) throws(FileProblem) {
    try base.makeFolder(name, in: folder)
  }
  func removeFolder(_ name: String, in folder: Int32) throws(FileProblem) {
    try base.removeFolder(name, in: folder)
  }
  func names(in folder: Int32) throws(FileProblem) -> [String] { try base.names(in: folder) }
  func kinds(
    in folder: Int32
  ) throws(FileProblem) -> [(name: String, kind: FileStatus.Kind?)] {
    try base.kinds(in: folder).map { ($0.name, tellsKinds ? $0.kind : nil) }
  }
  func status(of name: String, in folder: Int32) throws(FileProblem) -> FileStatus? {
    try base.status(of: name, in: folder)
  }
  func identity(
    of name: String, inside inner: String?, in folder: Int32
  ) throws(FileProblem) -> FileIdentity? {
    let identity = try base.identity(of: name, inside: inner, in: folder)
    return name.hasPrefix(".index-tmp-") ? identity : identity.map(shown)
  }
  func identity(of file: Int32) throws(FileProblem) -> FileIdentity? {
    try base.identity(of: file).map(shown)
  }
  func openFile(_ name: String, in folder: Int32, for use: FileUse) throws(FileProblem) -> Int32 {
    try base.openFile(name, in: folder, for: use)
  }
  func size(of file: Int32) throws(FileProblem) -> Int { try base.size(of: file) }
  func touch(_ file: Int32) throws(FileProblem) { try base.touch(file) }
  func modificationTime(of file: Int32) throws(FileProblem) -> Int {
    try base.modificationTime(of: file)
  }
  func read(_ file: Int32, count: Int) throws(FileProblem) -> [UInt8] {
    try base.read(file, count: count)
  }
  func write(_ bytes: [UInt8], to file: Int32) throws(FileProblem) {
    try base.write(bytes, to: file)
  }
  func truncate(_ file: Int32, to size: Int) throws(FileProblem) {
    try base.truncate(file, to: size)
  }
  func synchronize(_ descriptor: Int32) throws(FileProblem) {
    if let code = lacking[.folderSync], (try? base.names(in: descriptor)) != nil {
      throw .system(code)
    }
    try base.synchronize(descriptor)
  }
  func close(_ descriptor: Int32) throws(FileProblem) { try base.close(descriptor) }
  func rename(
    _ name: String, in folder: Int32, to newName: String, in newFolder: Int32
  ) throws(FileProblem) {
    try base.rename(name, in: folder, to: newName, in: newFolder)
  }
  func removeFile(_ name: String, in folder: Int32) throws(FileProblem) {
    try base.removeFile(name, in: folder)
  }
  func takeAttributes(
    of name: String, in folder: Int32, for file: Int32
  ) throws(FileProblem) {
    try base.takeAttributes(of: name, in: folder, for: file)
  }
  func lock(_ file: Int32, exclusive: Bool) throws(FileProblem) -> Bool {
    if let code = lacking[.locks] { throw .system(code) }
    return try base.lock(file, exclusive: exclusive)
  }
  func freeBytes(in folder: Int32) -> Int? { base.freeBytes(in: folder) }
}
