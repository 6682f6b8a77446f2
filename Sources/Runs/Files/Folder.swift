/// An open folder: its names are reached through it alone, whatever happens to its path.
///
/// Closed when the last reference goes. Errors are `RunError`s that name path and operation.
package final class Folder: Sendable {
  package let files: any FileSystem
  /// As it is printed.
  package let path: String
  private let descriptor: Int32

  private init(_ descriptor: Int32, path: String, files: any FileSystem) {
    self.descriptor = descriptor
    self.path = path
    self.files = files
  }

  /// Opens a folder a person named; links are followed.
  ///
  /// - Parameter printed: how errors name it; nil: by its path.
  package convenience init(
    path: String, printed: String? = nil, files: any FileSystem
  ) throws(RunError) {
    do {
      self.init(try files.openFolder(path: path), path: printed ?? path, files: files)
    } catch {
      throw RunError(error, .opening, path)
    }
  }

  deinit {
    try? files.close(descriptor)
  }

  /// The path of a name in this folder, as it is printed.
  package func path(of name: String) -> String { "\(path)/\(name)" }

  /// Opens a folder inside this one; a symbolic link is refused.
  package func folder(_ name: String) throws(RunError) -> Folder {
    do {
      return Folder(try files.openFolder(name, in: descriptor), path: path(of: name), files: files)
    } catch {
      throw RunError(error, .opening, path(of: name))
    }
  }

  /// Makes a folder that must be new, and opens it; one that cannot be opened does not stay.
  package func makeFolder(_ name: String) throws(RunError) -> Folder {
    try calling(.creating, name) { () throws(FileProblem) in
      try files.makeFolder(name, in: descriptor)
    }
    do {
      return try folder(name)
    } catch {
      try? removeFolder(name)
      throw error
    }
  }

  package func removeFolder(_ name: String) throws(RunError) {
    try calling(.removing, name) { () throws(FileProblem) in
      try files.removeFolder(name, in: descriptor)
    }
  }

  /// All names, in ascending order of their bytes.
  package func names() throws(RunError) -> [String] {
    do {
      let names = try files.names(in: descriptor)
      return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    } catch {
      throw RunError(error, .listing, path)
    }
  }

  /// What has this name, links not followed; nil where nothing has.
  package func status(of name: String) throws(RunError) -> FileStatus? {
    try calling(.reading, name) { () throws(FileProblem) in
      try files.status(of: name, in: descriptor)
    }
  }

  package func open(_ name: String, for use: FileUse) throws(RunError) -> OpenFile {
    let file = try calling(use == .creating ? .creating : .opening, name) {
      () throws(FileProblem) in
      try files.openFile(name, in: descriptor, for: use)
    }
    return OpenFile(file, path: path(of: name), files: files)
  }

  /// Renames inside this folder, replacing what has the new name; not yet safe from power loss.
  package func rename(_ name: String, to newName: String) throws(RunError) {
    try calling(.renaming, newName) { () throws(FileProblem) in
      try files.rename(name, to: newName, in: descriptor)
    }
  }

  package func removeFile(_ name: String) throws(RunError) {
    try calling(.removing, name) { () throws(FileProblem) in
      try files.removeFile(name, in: descriptor)
    }
  }

  /// Returns once the folder's names outlast a power loss.
  package func synchronize() throws(RunError) {
    do {
      try files.synchronize(descriptor)
    } catch {
      throw RunError(error, .synchronizing, path)
    }
  }

  /// The bytes that can still be written; nil where the system does not say.
  package var freeBytes: Int? { files.freeBytes(in: descriptor) }

  private func calling<Result>(
    _ operation: FileOperation, _ name: String, _ call: () throws(FileProblem) -> Result
  ) throws(RunError) -> Result {
    do {
      return try call()
    } catch {
      throw RunError(error, operation, path(of: name))
    }
  }
}
