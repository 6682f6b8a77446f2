/// A folder that a person named, for several files of an output. It is made if it is new.
package struct OutputFolder {
  private let path: String

  package init(_ path: String) { self.path = path }

  /// Creates or replaces the files, one after the other, each as a whole. Others in the folder stay.
  ///
  /// - Throws: `FileError` if the path is something other than a folder or cannot be made, or if a
  ///   file cannot be written; an old one is then unchanged.
  package func write(
    _ written: [(name: String, bytes: [UInt8])], files: any FileSystem = SystemFiles()
  ) throws(FileError) {
    let folder = try folder(files)
    for (name, bytes) in written {
      try folder.publish(bytes, as: name, scratch: OutputFile.scratchPrefix)
    }
  }

  private func folder(_ files: any FileSystem) throws(FileError) -> Folder<FileError> {
    guard InputFile.kind(of: path) == nil else {
      return try Folder<FileError>(path: path, files: files)
    }
    let components = path.split(separator: "/")
    guard let name = components.last else {
      throw FileError(.namesNoFile, .opening, path.printable)
    }
    let start = path.hasPrefix("/") ? "/" : "."
    let parent = ([start] + components.dropLast().map(String.init)).joined(separator: "/")
    return try Folder<FileError>(path: parent, files: files).makeFolder(String(name))
  }
}
