/// The files of a data set as its authors publish them, and where they are looked for.
package struct PublishedFiles: Sendable {
  /// The data set's name in definitions, and that of its folder.
  package let name: String
  /// In the order of their combined digest.
  package let files: [PublishedFile]
  /// The address of the folder that has them, without a slash at its end.
  package let address: String
  /// The Debian package that brings them; nil if there is none.
  let installed: Installed?

  /// A Debian package with a data set.
  struct Installed: Sendable {
    /// Its folder in the folder of installed data sets.
    let folder: String
    let package: String
  }

  init(name: String, files: [PublishedFile], address: String, installed: Installed? = nil) {
    self.name = name
    self.files = files
    self.address = address
    self.installed = installed
  }

  /// The folders that are searched, first to last.
  package func folders(_ places: DataSearchPaths) -> [String] {
    [places.chosen, places.personal].compactMap(\.self).map { "\($0)/\(name)" }
      + (installed.map { ["\(places.system)/\($0.folder)"] } ?? [])
  }

  /// The first folder that has all files; nil if none has.
  package func folder(_ places: DataSearchPaths) -> String? {
    folders(places).first { folder in files.allSatisfy { $0.path(in: folder) != nil } }
  }

  /// The error if no folder has them.
  package func missing(_ places: DataSearchPaths) -> DatasetError {
    .missing(dataset: name, folders: folders(places), package: installed?.package)
  }

  /// The size of all downloads.
  var byteCount: Int { files.reduce(0) { $0 + $1.gzippedByteCount } }
}
