/// An open folder. Names in it are reached through its descriptor, so renaming its path does not
/// matter.
///
/// The descriptor is closed with the last reference. A deferred folder is opened only during each
/// use, so that there can be any number of them. All calls throw the caller's error type, which is
/// made from a `FileError`.
package final class Folder<Failure: FileFailure>: Sendable {
  package let files: any FileSystem
  /// The path as messages print it.
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

  /// Opens a folder that a person named. Links are followed.
  ///
  /// - Parameter printed: the path in error messages; nil for `path`.
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

  /// The path of a name in this folder, as messages print it.
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

  /// Returns a folder inside this one that is opened only during each use.
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

  /// Returns what has this name, without following links; nil if nothing has.
  package func status(of name: String) throws(Failure) -> FileStatus? {
    try calling(.reading, name) { (descriptor) throws(FileProblem) in
      try files.status(of: name, in: descriptor)
    }
  }

  /// - Parameter printed: the name in error messages; nil for `name`.
  package func open(
    _ name: String, for use: FileUse, printed: String? = nil
  ) throws(Failure) -> OpenFile<Failure> {
    let printed = printed ?? name
    let file = try calling(use == .creating ? .creating : .opening, printed) {
      (descriptor) throws(FileProblem) in
      try files.openFile(name, in: descriptor, for: use)
    }
    return OpenFile(file, path: path(of: printed), files: files)
  }

  /// Renames inside this folder and replaces what has the new name. The change may not survive a
  /// power loss before `synchronize`.
  package func rename(_ name: String, to newName: String) throws(Failure) {
    try calling(.renaming, newName) { (descriptor) throws(FileProblem) in
      try files.rename(name, in: descriptor, to: newName, in: descriptor)
    }
  }

  /// Moves what has this name into another folder, in which the new name must be free. The change
  /// may not survive a power loss before `synchronize`.
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

  /// Returns once the names in the folder survive a power loss, or immediately if the file system
  /// cannot guarantee that.
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

  /// The number of bytes that can still be written; nil if the system does not say.
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
