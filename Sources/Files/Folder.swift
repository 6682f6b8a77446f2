/// An open folder: its names are reached through it alone, whatever happens to its path.
///
/// Closed when the last reference goes; one that was put off is opened for each use alone, so that
/// any number of them may be at hand. Its calls throw the caller's error type, made of a `FileError`.
package final class Folder<Failure: FileFailure>: Sendable {
  package let files: any FileSystem
  /// As it is printed.
  package let path: String
  private let place: Place

  private enum Place: Sendable {
    case open(Int32)
    case inside(Folder, name: String)
  }

  private init(_ place: Place, path: String, files: any FileSystem) {
    self.place = place
    self.path = path
    self.files = files
  }

  /// Opens a folder a person named; links are followed.
  ///
  /// - Parameter printed: how errors name it; nil: by its path.
  package convenience init(
    path: String, printed: String? = nil, files: any FileSystem
  ) throws(Failure) {
    do {
      self.init(.open(try files.openFolder(path: path)), path: printed ?? path, files: files)
    } catch {
      throw Failure(FileError(error, .opening, path))
    }
  }

  deinit {
    if case .open(let descriptor) = place { try? files.close(descriptor) }
  }

  /// The path of a name in this folder, as it is printed.
  package func path(of name: String) -> String {
    path.hasSuffix("/") ? path + name : "\(path)/\(name)"
  }

  /// Opens a folder inside this one; a symbolic link is refused.
  package func folder(_ name: String) throws(Failure) -> Folder {
    do {
      let opened = try withDescriptor { (descriptor) throws(FileProblem) in
        try files.openFolder(name, in: descriptor)
      }
      return Folder(.open(opened), path: path(of: name), files: files)
    } catch {
      throw Failure(FileError(error, .opening, path(of: name)))
    }
  }

  /// A folder inside this one that is opened for each use alone.
  package func deferredFolder(_ name: String) -> Folder {
    Folder(.inside(self, name: name), path: path(of: name), files: files)
  }

  /// Makes a folder that must be new, and opens it; one that cannot be opened does not stay.
  package func makeFolder(_ name: String) throws(Failure) -> Folder {
    try calling(.creating, name) { (descriptor) throws(FileProblem) in
      try files.makeFolder(name, in: descriptor)
    }
    do {
      return try folder(name)
    } catch {
      try? removeFolder(name)
      throw error
    }
  }

  package func removeFolder(_ name: String) throws(Failure) {
    try calling(.removing, name) { (descriptor) throws(FileProblem) in
      try files.removeFolder(name, in: descriptor)
    }
  }

  /// All names, in ascending order of their bytes.
  package func names() throws(Failure) -> [String] {
    do {
      let names = try withDescriptor { (descriptor) throws(FileProblem) in
        try files.names(in: descriptor)
      }
      return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    } catch {
      throw Failure(FileError(error, .listing, path))
    }
  }

  /// What has this name, links not followed; nil where nothing has.
  package func status(of name: String) throws(Failure) -> FileStatus? {
    try calling(.reading, name) { (descriptor) throws(FileProblem) in
      try files.status(of: name, in: descriptor)
    }
  }

  package func open(_ name: String, for use: FileUse) throws(Failure) -> OpenFile<Failure> {
    let file = try calling(use == .creating ? .creating : .opening, name) {
      (descriptor) throws(FileProblem) in
      try files.openFile(name, in: descriptor, for: use)
    }
    return OpenFile(file, path: path(of: name), files: files)
  }

  /// Renames inside this folder, replacing what has the new name; not yet safe from power loss.
  package func rename(_ name: String, to newName: String) throws(Failure) {
    try calling(.renaming, newName) { (descriptor) throws(FileProblem) in
      try files.rename(name, in: descriptor, to: newName, in: descriptor)
    }
  }

  /// Moves what has this name into another folder, where nothing may have it; not yet safe from
  /// power loss.
  package func move(_ name: String, into other: Folder, as newName: String) throws(Failure) {
    try calling(.renaming, name) { (descriptor) throws(FileProblem) in
      try other.withDescriptor { (otherDescriptor) throws(FileProblem) in
        try files.rename(name, in: descriptor, to: newName, in: otherDescriptor)
      }
    }
  }

  package func removeFile(_ name: String) throws(Failure) {
    try calling(.removing, name) { (descriptor) throws(FileProblem) in
      try files.removeFile(name, in: descriptor)
    }
  }

  /// Returns once the folder's names outlast a power loss, or at once where the file system cannot
  /// say when.
  package func synchronize() throws(Failure) {
    do {
      try withDescriptor { (descriptor) throws(FileProblem) in
        try files.synchronize(descriptor)
      }
    } catch {
      if let code = error.code, UnsyncedFolders.tolerate(code, of: path) { return }
      throw Failure(FileError(error, .synchronizing, path))
    }
  }

  /// The bytes that can still be written; nil where the system does not say.
  package var freeBytes: Int? {
    (try? withDescriptor { (descriptor) throws(FileProblem) in
      files.freeBytes(in: descriptor)
    }) ?? nil
  }

  private func calling<Result>(
    _ operation: FileOperation, _ name: String, _ call: (Int32) throws(FileProblem) -> Result
  ) throws(Failure) -> Result {
    do {
      return try withDescriptor(call)
    } catch {
      throw Failure(FileError(error, operation, path(of: name)))
    }
  }

  func withDescriptor<Result>(
    _ call: (Int32) throws(FileProblem) -> Result
  ) throws(FileProblem) -> Result {
    switch place {
    case .open(let descriptor): return try call(descriptor)
    case .inside(let folder, let name):
      let descriptor = try folder.withDescriptor { (outer) throws(FileProblem) in
        try files.openFolder(name, in: outer)
      }
      defer { try? files.close(descriptor) }
      return try call(descriptor)
    }
  }
}
